"""The conversation with the practitioner: booked, held, or why there was none (WAL-26, KNO-17, WAL-07)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits import notices
from audits.clocks import last_working_day
from audits.models import Audit
from audits.writing.rules import needs_manager
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines, open_deadlines_of
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.frameworks.vocabulary import Practice
from qa_portal.people.roles import Role
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay

from .writing import hold, touch


def book_conversation(audit: Audit, *, by: Any, at: dt.datetime, place: str = "") -> Audit:
    """Book it, or move it, and send its calendar file; the Team Manager has it too where they join (WAL-07).

    It is before the last working day of the month in which the audit is due (WAL-26); once that day has come, any later
    moment can be booked, and the clock says that it is late. Raises NotYours, NotNow, StandsInTheWay.
    """
    with act("book_conversation", by=by):
        fresh = hold(audit, by)
        _refuse_unfit(fresh, at)
        touch(
            fresh,
            {"conversation_on": at, "conversation_place": place.strip(), "conversation_why_not": ""},
        )
        meet_deadlines(fresh, "audit_book")
        notices.tell_about(
            notices.CONVERSATION_BOOKED,
            fresh,
            _who_take_part(fresh),
            occasion=f"{fresh.pk}:{fresh.version}",
            but_not=by,
            name=fresh.policy.audit_steps.conversation_name,
            reviewer=fresh.reviewer.name,
            when=weekday_time(at),
            where=f", {place.strip()}" if place.strip() else "",
        )
    return fresh


def record_conversation(
    audit: Audit,
    *,
    by: Any,
    held_on: dt.date,
    with_whom: str,
    notes: str,
    added: str = "",
    with_manager: bool = False,
) -> Audit:
    """Record the conversation as it was held, and what it added (WAL-06). Raises NotYours, NotNow, StandsInTheWay."""
    with act("record_conversation", by=by):
        fresh = hold(audit, by)
        if held_on > clock.today():
            raise StandsInTheWay([Blocker("Enter a day that has come.", "#id_held_on")])
        # Where grades are given twice, the second overall grade is still to be given (WAL-06).
        is_first = fresh.policy.audit_steps.grades_twice and fresh.conversation_held_on is None
        touch(
            fresh,
            {
                **({"grade": "", "point": None} if is_first else {}),
                "conversation_held_on": held_on,
                "conversation_with": with_whom.strip(),
                "conversation_with_manager": with_manager,
                "conversation_notes": notes.strip(),
                "conversation_added": added.strip(),
                "conversation_why_not": "",
            },
        )
        meet_deadlines(fresh, "audit_book")
    return fresh


def leave_out_conversation(audit: Audit, *, by: Any, why_not: str) -> Audit:
    """Record why there was none (KNO-17); where one was booked, who would have taken part is told.

    What was graded after one that was recorded first doesn't stand. Raises NotYours, NotNow; StandsInTheWay where the
    procedure requires it.
    """
    with act("leave_out_conversation", by=by, reason=why_not):
        fresh = hold(audit, by)
        if fresh.policy.audit_steps.conversation == Practice.REQUIRED:
            raise StandsInTheWay(
                [Blocker("This procedure asks for the conversation in every case.", "#id_happened_0")]
            )
        if not why_not.strip():
            raise StandsInTheWay([Blocker("Say why there was none.", "#id_why_not")])
        was_booked = fresh.conversation_on is not None and fresh.conversation_on > clock.now()
        is_news = not fresh.conversation_why_not
        touch(
            fresh,
            {
                **(_as_graded_before(fresh) if fresh.conversation_held_on else {}),
                "conversation_why_not": why_not.strip(),
                "conversation_held_on": None,
            },
        )
        cancel_deadlines(fresh, "audit_book")
        if was_booked and is_news:
            notices.tell_about(
                notices.CONVERSATION_LEFT_OUT,
                fresh,
                _who_take_part(fresh),
                occasion=f"{fresh.pk}:{fresh.version}",
                but_not=by,
                name=fresh.policy.audit_steps.conversation_name,
                reviewer=fresh.reviewer.name,
                when=weekday_time(fresh.conversation_on),
            )
    return fresh


def _as_graded_before(audit: Audit) -> dict[str, Any]:
    """The overall grade after reading the record, where grades are given twice; those of the questions go back too."""
    if not audit.policy.audit_steps.grades_twice:
        return {}
    for answer in audit.answers.exclude(value_after=""):
        answer.value_after, answer.point_after = "", None
        answer.save()
    return {"grade": audit.grade_before, "point": audit.point_before}


def _who_take_part(audit: Audit) -> list[str | int]:
    """The practitioner, and the Team Manager where they join (WAL-07)."""
    return ["practitioner", *([str(Role.TEAM_MANAGER)] if needs_manager(audit) else [])]


def last_day_for_conversation(audit: Audit) -> dt.date | None:
    """The last working day of the month in which the audit is due: the conversation is before it (WAL-26).

    None once that day has come.
    """
    due = open_deadlines_of(audit, "audit_complete", "audit_amend").first()
    day = clock.london_date(due.due_at) if due else clock.today()
    last = last_working_day(day)
    return last if last > clock.today() else None


def _refuse_unfit(audit: Audit, at: dt.datetime) -> None:
    if at < clock.now():
        sentence = "This moment has passed. Where the conversation has been held, record it instead."
        raise StandsInTheWay([Blocker(sentence, "#id_at_0")])
    last = last_day_for_conversation(audit)
    if last is not None and clock.london_date(at) >= last:
        sentence = f"The conversation is before {weekday_date(last)}, the last working day of the month."
        raise StandsInTheWay([Blocker(sentence, "#id_at_0")])
