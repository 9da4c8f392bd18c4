"""How a stage is asked about and answered, or met with silence (MOS-12, MOS-13, LAW-04 to LAW-06)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from disputes import notices
from disputes.clocks import run_dispute_clock, run_stage_clock
from disputes.models import DisputeStage, RecommendedAction
from disputes.queries import reminders_of
from disputes.rules import answered_below
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.documents.reports import request_report
from qa_portal.frameworks.policy import NON_RESPONSE
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.requests.actions import complete_request, return_request, send_request, withdraw_requests
from qa_portal.requests.models import RequestForResponse
from qa_portal.workflow.steps import take_step

from .stage_opening import warn_of_cap


def send_stage_request(
    stage: DisputeStage, *, by: Any, note: str = "", to_practitioner: bool = False
) -> DisputeStage:
    """Send the request to whoever holds the level's role for the child; its clock starts (MOS-12, LAW-05).

    The first formal request starts the cap (LAW-02). Whoever answered a lower level is passed over: a
    person on two rungs skips up. Raises as ``take_step``; StandsInTheWay also when nobody can be asked.
    """
    with transaction.atomic():
        stage = take_step(stage, "send", by=by)
        dispute = stage.dispute
        meet_deadlines(stage, "stage_send")
        withdraw_requests(stage)
        request = send_request(
            kind=RequestForResponse.Kind.ANSWER,
            about=stage,
            subject=dispute.subject,
            to_role=str(stage.level_policy.answered_by),
            note=note,
            by=by,
            without=answered_below(stage),
        )
        deadline = run_stage_clock(
            stage,
            "stage_answer",
            owner=str(stage.level_policy.answered_by),
            owner_post_pk=request.to_post_id,
            lasts=stage.level_policy.answer_within,
            label=f"Answer {stage.name}",
        )
        if dispute.first_sent_at is None:
            dispute.first_sent_at = clock.now()
            dispute.save()
            if dispute.policy.disputes.cap:
                run_dispute_clock(dispute, "dispute_cap", starts_at=dispute.first_sent_at)
        notices.tell_request(
            notices.STAGE_REQUESTED,
            request,
            stage,
            stage=stage.name,
            who=by.name,
            by_when=f"by {by_when(deadline.due_at, clock.now())}",
            note=f" Note: {note}" if note else "",
        )
        if to_practitioner:
            notices.tell_about(
                notices.STAGE_COPIED,
                stage,
                "practitioner",
                subject=dispute.subject,
                occasion=f"{request.pk}",
                stage=stage.name,
                who=by.name,
                to=request.to_words,
            )
        request_report(
            "stage_request", about=request, subject=dispute.subject, by=by, addressed_to=request.to_words
        )
        warn_of_cap(dispute, stage)
    return stage


def record_answer(action: RecommendedAction, *, by: Any, answer: str) -> RecommendedAction:
    """Record the manager's answer on one action; belongs in the form's transaction."""
    if action.answer != answer:
        action.answer, action.answered_at, action.answered_by = answer, clock.now(), by
        action.save()
    return action


def answer_stage_request(request: RequestForResponse, *, by: Any) -> DisputeStage:
    """Complete the request: every action is answered, and the reviewing officer is told (MOS-13).

    The completed answer stops the stage's clock. Raises as ``take_step``.
    """
    with transaction.atomic():
        stage: DisputeStage = take_step(request.about, "answer", by=by, role=request.to_role)
        complete_request(request, by=by)
        meet_deadlines(stage, "stage_answer")
        run_stage_clock(stage, "stage_consider", label=f"Decide on the answer to {stage.name}")
        notices.tell_about(
            notices.STAGE_ANSWERED,
            stage,
            stage.dispute.keeper_relation,
            subject=stage.dispute.subject,
            occasion=f"{request.pk}",
            stage=stage.name,
            who=by.name,
        )
    return stage


def return_stage_request(request: RequestForResponse, *, by: Any, note: str) -> DisputeStage:
    """Return the request with a note that says why (MOS-13). A return does not stop the clock (LAW-06)."""
    with transaction.atomic():
        stage: DisputeStage = take_step(request.about, "give_back", by=by, role=request.to_role, reason=note)
        return_request(request, by=by, note=note)
        run_stage_clock(stage, "stage_send", label=f"Send {stage.name} again")
        notices.tell_about(
            notices.STAGE_RETURNED,
            stage,
            stage.dispute.keeper_relation,
            subject=stage.dispute.subject,
            occasion=f"{request.pk}",
            stage=stage.name,
            who=by.name,
            note=note,
        )
    return stage


def record_non_response(stage: DisputeStage, *, by: Any) -> DisputeStage:
    """Record that nobody answered in time: an outcome of its own, with every reminder sent (LAW-04).

    The summary, outcome and next stage are filled in, ready to be signed. Raises as ``take_step``.
    """
    with transaction.atomic():
        stage = take_step(stage, "go_on_unanswered", by=by, reminders=reminders_of(stage))
        withdraw_requests(stage)
        cancel_deadlines(stage, "stage_answer")
        _offer_non_response(stage)
        run_stage_clock(stage, "stage_consider", label=f"Decide on the silence at {stage.name}")
    return stage


def _offer_non_response(stage: DisputeStage) -> None:
    """Fill in what follows from silence, for the reviewing officer to change or sign."""
    policy = stage.policy.disputes
    count = len(stage.non_response)
    stage.outcome = NON_RESPONSE
    stage.progress_summary = stage.progress_summary or (
        f"No answer to {stage.name} was received in time. "
        f"{count} reminder{'' if count == 1 else 's'} and alerts were sent; they are listed with this stage."
    )
    if stage.level < policy.last_level and not stage.next_step:
        stage.next_step, stage.next_level = DisputeNext.PROCEED, stage.level + 1
    stage.save()
