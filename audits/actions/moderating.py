"""From acceptance to moderation: what must be moderated waits, and the panel's grade is recorded (MER-04, MER-05)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits import notices
from audits.clocks import run_audit_clock
from audits.grading import words_of_finding
from audits.models import Audit, GradeGiven
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time

from .inadequate import found_inadequate


def go_on_accepted(audit: Audit) -> Audit:
    """What follows the acceptance: moderation where the grade asks for it before the return, else the return."""
    policy = audit.policy
    if policy.moderation is None or not policy.moderation.holds_up(audit.grade):
        return _to_return(audit)
    label = policy.scale.label(audit.grade)
    audit = take_step_by_time(audit, "hold", reason=f"{label}: moderated before it is returned.")
    deadline = run_audit_clock(audit, "audit_moderate", owner=str(policy.moderation.recorded_by[0]))
    notices.tell_about(
        notices.TO_MODERATE,
        audit,
        [str(role) for role in policy.moderation.recorded_by],
        occasion=f"{audit.pk}:{audit.version}",
        by_when=by_when(deadline.due_at, clock.now()),
    )
    return audit


def record_moderated_grade(
    audit: Audit,
    *,
    by: Any,
    grade: str,
    point: int | None = None,
    reason: str,
    seen_version: int | None = None,
) -> Audit:
    """Record the grade that the panel gave: the accepted one, while the reviewer's stands beside it (MER-05).

    An Inadequate sets off what the reviewer's own does (MER-09). Where the framework says that moderation isn't final,
    the panel's grade is kept and the audit's stands. Raises as ``take_step``; StandsInTheWay without a reason or for a
    grade that its point contradicts.
    """
    scale = audit.policy.scale
    missing = []
    if not reason.strip():
        missing.append(Blocker("Write the panel’s reasons. They stand in the report.", "#id_reason"))
    if point is not None and scale.grade_of(point) != grade:
        missing.append(Blocker(f"{point} isn’t in the band {scale.label(grade)}.", "#id_point"))
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        is_final = audit.policy.moderation.is_final
        audit = take_step(
            audit,
            "moderate",
            by=by,
            reason=reason,
            seen_version=seen_version,
            grade=grade if is_final else audit.grade,
            point=point if is_final else audit.point,
        )
        GradeGiven.objects.create(
            audit=audit,
            occasion=GradeGiven.Occasion.PANEL,
            grade=grade,
            point=point,
            reason=reason.strip(),
            given_at=clock.now(),
            given_by=by,
        )
        meet_deadlines(audit, "audit_moderate")
        if grade == Grade.INADEQUATE:
            found_inadequate(audit, by=by, because=words_of_finding(audit, "The moderation panel"))
        notices.tell_about(
            notices.MODERATED, audit, "reviewer", occasion=f"{audit.pk}:{audit.version}", but_not=by
        )
        return _to_return(audit)


def _to_return(audit: Audit) -> Audit:
    """It can be returned: the clock of whoever allocates runs."""
    deadline = run_audit_clock(audit, "audit_return", owner=str(audit.policy.cycles.opened_by[0]))
    notices.tell_about(
        notices.TO_RETURN,
        audit,
        [str(role) for role in audit.policy.cycles.opened_by],
        occasion=f"{audit.pk}:{audit.version}",
        by_when=by_when(deadline.due_at, clock.now()),
    )
    return audit
