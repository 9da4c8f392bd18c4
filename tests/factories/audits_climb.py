"""What climbs rung by rung, by the portal's own actions: safety alerts, and challenges to a grade."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions.alerting import answer_alert, climb_alert, raise_alert
from audits.actions.challenging import record_meeting, start_challenge
from audits.actions.resolving import (
    climb_challenge,
    decide_challenge,
    settle_challenge,
    take_challenge_formal,
)
from audits.models import Audit, Challenge, SafetyAlert
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.people.models import User

from .audits_after import audit_after
from .people import Council
from .records import child


def alert_at(state: str, council: Council, subject: Subject | None = None, **given: Any) -> SafetyAlert:
    """A safety alert that is ``raised``, ``unresolved`` on its first stage, at its ``second`` one, or ``resolved``.

    ``given`` goes to ``raise_alert``.
    """
    alert = raise_alert(
        subject or child(council),
        **{
            "by": council.insights_member,
            "concern": "He was seen with bruises on Friday, and nobody has visited since.",
            "needed": "A visit today.",
            **given,
        },
    )
    if state == "raised":
        return alert
    if state == "resolved":
        return answer(alert, by=held_by(alert, council), is_resolved=True)
    alert = answer(alert, by=held_by(alert, council), is_resolved=False)
    if state == "unresolved":
        return alert
    return climb_alert(alert, by=council.insights_member, reason="He hasn’t been seen yet.")


def answer(alert: SafetyAlert, *, by: User, is_resolved: bool, on: dt.date | None = None) -> SafetyAlert:
    """What was discussed on the stage that it stands on."""
    words = {"outcome": "He was seen today, and is safe with his aunt."}
    if not is_resolved:
        words = {"reason": "Nobody opened the door."}
    return answer_alert(
        alert,
        by=by,
        discussed_on=on or clock.today(),
        summary="Talked over with the practitioner.",
        is_resolved=is_resolved,
        **words,
    )


def held_by(thing: Any, council: Council) -> User:
    """Whoever has the rung that a thing stands on."""
    return council.people[str(thing.rung_policy.held_by)]


def challenge_at(state: str, council: Council, subject: Subject | None = None, **given: Any) -> Challenge:
    """A challenge to the grade of a returned audit that is ``informal``, ``met``, ``formal``, on its ``second`` step or
    its ``third``, or resolved: ``settled`` after the meeting, or ``decided`` on its first step.

    ``given`` goes to the audit.
    """
    audit = audit_after("returned", council, subject, **given)
    challenge = start_challenge(
        audit,
        by=council.social_worker,
        response="The visits are there, and the plan was written with her.",
        criteria="Good: risks are found and acted on.",
        evidence="Visits of 2, 9 and 16 October; the plan of 20 October.",
    )
    if state == "informal":
        return challenge
    challenge = record_meeting(
        challenge, by=audit.reviewer, met_on=clock.today(), summary="We read it again."
    )
    if state == "met":
        return challenge
    if state == "settled":
        return settle_challenge(
            challenge,
            by=audit.reviewer,
            summary="We read it again.",
            outcome="The visits are there.",
            **grade_of(audit, "good"),
        )
    challenge = take_challenge_formal(
        challenge, by=council.social_worker, summary="We read it again.", reason="We don’t agree."
    )
    if state == "formal":
        return challenge
    if state == "decided":
        return decide(challenge, council)
    for _rung in range({"second": 1, "third": 2}[state]):
        challenge = take_on(challenge, council)
    return challenge


def take_on(challenge: Challenge, council: Council, **said: Any) -> Challenge:
    """Whoever has the step takes it to the next."""
    return climb_challenge(
        challenge,
        by=held_by(challenge, council),
        discussed_on=clock.today(),
        summary="We looked at the record together.",
        reason="We can’t agree on the plan.",
        **said,
    )


def decide(challenge: Challenge, council: Council, grade: str = "good", **said: Any) -> Challenge:
    """Whoever has the step decides."""
    return decide_challenge(
        challenge,
        by=held_by(challenge, council),
        discussed_on=clock.today(),
        summary="We looked at the record together.",
        outcome="The plan is there, and it was kept to.",
        **grade_of(challenge.audit, grade),
        **said,
    )


def grade_of(audit: Audit, grade: str) -> dict[str, Any]:
    """A grade, with the lowest point of its band where the whole is graded in points."""
    scale = audit.policy.scale
    return {"grade": grade, "point": scale.band(grade).lowest if scale.overall_in_points else None}
