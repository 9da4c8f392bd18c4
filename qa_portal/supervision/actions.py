"""Record a supervision or a management decision, and agree to longer times between supervisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType

from qa_portal import clock
from qa_portal.children.models import CaseNote, Subject
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay

from .models import Supervision, SupervisionExtension
from .rules import extension_policy, may_extend_supervision, may_note_decision, may_supervise

_NOTE_TYPE = {
    Supervision.Kind.SUPERVISION: CaseNote.Type.SUPERVISION,
    Supervision.Kind.OVERSIGHT: CaseNote.Type.MANAGEMENT_DECISION,
}


def record_supervision(
    subject: Subject,
    *,
    by: Any,
    held_on: dt.date,
    reflection: str,
    kind: str = Supervision.Kind.SUPERVISION,
    decisions: str = "",
    reasons: str = "",
    about: Any = None,
    is_theirs: bool = False,
) -> Supervision:
    """Record a case supervision (MER-15) or a management-oversight note (MER-17); it stands as a case note as well.

    ``about`` is the audit whose findings were discussed; ``is_theirs`` says that the caller's own rule lets this
    person. Raises NotYours and StandsInTheWay.
    """
    is_supervision = kind == Supervision.Kind.SUPERVISION
    may = may_supervise if is_supervision else may_note_decision
    if not is_theirs and not may(by, subject):
        raise NotYours(
            "A supervision is recorded by a manager of the record’s team."
            if is_supervision
            else "A management decision is noted by a supervisor or manager."
        )
    missing = []
    if not reflection.strip():
        missing.append(Blocker("Write what was reflected on.", "#id_reflection"))
    if held_on > clock.today():
        missing.append(Blocker("Enter a day that has come.", "#id_held_on"))
    if missing:
        raise StandsInTheWay(missing)
    with act("record_supervision", by=by):
        note = CaseNote.objects.create(
            subject=subject,
            title=Supervision.Kind(kind).label,
            type=_NOTE_TYPE[Supervision.Kind(kind)],
            text=_as_text(reflection, decisions, reasons),
            occurred_at=min(clock.at_london(held_on, dt.time(12)), clock.now()),
            recorded_at=clock.now(),
            recorded_by=by,
        )
        return Supervision.objects.create(
            subject=subject,
            kind=kind,
            held_on=held_on,
            practitioner_id=subject.practitioner_id,
            reflection=reflection.strip(),
            decisions=decisions.strip(),
            reasons=reasons.strip(),
            about_type=ContentType.objects.get_for_model(about) if about is not None else None,
            about_id=about.pk if about is not None else None,
            note=note,
            recorded_at=clock.now(),
            recorded_by=by,
        )


def agree_extension(
    subject: Subject, *, by: Any, weeks: int, reason: str, ends_on: dt.date | None = None
) -> SupervisionExtension:
    """Agree that a record is supervised less often, with the reason (MER-16); it takes the place of the one before.

    Raises NotYours and StandsInTheWay.
    """
    if not may_extend_supervision(by, subject):
        raise NotYours(
            "Longer times between supervisions are agreed by whoever the council’s procedure names."
        )
    policy = extension_policy(subject)
    missing = []
    if not policy.weeks < weeks <= (policy.may_extend_to_weeks or 0):
        missing.append(
            Blocker(f"Choose between {policy.weeks + 1} and {policy.may_extend_to_weeks} weeks.", "#id_weeks")
        )
    if not reason.strip():
        missing.append(Blocker("Say why it is right for this child.", "#id_reason"))
    if missing:
        raise StandsInTheWay(missing)
    with act("agree_extension", by=by, reason=reason):
        Subject.objects.select_for_update(no_key=True).only("pk").get(pk=subject.pk)
        _end_running(subject)
        return SupervisionExtension.objects.create(
            subject=subject,
            weeks=weeks,
            reason=reason.strip(),
            agreed_at=clock.now(),
            agreed_by=by,
            ends_on=ends_on,
        )


def end_extension(subject: Subject, *, by: Any, reason: str) -> None:
    """Go back to the procedure's own frequency from today on. Raises NotYours."""
    if not may_extend_supervision(by, subject):
        raise NotYours("This is ended by whoever the council’s procedure names.")
    with act("end_extension", by=by, reason=reason):
        _end_running(subject)


def _end_running(subject: Subject) -> None:
    for running in subject.supervision_extensions.filter(ends_on=None):
        running.ends_on = clock.today()
        running.save()


def _as_text(reflection: str, decisions: str, reasons: str) -> str:
    parts = [
        ("", reflection),
        ("Decisions and actions", decisions),
        ("Reasons for what was changed", reasons),
    ]
    return "\n\n".join(
        f"{heading}: {words.strip()}" if heading else words.strip()
        for heading, words in parts
        if words.strip()
    )
