"""Allocate an audit to whoever writes it (WAL-03, WAL-04, WAL-26)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits import notices
from audits.clocks import (
    close_of,
    last_working_day,
    run_reviewer_clock,
)
from audits.models import Audit, Cycle
from audits.rules import may_allocate_audit
from audits.writing.period import period_reviewed
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.rules import sight_of
from qa_portal.deadlines.calendar import Duration
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import by_when
from qa_portal.documents.reports import request_report
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import Practice
from qa_portal.people.directory import directory
from qa_portal.requests.actions import open_request, send_request
from qa_portal.requests.models import RequestForResponse
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay

#: An audit without a cycle is due at the end of its month, unless fewer working days than these are left of it: then at
#: the end of the next.
FEWEST_DAYS = 10


def allocate_audit(
    subject: Subject,
    *,
    by: Any,
    framework: FrameworkVersion,
    tool_key: str,
    reviewer: Any,
    reviewer_role: str = "",
    cycle: Cycle | None = None,
    re_audit_of: Audit | None = None,
    period_to: dt.date | None = None,
    reason: str = "",
) -> Audit:
    """Allocate the audit of a record to whoever writes it; give the audit (WAL-03).

    It keeps the team and the practitioner whose work is audited, and the period that it covers up to ``period_to``
    (today unless given; WAL-04). ``reason`` says why it is audited outside any cycle: it stands in its trail, and the
    reviewer reads it. The reviewer is asked by a request, which opens the record to them; the clocks for the
    conversation and for the whole start; practitioner and managers are told, and the letter is put on the record.
    Raises NotYours, KeyError for a tool that the framework doesn't have, and StandsInTheWay where the record is being
    audited with this tool already, where the reviewer has left, or where the record is closed or shut to them.
    """
    policy = policy_of(framework)
    policy.tool(tool_key)
    with act("allocate_audit", by=by, reason=reason):
        subject = (
            Subject.objects.select_for_update(of=("self",), no_key=True)
            .select_related("team", "practitioner")
            .get(pk=subject.pk)
        )
        audit = Audit(
            subject=subject,
            framework=framework,
            cycle=cycle,
            tool_key=tool_key,
            re_audit_of=re_audit_of,
            team=subject.team,
            practitioner=subject.practitioner,
            reviewer=reviewer,
            reviewer_role=reviewer_role or role_of_reviewer(reviewer, policy, tool_key),
            allocated_at=clock.now(),
            allocated_by=by,
        )
        if not may_allocate_audit(by, audit):
            raise NotYours(f"{policy.terms.audit}s are allocated by others under this procedure.")
        refuse_unfit(audit)
        audit.period_from, audit.period_to = period_reviewed(
            subject, months=policy.audit_steps.months_reviewed, until=period_to or clock.today()
        )
        audit.save()
        ask_reviewer(audit, by, reason)
        due = run_reviewer_clock(audit, "audit_complete", **_length(audit))
        if policy.audit_steps.conversation != Practice.NONE:
            run_reviewer_clock(audit, "audit_book", due_at=_book_by(audit, due.due_at))
        _tell_of_allocation(audit, due.due_at, by)
        request_report(
            "audit_allocation",
            about=audit,
            subject=subject,
            by=by,
            addressed_to=reviewer.name,
            title=f"Allocation: {audit.title}",
        )
    return audit


def ask_reviewer(audit: Audit, by: Any, note: str = "") -> RequestForResponse:
    """Ask whoever audits: the request opens the record to them, and is what they complete or return."""
    return send_request(
        kind=RequestForResponse.Kind.AUDIT,
        about=audit,
        subject=audit.subject,
        to_role=audit.reviewer_role,
        to_person=audit.reviewer,
        note=note,
        by=by,
    )


def _tell_of_allocation(audit: Audit, due_at: dt.datetime, by: Any) -> None:
    asked = open_request(audit, RequestForResponse.Kind.AUDIT)
    occasion = f"{asked.pk}"
    said = {"title": audit.title, "by_when": by_when_due(due_at)}
    notices.tell_about(
        notices.AUDIT_ALLOCATED,
        audit,
        "reviewer",
        occasion=occasion,
        url=asked.get_absolute_url(),
        who=by.name,
        **said,
    )
    notices.tell_about(
        notices.AUDIT_COMING,
        audit,
        [str(word) for word in audit.policy.cycles.tell],
        occasion=occasion,
        but_not=audit.reviewer,
        reviewer=audit.reviewer.name,
        conversation=" The practitioner is asked for a conversation about it."
        if audit.policy.audit_steps.conversation != Practice.NONE
        else "",
        **said,
    )


def _length(audit: Audit) -> dict[str, Any]:
    """How long the reviewer has: the framework's working days, else until the last working day of the month."""
    days = audit.policy.cycles.complete_within
    if days is not None:
        return {"lasts": Duration(working_days=days)}
    return {"due_at": close_of(audit, _last_day(audit))}


def _last_day(audit: Audit) -> dt.date:
    today = clock.today()
    if audit.cycle is not None and audit.cycle.ends_on >= today:
        return audit.cycle.ends_on
    last = last_working_day(today)
    if current_calendar().working_days_between(today, last) < FEWEST_DAYS:
        last = last_working_day(today.replace(day=28) + dt.timedelta(days=4))
    return last


def _book_by(audit: Audit, due_at: dt.datetime) -> dt.datetime:
    """The conversation is booked before the last working day (WAL-26); at once where that has passed."""
    last = clock.london_date(due_at)
    before = current_calendar().add_working_days(last, -1)
    return close_of(audit, max(before, min(last, clock.today())))


def by_when_due(due_at: dt.datetime | None) -> str:
    """Until when, after a verb."""
    return f"by {by_when(due_at, clock.now())}" if due_at else "by its due date"


def role_of_reviewer(reviewer: Any, policy: Any, tool_key: str) -> str:
    """The role in which somebody audits: the first of the cohort's that they hold, else any of theirs."""
    held = directory().roles_of(reviewer.pk)
    cohort = [str(each.role) for each in policy.cohort_for(tool_key)] + [
        str(role) for role in _reauditors(policy)
    ]
    return next((role for role in cohort if role in held), next(iter(sorted(held)), ""))


def _reauditors(policy: Any) -> tuple[Any, ...]:
    return policy.reaudit.by if policy.reaudit else ()


def refuse_unfit(audit: Audit) -> None:
    """What no allocation can get past, whoever makes it."""
    subject, reviewer = audit.subject, audit.reviewer
    found = []
    if reviewer.pk not in directory().people:
        found.append(
            Blocker(f"{reviewer.name} can’t sign in any more. Choose somebody else.", "#id_reviewer")
        )
    elif subject.is_restricted and not sight_of(reviewer, subject).opens:
        sentence = f"The record {subject.reference} is restricted, and {reviewer.name} isn’t named on it."
        found.append(Blocker(sentence, "#id_reviewer"))
    if reviewer.pk == subject.practitioner_id:
        found.append(Blocker(f"{reviewer.name} is the practitioner of {subject.reference}.", "#id_reviewer"))
    if audit.pk is None:
        if subject.closed_on is not None:
            found.append(Blocker(f"The record {subject.reference} is closed."))
        running = Audit.objects.filter(
            subject=subject, tool_key=audit.tool_key, state__in=[*Audit.WRITABLE, Audit.State.SUBMITTED]
        )
        if running.exists():
            found.append(Blocker(f"The record {subject.reference} is being audited with this tool already."))
    if found:
        raise StandsInTheWay(found)
