"""How a stage is decided, confirmed or sent back, and what follows from it (MOS-14, MOS-16)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from disputes import notices
from disputes.clocks import run_stage_clock
from disputes.models import DisputeStage
from disputes.rules import confirmers_of
from disputes.words import addressee_of, next_action_in_words
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.documents.reports import request_report
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.people.roles import Role
from qa_portal.requests.actions import (
    complete_request,
    open_request,
    return_request,
    send_request,
    withdraw_requests,
)
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.rules import may_answer_request
from qa_portal.signatures.actions import sign
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time

from .stage_opening import open_stage, warn_of_cap

OUTCOME, CONFIRMATION = "stage_outcome", "stage_confirmation"
OUTCOME_STATEMENT = "I have recorded the progress and the outcome of this stage, and sign them."
CONFIRMATION_STATEMENT = "I confirm the recommendations of this stage."


def conclude_stage(stage: DisputeStage, *, by: Any, note: str = "") -> DisputeStage:
    """Sign summary, outcome and next action, and send them to be confirmed (MOS-14, MOS-16).

    Only somebody whom the framework lets close a dispute can choose to. Raises as ``take_step``.
    """
    with transaction.atomic():
        stage = take_step(stage, "conclude", by=by)
        dispute = stage.dispute
        sign(stage, OUTCOME, signed_words_of(stage), by=by, statement=OUTCOME_STATEMENT, role=Role.IRO)
        meet_deadlines(stage, "stage_consider")
        if stage.policy.disputes.confirmer is None:
            stage = take_step_by_time(
                stage, "finish_unconfirmed", reason="Signed", why="This procedure asks for no confirmation."
            )
            _next_action_takes_effect(stage, by=by)
            return stage
        _ask_to_confirm(stage, by=by, note=note)
        request_report(
            "stage", about=stage, subject=dispute.subject, by=by, title=f"{stage.name} of a dispute"
        )
    return stage


def _ask_to_confirm(stage: DisputeStage, *, by: Any, note: str) -> None:
    people, role = confirmers_of(stage)
    deadline = run_stage_clock(stage, "stage_confirm", owner=role, label=f"Confirm {stage.name}")
    if not people:
        notices.tell_about(
            notices.NOBODY_CONFIRMS,
            stage,
            ["administrator", "qa_team"],
            subject=stage.dispute.subject,
            occasion=f"{stage.pk}:{stage.version}",
            stage=stage.name,
            role=Role(role).label,
        )
        return
    request = send_request(
        kind=RequestForResponse.Kind.CONFIRMATION,
        about=stage,
        subject=stage.dispute.subject,
        to_role=role,
        note=note,
        by=by,
    )
    notices.tell_request(
        notices.STAGE_TO_CONFIRM,
        request,
        stage,
        stage=stage.name,
        who=by.name,
        outcome=stage.policy.disputes.outcome(stage.outcome).label,
        by_when=f"by {by_when(deadline.due_at, clock.now())}",
    )


def signed_words_of(stage: DisputeStage) -> dict[str, Any]:
    """What the reviewing officer's signature covers."""
    policy = stage.policy.disputes
    return {
        "progress_summary": stage.progress_summary,
        "outcome": policy.outcome(stage.outcome).label if stage.outcome else "",
        "next_action": next_action_in_words(stage),
        "issues_summary": stage.issues_summary,
        "desired_outcomes": stage.desired_outcomes,
        "actions": [[a.issue, a.action, a.answer] for a in stage.actions.all()],
    }


def send_stage_back(stage: DisputeStage, *, by: Any, note: str) -> DisputeStage:
    """Return a stage to the reviewing officer instead of confirming it (MOS-16)."""
    if not note.strip():
        raise StandsInTheWay([Blocker("Say what should be changed before you confirm it.", "#id_note")])
    with transaction.atomic():
        stage = take_step(stage, "send_back", by=by, role=Role.IRO_MANAGER, reason=note)
        _return_confirmation(stage, by=by, note=note)
        meet_deadlines(stage, "stage_confirm")
        run_stage_clock(stage, "stage_consider", label=f"Look at {stage.name} again")
        notices.tell_about(
            notices.STAGE_SENT_BACK,
            stage,
            stage.dispute.keeper_relation,
            subject=stage.dispute.subject,
            occasion=f"{stage.pk}:{stage.version}",
            stage=stage.name,
            who=by.name,
            note=note,
        )
    return stage


def confirm_stage(stage: DisputeStage, *, by: Any, comment: str) -> DisputeStage:
    """Comment and sign to confirm; only now does the next action take effect (MOS-16).

    Raises as ``take_step``; StandsInTheWay without a comment.
    """
    if not comment.strip():
        raise StandsInTheWay([Blocker("Write your comment. It stands above your signature.", "#id_comment")])
    with transaction.atomic():
        stage = take_step(stage, "confirm", by=by, role=Role.IRO_MANAGER, comment=comment.strip())
        words = {"comment": comment.strip(), "confirms": signed_words_of(stage)}
        sign(stage, CONFIRMATION, words, by=by, statement=CONFIRMATION_STATEMENT, role=Role.IRO_MANAGER)
        _complete_confirmation(stage, by=by)
        meet_deadlines(stage, "stage_confirm")
        _next_action_takes_effect(stage, by=by)
    return stage


def _confirmation_waiting(stage: DisputeStage) -> RequestForResponse | None:
    return open_request(stage, RequestForResponse.Kind.CONFIRMATION)


def _complete_confirmation(stage: DisputeStage, *, by: Any) -> None:
    request = _confirmation_waiting(stage)
    if request is not None:
        # The deputy may confirm what was sent to a post that fell vacant: then it is overtaken, not answered.
        if may_answer_request(by, request):
            complete_request(request, by=by)
        else:
            withdraw_requests(stage)


def _return_confirmation(stage: DisputeStage, *, by: Any, note: str) -> None:
    request = _confirmation_waiting(stage)
    if request is not None:
        if may_answer_request(by, request):
            return_request(request, by=by, note=note)
        else:
            withdraw_requests(stage)


def _next_action_takes_effect(stage: DisputeStage, *, by: Any) -> None:
    """Close the dispute, open the next stage or prepare the referral, as was signed and confirmed."""
    from .dispute import close_dispute
    from .referral import draw_up_referral

    dispute = stage.dispute
    what = next_action_in_words(stage)
    request_report(
        "stage", about=stage, subject=dispute.subject, by=by, title=f"{stage.name} of a dispute, confirmed"
    )
    request_report(
        "stage_outcome",
        about=stage,
        subject=dispute.subject,
        by=by,
        addressed_to=addressee_of(stage),
        title=f"Outcome of {stage.name}",
    )
    notices.tell_about(
        notices.STAGE_CONFIRMED,
        stage,
        [dispute.keeper_relation, str(stage.level_policy.answered_by)],
        subject=dispute.subject,
        occasion=f"{stage.pk}",
        but_not=by,
        stage=stage.name,
        who=by.name if by else "The portal",
        what=f"Next: {what}.",
    )
    if stage.next_step == DisputeNext.COMPLETE:
        close_dispute(dispute, by=by, outcome=stage.outcome, summary=stage.progress_summary)
    elif stage.next_step == DisputeNext.PROCEED:
        following = open_stage(
            dispute,
            level=stage.next_level,
            by=by,
            skip_reason=stage.next_reason,
            opens_on=stage.next_on,
            after=stage,
        )
        warn_of_cap(dispute, following)
    elif stage.next_step == DisputeNext.REFER_CAFCASS:
        draw_up_referral(dispute, by=stage.concluded_by, reason=stage.progress_summary)
