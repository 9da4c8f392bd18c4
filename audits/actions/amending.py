"""An audit that wasn't amended in time: it isn't accepted, and is due in the next cycle (WAL-08)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from audits import notices
from audits.clocks import close_of, last_working_day, run_reviewer_clock
from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines
from qa_portal.deadlines.words import by_when, weekday_date
from qa_portal.requests.actions import open_request, send_request, withdraw_requests
from qa_portal.requests.models import RequestForResponse
from qa_portal.workflow.steps import take_step_by_time


def refuse_unamended(audit: Audit) -> Audit:
    """Time has passed: the audit isn't accepted. It stays with its reviewer, due at the end of the next cycle's month
    beside whatever they are allocated there. Does nothing where the framework lets it wait."""
    check = audit.policy.check
    if check is None or not check.late_goes_to_next_cycle:
        return audit
    with transaction.atomic():
        audit = take_step_by_time(audit, "refuse", reason="It wasn’t amended in time.")
        asked = open_request(audit, RequestForResponse.Kind.AUDIT)
        sender = asked.sent_by if asked else audit.allocated_by
        withdraw_requests(audit)
        cancel_deadlines(audit, "audit_amend")
        due_on = last_working_day(next_cycle_month(audit.policy.cycles.months, clock.today()))
        run_reviewer_clock(audit, "audit_complete", due_at=close_of(audit, due_on))
        send_request(
            kind=RequestForResponse.Kind.AUDIT,
            about=audit,
            subject=audit.subject,
            to_role=audit.reviewer_role,
            to_person=audit.reviewer,
            note=f"It wasn’t amended in time, so it wasn’t accepted. It is due by {weekday_date(due_on)}, "
            "beside your next allocation.",
            by=sender,
        )
        notices.tell_about(
            notices.NOT_ACCEPTED,
            audit,
            ["reviewer", *(str(role) for role in check.by)],
            occasion=f"{audit.pk}:{audit.version}",
            by_when=by_when(close_of(audit, due_on), clock.now()),
        )
    return audit


def next_cycle_month(months: tuple[int, ...], today: dt.date) -> dt.date:
    """The first day of the next month that has a cycle, after the month of ``today``."""
    first = today.replace(day=1)
    while True:
        first = (first + dt.timedelta(days=32)).replace(day=1)
        if first.month in months:
            return first
