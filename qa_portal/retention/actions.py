"""What people do about the end of a record's keeping: one function a verb, keyword-only ``by``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.holdings.counting import counted
from qa_portal.signatures.actions import sign
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, take_step, take_step_by_time

from . import notices
from .models import Disposal, LegalHold
from .rules import may_lift_hold, may_place_hold
from .words import STATEMENT, signed_words

#: The sections under which the two signatures stand.
FIRST, SECOND = "first", "second"


def place_hold(subject: Subject, *, by: Any, reason: str) -> LegalHold:
    """Place a legal hold on a record: nothing of it is destroyed until it is lifted; what two had signed is stopped.

    Raises NotYours, NotNow where one is on it, and StandsInTheWay without a reason.
    """
    _refuse_without(reason, "Say for which claim, complaint or inquiry the record is needed.")
    if not may_place_hold(by, subject):
        raise NotYours("Holds are placed by the quality assurance team and the record’s managers.")
    with act("place_hold", by=by, reason=reason):
        try:
            with transaction.atomic():
                hold = LegalHold.objects.create(
                    subject=subject, reason=reason, placed_at=clock.now(), placed_by=by
                )
        except IntegrityError as twice:
            raise NotNow("Somebody else has just placed a hold on this record.") from twice
        signed = Disposal.objects.filter(subject=subject, state__in=["proposed", "agreed"]).first()
        if signed is not None:
            stop_by_itself(signed, "A legal hold was placed on the record.")
    return hold


def lift_hold(hold: LegalHold, *, by: Any, reason: str) -> LegalHold:
    """Lift a legal hold. Raises NotYours, NotNow where it was lifted meanwhile, and StandsInTheWay without a reason."""
    _refuse_without(reason, "Say why the record is no longer needed for it.")
    with act("lift_hold", by=by, reason=reason):
        hold = LegalHold.objects.select_for_update(of=("self",)).select_related("subject").get(pk=hold.pk)
        if not may_lift_hold(by, hold.subject):
            raise NotYours("Holds are lifted by those who sign that a record is destroyed.")
        if hold.lifted_at is not None:
            raise NotNow("Somebody else has just lifted this hold.")
        hold.lifted_at, hold.lifted_by, hold.lifted_because = clock.now(), by, reason
        hold.save(update_fields=["lifted_at", "lifted_by", "lifted_because"])
    return hold


def keep_on(disposal: Disposal, *, by: Any, until: dt.date, reason: str) -> Disposal:
    """Keep a record on until a day, when it is reviewed again. Raises as ``take_step``, and StandsInTheWay."""
    _refuse_without(reason, "Say why it is kept on.")
    if until <= clock.today():
        raise StandsInTheWay([Blocker("Choose a day after today: it is reviewed again then.", "#id_until")])
    return take_step(disposal, "keep", by=by, reason=reason, until=until)


def propose_destruction(disposal: Disposal, *, by: Any, seen_version: int | None = None) -> Disposal:
    """Sign first that a record is to be destroyed; whoever may sign second is told. Raises as ``take_step``."""
    with transaction.atomic():
        disposal = take_step(disposal, "propose", by=by, seen_version=seen_version)
        _sign(disposal, FIRST, by)
        notices.tell_second_signers(disposal, by=by)
    return disposal


def agree_destruction(disposal: Disposal, *, by: Any, seen_version: int | None = None) -> Disposal:
    """Sign second: it is destroyed the next night, unless somebody stops it. Raises as ``take_step``."""
    with transaction.atomic():
        disposal = take_step(disposal, "agree", by=by, seen_version=seen_version)
        _sign(disposal, SECOND, by)
    return disposal


def _sign(disposal: Disposal, section: str, by: Any) -> None:
    subject = disposal.subject
    sign(
        disposal,
        section,
        signed_words(subject, disposal.basis, counted(subject.pk)),
        by=by,
        statement=STATEMENT,
    )


def stop_destruction(disposal: Disposal, *, by: Any, reason: str) -> Disposal:
    """Stop what one or two have signed: both signatures fall. Raises as ``take_step``, and StandsInTheWay."""
    _refuse_without(reason, "Say why it isn’t destroyed. Whoever signed reads it.")
    with transaction.atomic():
        signers = _signers(disposal)
        disposal = take_step(disposal, "stop", by=by, reason=reason)
        notices.tell_that_it_stopped(disposal, signers, by=by, reason=reason)
    return disposal


def stop_by_itself(disposal: Disposal, reason: str) -> Disposal:
    """Stop it because something came between: a hold, a correction, work that was opened. Belongs in a transaction."""
    signers = _signers(disposal)
    disposal = take_step_by_time(disposal, "stop", reason=reason)
    notices.tell_that_it_stopped(disposal, signers, by=None, reason=reason)
    return disposal


def _signers(disposal: Disposal) -> list[int]:
    return [pk for pk in (disposal.proposed_by_id, disposal.agreed_by_id) if pk is not None]


def _refuse_without(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise StandsInTheWay([Blocker(sentence, "#id_reason")])
