"""A dispute on the level of concern, decided by the head of quality assurance (MER-11)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits import notices
from audits.blockers.climbing import blockers_of_challenges
from audits.clocks import run_part_clock
from audits.grading import words_of_finding
from audits.models import Audit, GradeGiven, LevelDispute
from audits.rules import may_dispute_level
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.people.roles import Role
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step

from .filing import file_audit
from .inadequate import found_inadequate
from .regrading import follow_grade

#: The clock of whoever decides.
CLOCK = "audit_level"


def dispute_level(audit: Audit, *, by: Any, reason: str) -> LevelDispute:
    """Dispute the level of concern of a completed audit. Whoever decides is told at once, and has the clock of it.

    One that waits for its decision already is given back. Raises NotYours, NotNow and StandsInTheWay.
    """
    with act("dispute_level", by=by, reason=reason):
        audit = lock(audit)
        if not may_dispute_level(by, audit):
            raise NotYours(
                "The level of concern is disputed by the team’s managers, the reviewer or the quality assurance team."
            )
        if not is_level_known(audit):
            raise NotNow("There is no level of concern to dispute: it isn’t completed, or it has ended.")
        if not reason.strip():
            raise StandsInTheWay([Blocker("Say why the level isn’t right.", "#id_reason")])
        waiting = audit.level_disputes.filter(state=LevelDispute.State.RAISED).first()
        if waiting is not None:
            return waiting
        dispute = LevelDispute.objects.create(
            audit=audit, reason=reason.strip(), raised_at=clock.now(), raised_by=by
        )
        decides = str(audit.policy.inadequate.level_decided_by)
        due = run_part_clock(dispute, CLOCK, owner=decides)
        notices.tell_about(
            notices.LEVEL_DISPUTED,
            dispute,
            decides,
            occasion=f"{dispute.pk}",
            who=by.name,
            by_when=by_when(due.due_at, clock.now()),
            grade=audit.policy.scale.label(audit.grade),
        )
    return dispute


def decide_level(
    dispute: LevelDispute, *, by: Any, grade: str, point: int | None = None, decision: str
) -> LevelDispute:
    """Decide which level stands, and why. The decided grade is the audit's from now on, the others stay in its history;
    a report that was filed is filed anew. Raises as ``take_step``; StandsInTheWay."""
    scale = dispute.audit.policy.scale
    missing = []
    if not decision.strip():
        missing.append(Blocker("Write the decision and its reason.", "#id_decision"))
    if point is not None and scale.grade_of(point) != grade:
        missing.append(Blocker(f"{point} isn’t in the band {scale.label(grade)}.", "#id_point"))
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        dispute = take_step(dispute, "decide", by=by, grade=grade, point=point, decision=decision.strip())
        meet_deadlines(dispute, CLOCK)
        audit = lock(dispute.audit)
        was, was_point = audit.grade, audit.point
        if (was, was_point) != (grade, point):
            with act("decide_level", by=by, reason=decision):
                audit.grade, audit.point = grade, point
                audit.version += 1
                audit.save(update_fields=["grade", "point", "version"])
        GradeGiven.objects.create(
            audit=audit,
            occasion=GradeGiven.Occasion.LEVEL,
            grade=grade,
            point=point,
            reason=decision.strip(),
            given_at=clock.now(),
            given_by=by,
        )
        if grade == Grade.INADEQUATE and was != grade:
            found_inadequate(
                audit,
                by=by,
                because=words_of_finding(audit, Role(audit.policy.inadequate.level_decided_by).label),
            )
        if audit.returned_at is not None and was != grade:
            follow_grade(audit, by=by)
        is_other = (was, was_point) != (grade, point)
        if audit.filed_at is not None and is_other and not blockers_of_challenges(audit):
            audit = file_audit(audit, by=by, because="The level of concern was disputed and decided.")
        notices.tell_about(
            notices.LEVEL_DECIDED,
            dispute,
            ["reviewer", *(str(word) for word in audit.policy.inadequate.tell)],
            occasion=f"{dispute.pk}",
            but_not=by,
            who=by.name,
            grade=audit.grade_label,
        )
    return dispute


def is_level_known(audit: Audit) -> bool:
    """Whether an audit has an overall grade that counts for something: completed, and neither withdrawn nor closed."""
    return bool(audit.grade) and audit.submitted_at is not None and not audit.is_over
