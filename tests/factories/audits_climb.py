"""What climbs rung by rung, by the portal's own actions: safety alerts, and challenges to a grade."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions.alerting import answer_alert, climb_alert, raise_alert
from audits.models import SafetyAlert
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.people.models import User

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
