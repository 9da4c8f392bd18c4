"""The scene's issues with other agencies. Told last: a draw depends on the keys of what was told before."""

from __future__ import annotations

from typing import Any

from tests.factories.audits_after import audit_after
from tests.factories.outside import outside_at
from tests.factories.records import child

from .scene_audits_after import working_by


def tell_of_outside(c: Any, keys: dict[str, int]) -> None:
    """An issue in each state, and one of an audit that its team hasn't yet; ``keys`` gets them."""
    by = {"reviewer": c.other_team_manager}
    with working_by(c.team, "knowsley"):
        for state in ("prepared", "sent", "answered", "ended"):
            audit = audit_after("returned", c, child(c), **by)
            keys[f"outside {state}"] = outside_at(state, c, audit=audit).pk
        held_back = audit_after("accepted", c, child(c), **by)
        keys["outside unreturned"] = outside_at("prepared", c, audit=held_back).pk
