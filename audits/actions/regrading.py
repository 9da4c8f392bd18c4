"""What the grade of a returned audit leads to: the date of its re-audit, and who is told when a re-audit hasn't reached
the required outcome (WAL-16, WAL-17)."""

from __future__ import annotations

from typing import Any

from audits import notices
from audits.clocks import close_of, run_audit_clock
from audits.grading import is_below
from audits.loop.reaudits import CLOCK, calls_for_reaudit, earliest_day, is_second_below, reaudit_of
from audits.models import Audit
from qa_portal.deadlines.actions import cancel_deadlines


def follow_grade(audit: Audit, *, by: Any) -> None:
    """What the grade of a returned audit leads to: called when it is returned, and when its grade changes after that.

    The date of its re-audit runs, or stops where the grade asks for none any more. Of a re-audit that hasn't reached
    the required grade, those whom the framework names are told. Belongs in the caller's transaction.
    """
    date_reaudit(audit)
    if audit.re_audit_of_id is None or not calls_for_reaudit(audit):
        return
    reaudit = audit.policy.reaudit
    is_second = is_second_below(audit)
    before = audit.re_audit_of.grade
    fell = is_below(audit.grade, before)
    notices.tell_about(
        notices.REAUDIT_BELOW_AGAIN if is_second else notices.REAUDIT_BELOW,
        audit,
        [str(word) for word in (*reaudit.further_tell, *(reaudit.second_tell if is_second else ()))],
        occasion=f"{audit.pk}:{audit.grade}",
        but_not=by,
        title=audit.title,
        grade=audit.grade_label,
        before=f"{'down from' if fell else 'after'} {audit.re_audit_of.grade_label}",
    )


def date_reaudit(audit: Audit) -> None:
    """Let the date of its re-audit run where its grade leads to one that isn't allocated yet; else stop it (WAL-16)."""
    if not calls_for_reaudit(audit):
        cancel_deadlines(audit, CLOCK)
        return
    if reaudit_of(audit) is None:
        owner = str(audit.policy.cycles.opened_by[0])
        run_audit_clock(audit, CLOCK, owner=owner, due_at=close_of(audit, earliest_day(audit)))
