"""Disputes, stages, referrals and commendations that came about by the portal's own actions, step by step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from disputes.actions import referral as referral_actions
from disputes.actions import stage_asking as asking
from disputes.actions import stage_deciding as deciding
from disputes.actions import stage_opening as opening
from disputes.actions.dispute import settle_informally
from disputes.actions.start import commend, raise_dispute
from disputes.actions.writing import write_answers, write_background, write_outcome, write_stage
from disputes.models import CafcassReferral, Commendation, Dispute, DisputeStage
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.documents.models import Document
from qa_portal.documents.store import store_bytes
from qa_portal.people.models import User
from qa_portal.requests.actions import open_request

from .people import Council
from .records import child

#: The order in which a stage goes; ``returned``, ``unanswered``, ``sent_back`` and ``bypassed`` branch off.
WAY = ("drafted", "written", "sent", "answered", "outcome", "concluded", "confirmed")

INFORMAL = {
    "informal_tried": "yes",
    "informal_on": dt.date(2026, 1, 5),
    "informal_with": "The social worker",
    "informal_result": "Nothing changed.",
}
TOLD = {"child_not_told_why": "She is two years old."}


def dispute_at(
    state: str = "drafted",
    *,
    council: Council,
    level: int = 1,
    subject: Subject | None = None,
    by: User | None = None,
    **background: Any,
) -> Dispute:
    """A dispute whose stage has got as far as ``state`` says (``WAY``, or a branch).

    Also ``informal`` (it waits for an informal solution), ``settled`` and ``closed`` (confirmed as complete).
    """
    subject = subject or child(council)
    by = by or subject.iro
    if state in ("informal", "settled"):
        dispute = raise_dispute(
            subject,
            by=by,
            level=level,
            wait_informally=True,
            concern="The care plan has drifted.",
            theme="care_plan_drift",
            informal_limit_on=clock.today() + dt.timedelta(days=7),
            **{**INFORMAL, "informal_on": clock.today(), **background},
        )
        return (
            settle_informally(dispute, by=by, summary="The plan was written.")
            if state == "settled"
            else dispute
        )
    dispute = raise_dispute(
        subject,
        by=by,
        level=level,
        skip_reason="" if level == 1 else "It can't wait.",
        **{
            "concern": "The care plan has drifted.",
            "theme": "care_plan_drift",
            **INFORMAL,
            "informal_on": clock.today(),
            **background,
        },
    )
    walk(
        dispute.stages.get(),
        "confirmed" if state == "closed" else state,
        council=council,
        complete=state == "closed",
    )
    return fresh(dispute)


def stage_at(state: str = "drafted", *, council: Council, **given: Any) -> DisputeStage:
    """The first stage of a dispute, as far as ``state`` says."""
    return dispute_at(state, council=council, **given).stages.get(number=1)


def walk(stage: DisputeStage, state: str, *, council: Council, complete: bool = False) -> DisputeStage:
    """Take a drafted stage as far as ``state`` says, by the people whose steps they are."""
    by = stage.dispute.raised_by
    if state == "drafted":
        return stage
    if state == "bypassed":
        opening.bypass_stage(stage, by=by, level=stage.level + 1, reason="It can't wait.")
        return fresh(stage)
    write_details(stage, by=by)
    if state == "written":
        return fresh(stage)
    stage = asking.send_stage_request(fresh(stage), by=by, note="Please answer soon.")
    asked = open_request(stage)
    if state == "sent":
        return stage
    if state == "returned":
        return asking.return_stage_request(asked, by=answerer_of(stage, council), note="Not my team.")
    if state == "unanswered":
        with clock.standing_at(clock.now() + dt.timedelta(days=9)):
            return asking.record_non_response(stage, by=by)
    manager = answerer_of(stage, council)
    answers = {action.pk: f"Done: {action.action}" for action in stage.actions.all()}
    stage = write_answers(stage, by=manager, answers=answers, overall="All in hand.")
    stage = asking.answer_stage_request(open_request(stage), by=manager)
    if state == "answered":
        return stage
    stage = record_outcome(stage, by=by, complete=complete)
    if state == "outcome":
        return stage
    write_background(stage.dispute, by=by, **TOLD)
    stage = deciding.conclude_stage(fresh(stage), by=by, note="Please confirm.")
    if state == "concluded":
        return stage
    if state == "sent_back":
        return deciding.send_stage_back(stage, by=council.iro_manager, note="Say more about progress.")
    return deciding.confirm_stage(stage, by=council.iro_manager, comment="Agreed.")


def write_details(stage: DisputeStage, *, by: User, **said: Any) -> DisputeStage:
    """A stage's details: two actions."""
    standing = [
        {"id": a.pk, "issue": a.issue, "action": a.action, "due_on": a.due_on} for a in stage.actions.all()
    ]
    new = [
        {"id": None, "issue": "No plan", "action": "Write the care plan", "due_on": None},
        {"id": None, "issue": "", "action": "Tell her who her social worker is", "due_on": None},
    ]
    fields = {
        "disputed_on": clock.today(),
        "issues_summary": stage.issues_summary or "The care plan has drifted.",
        "desired_outcomes": "A plan that she knows.",
        "actions": standing or new,
        **said,
    }
    return write_stage(stage, by=by, **fields)


def record_outcome(stage: DisputeStage, *, by: User, complete: bool = False, **said: Any) -> DisputeStage:
    """A stage's outcome: not resolved, on to the next level; or with ``complete`` resolved, and the dispute ends."""
    fields = {
        "progress_summary": "The plan is still not there.",
        "outcome": "resolved" if complete else "not_resolved",
        "next_step": "complete" if complete else "proceed",
        "next_level": None if complete else stage.level + 1,
        "next_reason": "",
        "next_on": None,
        **said,
    }
    return write_outcome(fresh(stage), by=by, **fields)


def answerer_of(stage: DisputeStage, council: Council) -> User:
    """Whoever answers at a stage's level for the council's own team."""
    return council.people[str(stage.level_policy.answered_by)]


def referral_at(state: str = "prepared", *, dispute: Dispute) -> CafcassReferral:
    """A referral that is prepared, documented, made or withdrawn."""
    by = dispute.raised_by
    referral = referral_actions.prepare_referral(dispute, by=by, reason="The delay harms her.")
    if state == "prepared":
        return referral
    if state == "withdrawn":
        return referral_actions.withdraw_referral(referral, by=by, reason="The plan came after all.")
    referral = referral_actions.record_referral_details(
        referral,
        by=by,
        referred_on=clock.today(),
        sent_to="Cafcass duty desk",
        document=document_on(dispute.subject),
    )
    return referral if state == "documented" else referral_actions.make_referral(referral, by=by)


def document_on(subject: Subject, title: str = "Referral form") -> Document:
    """A small document that lies on a record."""
    return Document.objects.create(
        subject=subject,
        kind=Document.Kind.UPLOAD,
        title=title,
        state=Document.State.STORED,
        file=store_bytes(b"%PDF-1.7 referral", "application/pdf"),
        added_at=clock.now(),
        next_try_at=None,
    )


def commendation(council: Council, subject: Subject | None = None, **said: Any) -> Commendation:
    """Good practice that the record's reviewing officer commended."""
    subject = subject or child(council)
    fields = {"practice": "She was visited every day.", "difference": "She settled.", **said}
    return commend(subject, by=subject.iro, **fields)


def fresh(thing: Any) -> Any:
    """The row as it is now."""
    return type(thing).objects.get(pk=thing.pk)
