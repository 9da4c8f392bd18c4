"""The scene's examples of good practice, and an action that concerns siblings."""

from __future__ import annotations

from typing import Any

from qa_portal.children.actions import link_siblings
from tests.factories.audits_after import audit_after
from tests.factories.library import example_at
from tests.factories.plan import action_at
from tests.factories.records import child

from .scene_audits_after import working_by


def tell_of_learning(c: Any, keys: dict[str, int]) -> None:
    """An example in each state, written by another team's manager; a record with a sibling and an open action."""
    with working_by(c.team, "merton"):
        audit = audit_after("returned", c, child(c), grade="good", reviewer=c.other_team_manager)
        for state in ("proposed", "published", "declined", "withdrawn"):
            keys[f"example {state}"] = example_at(state, c, audit=audit).pk
        first = child(c)
        link_siblings(first, by=c.iro, other=child(c))
        source = audit_after("returned", c, first, grade="good", reviewer=c.other_team_manager)
        keys["action of siblings"] = action_at("open", c, first, about=source).pk
