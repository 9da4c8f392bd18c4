"""The scene's thematic reviews, one at each place, by a procedure of few cases."""

from __future__ import annotations

from typing import Any

from tests.factories.thematic import thematic_at, with_few_cases

from .scene_audits_after import working_by


def tell_of_thematic(c: Any, keys: dict[str, int]) -> None:
    """All of the scene's team, while it works by that procedure."""
    with_few_cases(c)
    with working_by(c.team, "knowsley"):
        for place in ("prepared", "under_way", "endorsed", "closed"):
            review = thematic_at(place, c)
            keys[f"thematic {place}"] = review.pk
            keys[f"case {place}"] = review.cases.order_by("pk").first().pk
        activity = thematic_at("prepared", c).activity
        activity.thematic_review.cases.all().delete()
        activity.thematic_review.delete()
        keys["activity thematic"] = activity.pk
