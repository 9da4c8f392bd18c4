"""What follows when time passes: run once after each breach, one by one, safe to run twice."""

from __future__ import annotations

from django.db import transaction

from disputes import notices
from disputes.models import Dispute, DisputeStage, Qap
from disputes.queries import reminders_of
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.policy import NON_RESPONSE
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.requests.actions import withdraw_requests
from qa_portal.workflow.steps import take_step_by_time

from . import qap as qap_actions
from . import stage_opening


def open_scheduled_qap(qap: Qap, deadline: Deadline) -> None:
    """The day that a QAP was scheduled for has come."""
    if qap.state == Qap.State.SCHEDULED:
        qap_actions.open_scheduled_qap(qap)


def open_scheduled_stage(stage: DisputeStage, deadline: Deadline) -> None:
    """The day that a stage was scheduled for has come."""
    if stage.state == DisputeStage.State.SCHEDULED:
        stage_opening.open_scheduled_stage(stage)


def prompt_first_stage(dispute: Dispute, deadline: Deadline) -> None:
    """The time for an informal solution is over: the reviewing officer is prompted (MER-12)."""
    if dispute.state == Dispute.State.INFORMAL:
        notices.tell_about(
            notices.INFORMAL_LIMIT_PASSED, dispute, dispute.keeper_relation, occasion=f"{deadline.pk}"
        )


def offer_next_stage(stage: DisputeStage, deadline: Deadline) -> None:
    """The time to answer has passed: the next stage is offered, or by framework opens by itself (LAW-04)."""
    if stage.state != DisputeStage.State.SENT:
        return
    policy = stage.policy.disputes
    if policy.unanswered_opens_next and stage.level < policy.last_level:
        open_next_by_time(stage)
        return
    is_last = stage.level >= policy.last_level
    notices.tell_about(
        notices.STAGE_UNANSWERED,
        stage,
        stage.dispute.keeper_relation,
        subject=stage.dispute.subject,
        occasion=f"{deadline.pk}:{deadline.due_at:%Y-%m-%dT%H:%M}",
        stage=stage.name,
        next_stage="The record of the silence" if is_last else policy.level(stage.level + 1).name,
    )
    stage_opening.warn_of_cap(stage.dispute, stage)


def open_next_by_time(stage: DisputeStage) -> DisputeStage:
    """Open the next stage by itself, where a framework says so; it waives confirmation, and says that."""
    with transaction.atomic():
        why = "Nobody answered in time, and this procedure opens the next stage by itself."
        stage = take_step_by_time(stage, "go_on_unanswered", reason=why, reminders=reminders_of(stage))
        withdraw_requests(stage)
        stage.outcome = NON_RESPONSE
        stage.progress_summary = why
        stage.next_step, stage.next_level = DisputeNext.PROCEED, stage.level + 1
        stage.save()
        stage = take_step_by_time(stage, "finish_unconfirmed", reason=why, why=f"Confirmation waived. {why}")
        following = stage_opening.open_stage(stage.dispute, level=stage.next_level, by=None, after=stage)
        notices.tell_about(
            notices.STAGE_OPENED_BY_TIME,
            following,
            stage.dispute.keeper_relation,
            subject=stage.dispute.subject,
            occasion=f"{following.pk}",
            stage=following.name,
        )
        stage_opening.warn_of_cap(stage.dispute, following)
    return following
