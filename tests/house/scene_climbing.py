"""Safety alerts and challenges, for the tests that ask who may open what."""

from __future__ import annotations

from typing import Any

from tests.factories import audits_climb as factory
from tests.factories.records import child

from .scene_audits_after import working_by


def tell_of_climbing(c: Any, keys: dict[str, int]) -> None:
    """Safety alerts and challenges on each rung that differs; ``keys`` gets them."""
    with working_by(c.team, "waltham-forest"):
        for state in ("raised", "unresolved", "second", "resolved"):
            keys[f"alert {state}"] = factory.alert_at(state, c, child(c)).pk
