"""The scene's improvement plan: an action at each place, of the service of the team that has audits."""

from __future__ import annotations

from typing import Any

from qa_portal.reporting.models import Report
from tests.factories.improvement import PLACES, service_action_at


def tell_of_improvement(c: Any, keys: dict[str, int]) -> None:
    """All because of the report that was published."""
    report = Report.objects.get(pk=keys["report published"])
    for place in PLACES:
        keys[f"improvement {place}"] = service_action_at(place, c, report).pk
