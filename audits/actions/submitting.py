"""Completing an audit: signed, its request answered, its grades kept, and on to the check (MER-03, WAL-08)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits.grading import words_of_finding
from audits.models import Audit, GradeGiven
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.people.words import in_post
from qa_portal.requests.actions import complete_request, open_request
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.actions import sign
from qa_portal.workflow.steps import take_step

from .checking import ask_for_check
from .inadequate import found_inadequate

#: What a reviewer signs.
STATEMENT = "I have completed this audit. What it says is my own judgement of the record."


def submit_audit(audit: Audit, *, by: Any, seen_version: int | None = None) -> Audit:
    """Complete an audit: sign it, answer the request, keep the grades as they were given, and hand it to the check.

    An overall Inadequate tells those whom the framework names at once, in the same transaction (MER-09). Raises as
    ``take_step``.
    """
    with transaction.atomic():
        audit = take_step(audit, "submit", by=by, role=audit.reviewer_role, seen_version=seen_version)
        _keep_grades(audit, by)
        sign(audit, "audit", signed_words(audit), by=by, statement=STATEMENT, role=audit.reviewer_role)
        asked = open_request(audit, RequestForResponse.Kind.AUDIT)
        if asked is not None:
            complete_request(asked, by=by)
        meet_deadlines(audit, "audit_complete", "audit_amend")
        cancel_deadlines(audit, "audit_book")
        if audit.grade == Grade.INADEQUATE:
            because = words_of_finding(audit, in_post(by, audit.reviewer_role))
            found_inadequate(audit, by=by, because=because)
        return ask_for_check(audit, by=by)


def signed_words(audit: Audit) -> dict[str, Any]:
    """The audit as it is signed: every answer, the conversation, the overall judgement, the actions."""
    return {
        "answers": {
            answer.question_id: {
                "value": answer.value,
                "point": answer.point,
                "value_after": answer.value_after,
                "point_after": answer.point_after,
                "words": answer.words,
                "not_applicable_because": answer.not_applicable_because,
            }
            for answer in audit.answers.order_by("question_id")
        },
        "conversation": {
            "held_on": str(audit.conversation_held_on or ""),
            "with": audit.conversation_with,
            "notes": audit.conversation_notes,
            "added": audit.conversation_added,
            "why_not": audit.conversation_why_not,
        },
        "overall": {
            "grade_before": audit.grade_before,
            "point_before": audit.point_before,
            "grade": audit.grade,
            "point": audit.point,
            "reason": audit.grade_reason,
            "despite": audit.grade_despite,
            "strengths": audit.strengths,
            "to_improve": audit.to_improve,
            "themes": audit.themes,
        },
        "actions": [
            [
                action.finding,
                action.what,
                action.success,
                action.priority,
                action.owner,
                str(action.due_on or ""),
            ]
            for action in audit.actions.order_by("position", "pk")
        ],
    }


def _keep_grades(audit: Audit, by: Any) -> None:
    """The overall grades as the reviewer gave them; one that an amendment left as it was isn't repeated."""
    occasions = GradeGiven.Occasion
    if audit.grade_before:
        _keep(audit, by, occasions.RECORD, audit.grade_before, audit.point_before)
    if not audit.grade_before:
        _keep(audit, by, occasions.RECORD, audit.grade, audit.point, audit.grade_reason)
    elif audit.conversation_held_on:
        _keep(audit, by, occasions.CONVERSATION, audit.grade, audit.point, audit.grade_reason)


def _keep(audit: Audit, by: Any, occasion: str, grade: str, point: int | None, reason: str = "") -> None:
    last = audit.grades.filter(occasion=occasion).last()
    if not grade or (last is not None and (last.grade, last.point) == (grade, point)):
        return
    GradeGiven.objects.create(
        audit=audit,
        occasion=occasion,
        grade=grade,
        point=point,
        reason=reason,
        given_at=clock.now(),
        given_by=by,
    )
