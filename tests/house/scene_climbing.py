"""Safety alerts and challenges, for the tests that ask who may open what."""

from __future__ import annotations

from typing import Any

from audits.models import Challenge
from tests.factories import audits_climb as factory
from tests.factories.audits_after import audit_after
from tests.factories.records import child

from .scene_audits_after import working_by


def tell_of_climbing(c: Any, keys: dict[str, int]) -> None:
    """Safety alerts and challenges on each rung that differs; ``keys`` gets them."""
    with working_by(c.team, "waltham-forest"):
        for state in ("raised", "unresolved", "second", "resolved"):
            keys[f"alert {state}"] = factory.alert_at(state, c, child(c)).pk
        by = {"reviewer": c.other_team_manager}
        keys["audit challengeable"] = audit_after("returned", c, child(c), **by).pk
        for state in ("informal", "met", "formal", "second", "settled"):
            challenge = factory.challenge_at(state, c, child(c), **by)
            keys[f"challenge {state}"] = challenge.pk
        keys["audit challenged"] = challenge_of(keys["challenge informal"])


def challenge_of(key: int) -> int:
    """The audit whose grade is challenged."""
    return Challenge.objects.values_list("audit", flat=True).get(pk=key)
