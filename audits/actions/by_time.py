"""What follows when time passes: run once after each breach, one by one, safe to run twice."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audits import notices
from audits.blockers.climbing import blockers_of_challenges
from audits.loop.reaudits import calls_for_reaudit
from audits.models import Audit, SafetyAlert
from qa_portal.deadlines.words import weekday_date

from . import alerting, amending, filing


def refuse_unamended(audit: Audit, deadline: Any) -> None:
    """The time to amend is over: the audit isn't accepted, and is due in the next cycle (WAL-08)."""
    if audit.state == Audit.State.SENT_BACK:
        amending.refuse_unamended(audit)


def file_report(audit: Audit, deadline: Any) -> None:
    """The time after the return is over: the report goes on the record (MER-14). While its grade is under challenge it
    waits: whoever resolves that files it (WAL-25)."""
    if audit.filed_at is None and audit.returned_at is not None and not blockers_of_challenges(audit):
        filing.file_audit(audit, by=None)


def reaudit_is_due(audit: Audit, deadline: Any) -> None:
    """Its re-audit can be allocated: whoever allocates besides the clock's own holder is told too (WAL-16)."""
    if not calls_for_reaudit(audit):
        return
    notices.tell_about(
        notices.REAUDIT_DUE,
        audit,
        [str(role) for role in audit.policy.cycles.opened_by[1:]],
        occasion=f"{deadline.pk}",
        url=reverse("audit_reaudit", args=[audit.pk]),
        title=audit.policy.terms.reaudit,
        grade=audit.grade_label,
        completed=weekday_date(audit.submitted_at),
    )


def climb_alert(alert: SafetyAlert, deadline: Any) -> None:
    """Nobody answered a safety alert in time: it goes to the next rung, and that one is alerted (WAL-19)."""
    alerting.climb_alert_by_time(alert, deadline)
