"""From acceptance to moderation: what must be moderated waits; a panel's grade is recorded, before the return or after
(MER-04, MER-05, WAL-18)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from audits import notices
from audits.blockers.climbing import blockers_of_challenges
from audits.clocks import run_audit_clock
from audits.grading import words_of_finding
from audits.models import Audit, GradeGiven
from audits.rules import may_record_panel
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import (
    NotNow,
    NotYours,
    StandsInTheWay,
    lock,
    take_step,
    take_step_by_time,
)

from .filing import file_audit
from .inadequate import found_inadequate
from .regrading import follow_grade


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
    if missing := _missing_of(audit, grade, point, reason):
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
        _keep(audit, by=by, grade=grade, point=point, reason=reason)
        meet_deadlines(audit, "audit_moderate")
        if grade == Grade.INADEQUATE:
            found_inadequate(audit, by=by, because=words_of_finding(audit, "The moderation panel"))
        notices.tell_about(
            notices.MODERATED, audit, "reviewer", occasion=f"{audit.pk}:{audit.version}", but_not=by
        )
        return _to_return(audit)


def moderate_returned(audit: Audit, *, by: Any, grade: str, point: int | None = None, reason: str) -> Audit:
    """Record the grade that a panel gave an audit which the team has already (WAL-18, KNO-05): beside the auditor's, or
    in its place where the framework says that moderation is final.

    A grade that changes leads to what it leads to when an audit is returned, and to a further version of a report that
    is on the record. Raises NotNow for an audit that isn't with its team, NotYours, and StandsInTheWay as
    ``record_moderated_grade``, and while the grade is under challenge (WAL-25).
    """
    with act("moderate_returned", by=by, reason=reason):
        audit = lock(audit)
        if audit.state not in Audit.COUNTED:
            raise NotNow("This audit isn’t with its team, so it can’t be moderated after its return.")
        if not may_record_panel(by, audit):
            raise NotYours("The grade of a panel is recorded by others under this procedure.")
        if hindering := [*_missing_of(audit, grade, point, reason), *blockers_of_challenges(audit)]:
            raise StandsInTheWay(hindering)
        _keep(audit, by=by, grade=grade, point=point, reason=reason)
        was = (audit.grade, audit.point)
        if audit.policy.moderation.is_final and was != (grade, point):
            audit.grade, audit.point = grade, point
            audit.version += 1
            audit.save(update_fields=["grade", "point", "version"])
        if grade == Grade.INADEQUATE and was[0] != grade:
            found_inadequate(audit, by=by, because=words_of_finding(audit, "The moderation panel"))
        if was != (audit.grade, audit.point):
            follow_grade(audit, by=by)
            if audit.filed_at is not None:
                audit = file_audit(audit, by=by, because="The moderation panel graded it otherwise.")
        notices.tell_about(
            notices.MODERATED, audit, "reviewer", occasion=f"{audit.pk}:{audit.version}:after", but_not=by
        )
    return audit


def _missing_of(audit: Audit, grade: str, point: int | None, reason: str) -> list[Blocker]:
    """What a panel's grade lacks: its reasons, a point that lies in its band."""
    scale, missing = audit.policy.scale, []
    if not reason.strip():
        missing.append(Blocker("Write the panel’s reasons. They stand in the report.", "#id_reason"))
    if point is not None and scale.grade_of(point) != grade:
        missing.append(Blocker(f"{point} isn’t in the band {scale.label(grade)}.", "#id_point"))
    return missing


def _keep(audit: Audit, *, by: Any, grade: str, point: int | None, reason: str) -> None:
    GradeGiven.objects.create(
        audit=audit,
        occasion=GradeGiven.Occasion.PANEL,
        grade=grade,
        point=point,
        reason=reason.strip(),
        given_at=clock.now(),
        given_by=by,
    )


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
