"""Allocate an audit to whoever writes it, name somebody else in their place, or withdraw it (WAL-03, WAL-14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audits import notices
from audits.clocks import (
    close_of,
    last_working_day,
    parties_of_reviewer,
    run_reviewer_clock,
)
from audits.models import Audit, Cycle
from audits.period import period_reviewed
from audits.rules import may_allocate_audit, may_replace_reviewer
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.rules import sight_of
from qa_portal.deadlines.actions import cancel_deadlines, open_deadlines_of
from qa_portal.deadlines.calendar import Duration
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import by_when
from qa_portal.documents.reports import request_report
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import Practice
from qa_portal.people.directory import directory
from qa_portal.requests.actions import open_request, return_request, send_request, withdraw_requests
from qa_portal.requests.models import RequestForResponse
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step

from .regrading import date_reaudit

#: The clocks of what the reviewer must do: they follow the audit to another reviewer.
CLOCKS_OF_REVIEWER = ("audit_book", "audit_complete", "audit_amend")

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
) -> Audit:
    """Allocate the audit of a record to whoever writes it; give the audit (WAL-03).

    It keeps the team and the practitioner whose work is audited, and the period that it covers up to ``period_to``
    (today unless given; WAL-04). The reviewer is asked by a request, which opens the record to them; the clocks for the
    conversation and for the whole start; practitioner and managers are told, and the letter is put on the record.
    Raises NotYours, KeyError for a tool that the framework doesn't have, and StandsInTheWay where the record is being
    audited with this tool already, where the reviewer has left, or where the record is closed or shut to them.
    """
    policy = policy_of(framework)
    policy.tool(tool_key)
    with act("allocate_audit", by=by):
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
            reviewer_role=reviewer_role or _role_of(reviewer, policy),
            allocated_at=clock.now(),
            allocated_by=by,
        )
        if not may_allocate_audit(by, audit):
            raise NotYours(f"{policy.terms.audit}s are allocated by others under this procedure.")
        _refuse_unfit(audit)
        audit.period_from, audit.period_to = period_reviewed(
            subject, months=policy.audit_steps.months_reviewed, until=period_to or clock.today()
        )
        audit.save()
        _ask(audit, by)
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


def return_allocation(request: RequestForResponse, *, by: Any, note: str) -> RequestForResponse:
    """The reviewer can't audit it and says why; whoever allocates, and the reviewer's manager, are told (WAL-14).

    Raises as ``return_request``.
    """
    with transaction.atomic():
        audit: Audit = lock(request.about)
        request = return_request(request, by=by, note=note)
        manager = parties_of_reviewer(audit).get("answerer_line")
        notices.tell_about(
            notices.AUDIT_GIVEN_BACK,
            audit,
            ["qa_team", *([manager] if manager else [])],
            occasion=f"{request.pk}",
            title=audit.title,
            who=by.name,
            note=note,
        )
    return request


def replace_reviewer(audit: Audit, *, by: Any, reviewer: Any, reason: str, reviewer_role: str = "") -> Audit:
    """Name another reviewer for an audit that theirs can't write; it keeps its month and its dates (WAL-14).

    What was written stays. Raises NotYours, NotNow once it is completed, and StandsInTheWay without a reason, for the
    same person, or for somebody who has left, to whom the record is shut, or who is barred from it (NEW-04).
    """
    from audits.bars import why_barred

    with act("replace_reviewer", by=by, reason=reason):
        audit = lock(audit)
        if not audit.is_writable:
            raise NotNow(f"It is “{audit.get_state_display()}” by now, so its reviewer stays as they are.")
        if not may_replace_reviewer(by, audit):
            raise NotYours("Who audits is for others to change here.")
        if not reason.strip():
            raise StandsInTheWay([Blocker("Say why somebody else audits it.", "#id_reason")])
        if reviewer.pk == audit.reviewer_id:
            raise StandsInTheWay([Blocker(f"{reviewer.name} audits it already.", "#id_reviewer")])
        bars = why_barred(audit.subject, reviewer.pk)
        if bars:
            raise StandsInTheWay([Blocker(f"{reviewer.name} can’t audit it: {bars[0]}.", "#id_reviewer")])
        before = audit.reviewer_id
        audit.reviewer = reviewer
        audit.reviewer_role = reviewer_role or _role_of(reviewer, audit.policy)
        _refuse_unfit(audit)
        audit.version += 1
        audit.save(update_fields=["reviewer", "reviewer_role", "version"])
        withdraw_requests(audit)
        _ask(audit, by)
        _hand_over_clocks(audit)
        due = open_deadlines_of(audit, "audit_complete", "audit_amend").first()
        notices.tell_about(
            notices.AUDIT_PASSED_ON,
            audit,
            [before, "reviewer", *(str(word) for word in audit.policy.cycles.tell)],
            occasion=f"{audit.version}",
            but_not=by,
            title=audit.title,
            reviewer=reviewer.name,
            by_when=_by_when(due.due_at if due else None),
            reason=reason.strip(),
        )
    return audit


def withdraw_audit(audit: Audit, *, by: Any, reason: str) -> Audit:
    """An audit doesn't take place, and says why; everybody who expects it is told. Raises as ``take_step``."""
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it doesn’t take place.", "#id_reason")])
    with transaction.atomic():
        audit = take_step(audit, "withdraw", by=by, reason=reason.strip())
        withdraw_requests(audit)
        cancel_deadlines(audit)
        if audit.re_audit_of_id:
            date_reaudit(audit.re_audit_of)  # it is to be allocated again
        notices.tell_about(
            notices.AUDIT_WITHDRAWN,
            audit,
            ["reviewer", *(str(word) for word in audit.policy.cycles.tell)],
            occasion=f"{audit.pk}",
            but_not=by,
            title=audit.title,
            who=by.name,
            reason=reason.strip(),
            url=audit.subject.get_absolute_url(),
        )
    return audit


def _ask(audit: Audit, by: Any, note: str = "") -> RequestForResponse:
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
    said = {"title": audit.title, "by_when": _by_when(due_at)}
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
        **said,
    )


def _hand_over_clocks(audit: Audit) -> None:
    """The reviewer's clocks belong to the new one; their dates stay (WAL-14)."""
    for deadline in open_deadlines_of(audit, *CLOCKS_OF_REVIEWER).select_for_update():
        deadline.owner = audit.reviewer_role or "reviewer"
        deadline.owner_person = audit.reviewer
        kept = {word: who for word, who in deadline.parties.items() if word != "answerer_line"}
        deadline.parties = {**kept, **parties_of_reviewer(audit)}
        deadline.save()


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


def _by_when(due_at: dt.datetime | None) -> str:
    return f"by {by_when(due_at, clock.now())}" if due_at else "by its due date"


def _role_of(reviewer: Any, policy: Any) -> str:
    """The role in which somebody audits: the first of the cohort's that they hold, else any of theirs."""
    held = directory().roles_of(reviewer.pk)
    cohort = [str(each.role) for each in policy.selection.cohort] + [
        str(role) for role in _reauditors(policy)
    ]
    return next((role for role in cohort if role in held), next(iter(sorted(held)), ""))


def _reauditors(policy: Any) -> tuple[Any, ...]:
    return policy.reaudit.by if policy.reaudit else ()


def _refuse_unfit(audit: Audit) -> None:
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
