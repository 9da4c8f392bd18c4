"""Cycles of audits that came about by the portal's own actions: planned, drawn, sent, closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions.cycles import close_cycle, draw_cycle, open_cycle, send_cycle
from audits.actions.replacing import withdraw_audit
from audits.models import Cycle
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.frameworks.queries import framework_for, policy_of
from qa_portal.people.models import Team, User
from qa_portal.people.roles import Role

from .people import Council, person
from .records import child

#: The order in which a cycle goes.
WAY = ("planned", "drawn", "sent", "closed")

#: Nine in the morning of the first working day of a month in which every shipped framework has a cycle.
FIRST_MORNING = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def cycle_at(state: str, council: Council, *, seed: str = "0123456789abcdef", **given: Any) -> Cycle:
    """A cycle of the council's department for this month, as far as ``state`` says (``WAY``).

    Its pool is what is there: ``caseload(council)`` first. ``given`` is what ``open_cycle`` takes; ``size`` is 3. A
    closed one had its audits withdrawn.
    """
    by = council.insights_member
    team = given.setdefault("team", council.department)
    policy = policy_of(framework_for(team))
    asked = {
        "tool_key": policy.tools[0].key,
        "month": clock.today().replace(day=1),
        "focus": "The child’s voice",
        "size": 3,
        **given,
    }
    if policy.cycles.schedule_agreed_by and "agreed_by" not in asked:
        asked |= {"agreed_by": "Operational Leadership Team", "agreed_on": clock.today()}
    cycle = open_cycle(by=by, **asked)
    if state == "planned":
        return cycle
    draw_cycle(cycle, by=by, seed=seed)
    if state == "drawn":
        return Cycle.objects.get(pk=cycle.pk)
    audits = send_cycle(cycle, by=by)
    if state == "closed":
        for audit in audits:
            withdraw_audit(audit, by=by, reason="The family moved away.")
        close_cycle(Cycle.objects.get(pk=cycle.pk), by=by)
    return Cycle.objects.get(pk=cycle.pk)


def caseload(council: Council, each: int = 2) -> list[Subject]:
    """Children of four practitioners in three teams, so many each, allocated a year ago."""
    by_practitioner = {
        council.social_worker: council.team,
        council.second_social_worker: council.team,
        council.sister_social_worker: council.sister_team,
        council.other_social_worker: council.other_team,
    }
    return [
        record(council, practitioner=practitioner, team=team)
        for practitioner, team in by_practitioner.items()
        for _ in range(each)
    ]


def record(council: Council, **given: Any) -> Subject:
    """A record of the kind that the council's framework serves: a child, or an adult who has no reviewing officer."""
    serves = policy_of(framework_for(council.department)).serves
    if Subject.Kind.CHILD in serves:
        return child(council, **given)
    adult = {"kind": Subject.Kind.ADULT, "case_kind": Subject.CaseKind.ADULT, "iro": None}
    return child(council, **{**adult, **given})


def more_practitioners(council: Council, team: Team, number: int) -> list[User]:
    """More social workers of a team."""
    return [person(Role.SOCIAL_WORKER, team, by=council.administrator) for _ in range(number)]
