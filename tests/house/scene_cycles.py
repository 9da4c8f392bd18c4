"""The scene's cycles: a team that has audits, a cycle in each state, allocations that are open and over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions.allocating import allocate_audit
from audits.actions.replacing import withdraw_audit
from qa_portal import clock
from qa_portal.frameworks.queries import published_version
from qa_portal.people.actions import create_team
from qa_portal.people.models import Team
from tests.factories.cycles import cycle_at, more_practitioners
from tests.factories.records import child

#: The first working day of the month before the scene's.
OCTOBER = dt.datetime(2026, 10, 1, 9, 0, tzinfo=dt.UTC)


def tell_of_cycles(c: Any, keys: dict[str, int]) -> None:
    """Told for a team of its own, which works by a framework that has audits, beside the scene's other teams."""
    team = create_team(
        name="Assessment", kind=Team.Kind.TEAM, parent=c.service, framework_key="merton", by=c.administrator
    )
    keys["team with audits"] = team.pk
    for practitioner in more_practitioners(c, team, 4):
        child(c, team=team, practitioner=practitioner)
    with clock.standing_at(OCTOBER):
        keys["cycle closed"] = cycle_at("closed", c, team=team, size=2).pk
    keys["cycle sent"] = cycle_at("sent", c, team=team, size=2).pk
    keys["cycle drawn"] = cycle_at("drawn", c, team=team, size=2, month=dt.date(2026, 12, 1)).pk
    planned = cycle_at("planned", c, team=team, size=2, month=dt.date(2027, 1, 1))
    keys["cycle planned"] = planned.pk
    keys["share open"] = planned.reviewers.first().pk
    version = published_version("merton")
    given = {"by": c.insights_member, "framework": version, "tool_key": "collaborative_review"}
    audit = allocate_audit(child(c), reviewer=c.fostering_team_manager, **given)
    keys["allocation open"] = audit.pk
    over = allocate_audit(child(c), reviewer=c.fostering_team_manager, **given)
    keys["allocation over"] = withdraw_audit(over, by=c.insights_member, reason="The family moved away.").pk
