"""The quality check of a completed audit: accepted, or sent back with comments pinned to questions (WAL-08)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from audits import notices
from audits.clocks import run_audit_clock, run_reviewer_clock
from audits.models import Audit, AuditCheck, CheckComment
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.calendar import Duration
from qa_portal.deadlines.words import by_when
from qa_portal.requests.actions import send_request
from qa_portal.requests.models import RequestForResponse
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time

from .moderating import go_on_accepted


def ask_for_check(audit: Audit, *, by: Any) -> Audit:
    """What follows the submission: the check's clock runs and the checkers are told; where the procedure has no check,
    the audit passes at once. Belongs in the transaction of the submission."""
    check = audit.policy.check
    if check is None:
        audit = take_step_by_time(
            audit, "pass_unchecked", reason="This procedure has no check of completed audits."
        )
        return go_on_accepted(audit)
    deadline = run_audit_clock(audit, "audit_check", owner=str(check.by[0]))
    notices.tell_about(
        notices.TO_CHECK,
        audit,
        [str(role) for role in check.by],
        occasion=f"{audit.pk}:{audit.version}",
        but_not=by,
        who=by.name,
        by_when=by_when(deadline.due_at, clock.now()),
    )
    return audit


def accept_audit(
    audit: Audit,
    *,
    by: Any,
    says: str = "",
    comments: Iterable[tuple[str, str]] = (),
    seen_version: int | None = None,
) -> Audit:
    """Accept a completed audit. What must be moderated waits for that; anything else can be returned to the team.

    ``comments`` are (question id, text) pairs; "" stands for the whole. Raises as ``take_step``.
    """
    with transaction.atomic():
        audit = take_step(audit, "accept", by=by, seen_version=seen_version)
        _record_check(audit, by=by, is_accepted=True, says=says, comments=comments)
        meet_deadlines(audit, "audit_check")
        return go_on_accepted(audit)


def send_audit_back(
    audit: Audit,
    *,
    by: Any,
    says: str = "",
    comments: Iterable[tuple[str, str]] = (),
    discussion_offered: bool = False,
    seen_version: int | None = None,
) -> Audit:
    """Send a completed audit back to its reviewer with comments, to be amended within the framework's days, a day more
    where a discussion is offered. Raises as ``take_step``; StandsInTheWay without any comment."""
    pinned = [(question, text.strip()) for question, text in comments if text.strip()]
    if not pinned and not says.strip():
        raise StandsInTheWay(
            [Blocker("Say what needs to be looked at again, for the whole or at a question.", "#id_says")]
        )
    with transaction.atomic():
        audit = take_step(audit, "send_back", by=by, reason=says, seen_version=seen_version)
        meet_deadlines(audit, "audit_check")
        check = _record_check(audit, by=by, is_accepted=False, says=says, comments=pinned)
        policy = audit.policy.check
        days = Duration(working_days=policy.amend_with_discussion) if discussion_offered else None
        deadline = run_reviewer_clock(audit, "audit_amend", lasts=days)
        check.discussion_offered = discussion_offered
        check.amend_until = clock.london_date(deadline.due_at)
        check.save()
        send_request(
            kind=RequestForResponse.Kind.AUDIT,
            about=audit,
            subject=audit.subject,
            to_role=audit.reviewer_role,
            to_person=audit.reviewer,
            note=_note_of(says, pinned),
            by=by,
        )
        notices.tell_about(
            notices.SENT_BACK,
            audit,
            "reviewer",
            occasion=f"{audit.pk}:{check.number}",
            who=by.name,
            by_when=by_when(deadline.due_at, clock.now()),
            discussion=" A discussion is offered." if discussion_offered else "",
        )
    return audit


def _record_check(
    audit: Audit, *, by: Any, is_accepted: bool, says: str, comments: Iterable[tuple[str, str]]
) -> AuditCheck:
    check = AuditCheck.objects.create(
        audit=audit,
        number=audit.checks.count() + 1,
        is_accepted=is_accepted,
        says=says.strip(),
        checked_at=clock.now(),
        checked_by=by,
    )
    for question_id, text in comments:
        if text.strip():
            CheckComment.objects.create(check_of=check, question_id=question_id, text=text.strip())
    return check


def _note_of(says: str, pinned: list[tuple[str, str]]) -> str:
    """What the request says: the checker's words, and how many comments stand at the questions."""
    at_questions = sum(1 for question, _text in pinned if question)
    count = (
        f"{at_questions} comment{'' if at_questions == 1 else 's'} at the questions." if at_questions else ""
    )
    return " ".join(part for part in (says.strip(), count) if part)[:2000]
