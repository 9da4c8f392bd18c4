"""The return of an accepted audit to the team, and what starts with it (MER-03, WAL-09, WAL-15)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits import notices
from audits.clocks import run_audit_clock
from audits.grading import is_below, is_below_good
from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.vocabulary import Filing, Grade
from qa_portal.plan.actions import actions_about, open_actions
from qa_portal.workflow.steps import take_step

from .earlier import feed_back_earlier_practice
from .filing import file_audit
from .regrading import follow_grade


def return_audit(audit: Audit, *, by: Any, seen_version: int | None = None) -> Audit:
    """Return an accepted audit: those whom the framework names are sent it, the actions open, the clocks of discussion,
    sign-off and filing run, or the report goes on the record at once. Raises as ``take_step``."""
    with transaction.atomic():
        audit = take_step(audit, "return_to_team", by=by, seen_version=seen_version)
        policy = audit.policy
        meet_deadlines(audit, "audit_return")
        opened = open_actions(actions_about(audit), reason="The audit was returned to the team.")
        deadline = run_audit_clock(
            audit,
            "audit_discuss",
            owner=str(policy.follow_up.discussed_by),
            clock_name=clock_of_discussion(audit),
        )
        if policy.follow_up.signed_off_by:
            run_audit_clock(audit, "audit_sign_off", owner=str(policy.follow_up.signed_off_by))
        notices.tell_about(
            notices.RETURNED,
            audit,
            recipients_of(audit),
            occasion=f"{audit.pk}",
            but_not=by,
            who=by.name,
            title=audit.title,
            grade=audit.grade_label or "no overall grade",
            actions=_actions_in_words(len(opened)),
            by_when=by_when(deadline.due_at, clock.now()),
            offer=" You are both offered a reflective conversation: say so to the reviewer if you would like one, and "
            "record here whether it took place."
            if policy.audit_steps.reflective_offer
            else "",
        )
        follow_grade(audit, by=by)
        feed_back_earlier_practice(audit, by=by)
        if policy.filing.when == Filing.ON_RETURN:
            audit = file_audit(audit, by=by)
        elif policy.filing.when == Filing.AFTER_RETURN:
            run_audit_clock(audit, "audit_file", owner=str(policy.cycles.opened_by[0]))
    return audit


def recipients_of(audit: Audit) -> list[str]:
    """Who is sent an accepted audit: everybody's, and of an inadequate one or a re-audit others as well (WAL-09)."""
    to = audit.policy.returning
    words = [*to.to]
    if audit.grade == Grade.INADEQUATE:
        words += to.inadequate_also_to
    if audit.re_audit_of_id:
        words += to.reaudit_also_to
    return list(dict.fromkeys(str(word) for word in words))


def clock_of_discussion(audit: Audit) -> str:
    """Which clock the discussion runs by: the shorter one after the grades that the framework names, and where it says
    so after a re-audit that stays below Good or falls (WAL-15)."""
    follow_up = audit.policy.follow_up
    is_soon = audit.grade in follow_up.soon_after
    if follow_up.soon_after_reaudit and audit.re_audit_of_id and not is_soon:
        is_soon = is_below_good(audit.grade) or is_below(audit.grade, audit.re_audit_of.grade)
    return "audit_discuss_soon" if is_soon else "audit_discuss"


def _actions_in_words(count: int) -> str:
    return "No action" if not count else "1 action" if count == 1 else f"{count} actions"
