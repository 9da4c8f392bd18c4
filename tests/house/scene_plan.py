"""The scene's actions: one at each place of the rolling plan, on a record of the team."""

from __future__ import annotations

from typing import Any

from audits.actions.allocating import allocate_audit
from qa_portal.frameworks.queries import published_version
from tests.factories.plan import PLACES, action_at
from tests.factories.records import child


def tell_of_plan(c: Any, keys: dict[str, int]) -> None:
    """They come from an audit that somebody of the fostering team writes."""
    version = published_version("merton")
    given = {"by": c.insights_member, "framework": version, "tool_key": "collaborative_review"}
    record = child(c)
    audit = allocate_audit(record, reviewer=c.fostering_team_manager, **given)
    for place in PLACES:
        keys[f"action {place}"] = action_at(place, c, record, about=audit).pk
