"""What follows the return: discussion, sign-off, the head's follow-up, finalising, and the loop until it is closed
(MER-08, MER-15, KNO-11, WAL-15, WAL-27, NEW-02)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audits import notices
from audits.blockers.after import blockers_to_sign_off
from audits.clocks import close_of, run_audit_clock
from audits.loop.following import is_tracked, sustained_from
from audits.loop.rules import may_keep_loop
from audits.models import Audit, LoopEvidence
from audits.rules import may_discuss, may_follow_reaudit, may_sign_off
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import weekday_date
from qa_portal.documents.actions import attach_document
from qa_portal.documents.uploads import CheckedUpload, title_from
from qa_portal.frameworks.vocabulary import Filing
from qa_portal.plan.actions import actions_about
from qa_portal.signatures.actions import sign
from qa_portal.supervision.actions import record_supervision
from qa_portal.supervision.models import Supervision
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock, take_step

from .filing import file_audit

TASKS = "audit_tasks"
TASKS_STATEMENT = "All tasks that this audit identified have been done to timescale, or are explained."


def record_discussion(
    audit: Audit,
    *,
    by: Any,
    held_on: dt.date,
    reflection: str,
    decisions: str = "",
    reasons: str = "",
    kind: str = Supervision.Kind.SUPERVISION,
) -> Supervision:
    """Record the discussion of the findings with the practitioner, as supervision or as management oversight
    (MER-15, WAL-15); it stops the discussion's clock, and the quality assurance team is told to review it.

    Raises NotYours, NotNow before the return, StandsInTheWay.
    """
    with transaction.atomic():
        audit = _returned(audit)
        if not may_discuss(by, audit):
            raise NotYours("The findings are discussed by whoever the council’s procedure names.")
        supervision = record_supervision(
            audit.subject,
            by=by,
            held_on=held_on,
            reflection=reflection,
            decisions=decisions,
            reasons=reasons,
            kind=kind,
            about=audit,
            is_theirs=True,
        )
        meet_deadlines(audit, "audit_discuss")
        notices.tell_about(
            notices.DISCUSSED,
            audit,
            [str(role) for role in audit.policy.follow_up.finalised_by],
            occasion=f"{audit.pk}:{supervision.pk}",
            but_not=by,
            who=by.name,
            kind=supervision.get_kind_display().lower(),
        )
    return supervision


def sign_off_audit(audit: Audit, *, by: Any) -> Audit:
    """Sign that all identified tasks are done to timescale; the report is filed only then where the framework says so
    (KNO-11). Raises NotYours, NotNow, StandsInTheWay while a task isn't done and verified."""
    with act("sign_off_audit", by=by):
        audit = _returned(audit)
        if not may_sign_off(by, audit):
            raise NotYours("This is signed by the line manager whom the council’s procedure names.")
        if audit.signed_off_at is not None:
            raise NotNow(f"{audit.signed_off_by.name} has signed it already.")
        if missing := blockers_to_sign_off(audit):
            raise StandsInTheWay(missing)
        tasks = [
            [action.what, action.get_state_display(), str(action.due_on or ""), action.verification]
            for action in actions_about(audit)
        ]
        sign(
            audit,
            TASKS,
            {"tasks": tasks},
            by=by,
            statement=TASKS_STATEMENT,
            role=audit.policy.follow_up.signed_off_by,
        )
        audit.signed_off_at, audit.signed_off_by = clock.now(), by
        audit.version += 1
        audit.save(update_fields=["signed_off_at", "signed_off_by", "version"])
        meet_deadlines(audit, "audit_sign_off")
        if audit.policy.filing.when == Filing.AFTER_SIGN_OFF and audit.filed_at is None:
            audit = file_audit(audit, by=by)
    return audit


def follow_reaudit(
    audit: Audit, *, by: Any, evidence: str, file: CheckedUpload | None = None
) -> LoopEvidence:
    """Record the head's follow-up of a re-audit (WAL-27). Raises NotYours, NotNow, StandsInTheWay."""
    return _record_part(
        audit,
        LoopEvidence.Part.HEAD_FOLLOWED,
        may_follow_reaudit,
        by=by,
        evidence=evidence,
        file=file,
    )


def assure_improvement(
    audit: Audit, *, by: Any, evidence: str, file: CheckedUpload | None = None
) -> LoopEvidence:
    """Record what shows that the practice has improved; months later it is asked whether that has lasted (NEW-02)."""
    with transaction.atomic():
        shown = _record_part(
            audit, LoopEvidence.Part.IMPROVED, may_keep_loop, by=by, evidence=evidence, file=file
        )
        audit = shown.audit
        if audit.loop.filter(part=LoopEvidence.Part.IMPROVED).count() > 1:
            return shown  # more of it: the check that it has lasted has its date already
        due_on = sustained_from(audit)
        run_audit_clock(
            audit,
            "audit_sustained",
            owner=str(audit.policy.follow_up.finalised_by[0]),
            due_at=close_of(audit, due_on),
        )
    return shown


def confirm_sustained(
    audit: Audit, *, by: Any, evidence: str, file: CheckedUpload | None = None
) -> LoopEvidence:
    """Record what shows that the improvement has lasted. Raises StandsInTheWay before it was assured, or before its
    time has come."""
    with transaction.atomic():
        fresh = _returned(audit)
        if missing := _too_soon(fresh):
            raise StandsInTheWay(missing)
        shown = _record_part(
            fresh, LoopEvidence.Part.SUSTAINED, may_keep_loop, by=by, evidence=evidence, file=file
        )
        meet_deadlines(fresh, "audit_sustained")
    return shown


def record_what_changed(audit: Audit, *, by: Any, changed: str) -> Audit:
    """Record what changed for the child (NEW-02). Raises NotYours, NotNow, StandsInTheWay."""
    if not changed.strip():
        raise StandsInTheWay([Blocker("Write what is different for the child.", "#id_changed")])
    with act("record_what_changed", by=by):
        audit = _returned(audit)
        if not may_keep_loop(by, audit):
            raise NotYours("This is recorded by the team’s managers or the quality assurance team.")
        audit.changed_for_child = changed.strip()
        audit.version += 1
        audit.save(update_fields=["changed_for_child", "version"])
    return audit


def finalise_audit(audit: Audit, *, by: Any, assurance: str, seen_version: int | None = None) -> Audit:
    """Finalise an audit with the Team Manager's assurance (MER-03); an untracked grade closes it at once (MER-08).

    Raises as ``take_step``; StandsInTheWay without the assurance.
    """
    if not assurance.strip():
        raise StandsInTheWay([Blocker("Write what the Team Manager assures.", "#id_assurance")])
    with transaction.atomic():
        audit = take_step(audit, "finalise", by=by, seen_version=seen_version, assurance=assurance.strip())
        if not is_tracked(audit):
            audit = take_step(audit, "close", by=by)
    return audit


def close_audit(audit: Audit, *, by: Any, seen_version: int | None = None) -> Audit:
    """Close the loop: all that the ledger asks for has its evidence (MER-08, NEW-02). Raises as ``take_step``."""
    with transaction.atomic():
        audit = take_step(audit, "close", by=by, seen_version=seen_version)
        notices.tell_about(
            notices.CLOSED,
            audit,
            [str(word) for word in audit.policy.returning.to],
            occasion=f"{audit.pk}",
            but_not=by,
            who=by.name,
        )
    return audit


def _record_part(
    audit: Audit, part: str, may: Any, *, by: Any, evidence: str, file: CheckedUpload | None
) -> LoopEvidence:
    if not evidence.strip():
        raise StandsInTheWay([Blocker("Write what shows it.", "#id_evidence")])
    with act(f"record_{part}", by=by):
        audit = _returned(audit)
        if not may(by, audit):
            raise NotYours("This part of the follow-up isn’t yours to record.")
        if audit.is_over:
            raise NotNow("The loop is closed, so nothing more can be added.")
        shown = LoopEvidence(
            audit=audit,
            part=part,
            evidence=evidence.strip(),
            recorded_at=clock.now(),
            recorded_by=by,
        )
        if file is not None:
            title = title_from(file.name)
            shown.document = attach_document(audit.subject, by=by, upload=file, title=title, about=audit)
        shown.save()
    return shown


def _returned(audit: Audit) -> Audit:
    """The audit, locked, once it was returned. Raises NotNow."""
    fresh = lock(audit)
    if fresh.returned_at is None:
        raise NotNow("It hasn’t been returned to the team yet.")
    return fresh


def _too_soon(audit: Audit) -> list[Blocker]:
    from_on = sustained_from(audit)
    if from_on is None:
        return [Blocker("Record first what shows that the practice has improved.")]
    if clock.today() < from_on:
        months = audit.policy.follow_up.sustained_after_months
        return [Blocker(f"It is asked {months} months after the improvement, from {weekday_date(from_on)}.")]
    return []
