"""The verbs of a referral to Cafcass (MOS-15, LAW-03)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from disputes import notices
from disputes.models import CafcassReferral, Dispute
from disputes.rules import is_keeper
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines, open_deadline
from qa_portal.documents.models import Document
from qa_portal.documents.reports import request_report
from qa_portal.people.roles import Role
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay, take_step


def prepare_referral(dispute: Dispute, *, by: Any, reason: str) -> CafcassReferral:
    """Prepare a referral: at any point of an open dispute of a looked-after child (LAW-03).

    It needs no confirmation, and the dispute goes on beside it. A referral that is being prepared
    already is given back as it is. Raises NotYours and StandsInTheWay.
    """
    policy = dispute.policy.disputes
    if not is_keeper(by, dispute):
        raise NotYours("Only the reviewing officer of this dispute refers it to Cafcass.")
    if not policy.may_be_referred_to_cafcass(dispute.subject.case_kind):
        raise StandsInTheWay([Blocker("Only a looked-after child's dispute can be referred to Cafcass.")])
    if not dispute.is_open:
        raise StandsInTheWay([Blocker("This dispute is closed. The IRO Manager can reopen it.")])
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it is referred.", "#id_reason")])
    return draw_up_referral(dispute, by=by, reason=reason)


def draw_up_referral(dispute: Dispute, *, by: Any, reason: str) -> CafcassReferral:
    """Prepare the referral that a confirmed stage leads to: who may was decided when it was signed."""
    with act("prepare_referral", by=by):
        Dispute.objects.select_for_update().get(pk=dispute.pk)
        prepared = dispute.referrals.filter(state=CafcassReferral.State.PREPARED).first()
        if prepared:
            return prepared
        referral = CafcassReferral.objects.create(
            dispute=dispute, reason=reason.strip(), prepared_at=clock.now(), prepared_by=by
        )
        open_deadline(
            "cafcass_referral",
            about=referral,
            subject=dispute.subject,
            framework=dispute.framework,
            owner=dispute.keeper_relation,
            parties={"raiser": dispute.keeper_relation},
        )
        request_report(
            "cafcass_referral", about=referral, subject=dispute.subject, by=by, addressed_to="Cafcass"
        )
    return referral


def record_referral_details(
    referral: CafcassReferral, *, by: Any, referred_on: Any, sent_to: str, document: Document | None
) -> CafcassReferral:
    """Keep what is known of the referral before it is recorded as made."""
    with act("record_referral_details", by=by):
        row = CafcassReferral.objects.select_for_update().get(pk=referral.pk)
        row.referred_on, row.sent_to = referred_on, sent_to
        if document is not None:
            row.document = document
        row.version += 1
        row.save()
    return row


def make_referral(referral: CafcassReferral, *, by: Any) -> CafcassReferral:
    """Record the referral as made; its document must be attached (LAW-03). Raises as ``take_step``.

    Where the framework says that the referral ends the dispute, it does.
    """
    from .dispute import close_dispute
    from .stage_opening import end_open_stage

    with transaction.atomic():
        referral = take_step(referral, "make", by=by, role=Role.IRO)
        dispute = referral.dispute
        meet_deadlines(referral, "cafcass_referral")
        notices.tell_about(
            notices.REFERRED_TO_CAFCASS,
            referral,
            [Role.IRO_MANAGER, Role.TEAM_MANAGER],
            subject=dispute.subject,
            occasion=f"{referral.pk}",
            but_not=by,
            who=by.name,
        )
        if dispute.policy.disputes.cafcass.closes_dispute:
            end_open_stage(
                dispute, by=by, reason="Referred to Cafcass, which ends the dispute in this procedure."
            )
            close_dispute(dispute, by=by, outcome="", summary=referral.reason)
    return referral


def withdraw_referral(referral: CafcassReferral, *, by: Any, reason: str) -> CafcassReferral:
    """Record that a referral was not made after all."""
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it is withdrawn.", "#id_reason")])
    with transaction.atomic():
        referral = take_step(referral, "withdraw", by=by, reason=reason)
        cancel_deadlines(referral)
    return referral
