"""How a stage opens, by a person or on its day, and how it is left for another (LAW-01, MOS-17, MOS-18)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from disputes import notices
from disputes.clocks import morning_of, run_stage_clock
from disputes.forecast import forecast_of
from disputes.models import Dispute, DisputeStage, Qap, QapIssue, RecommendedAction
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role
from qa_portal.requests.actions import withdraw_requests
from qa_portal.trail.records import acting
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time


def open_stage(
    dispute: Dispute,
    *,
    level: int,
    by: Any,
    skip_reason: str = "",
    opens_on: dt.date | None = None,
    after: DisputeStage | None = None,
) -> DisputeStage:
    """Open a stage with what went before already in it, marked as carried over (MOS-17).

    ``by`` is None when time opens it. Scheduled for a later day, it waits among upcoming work (MOS-18).
    """
    is_later = opens_on is not None and opens_on > clock.today()
    last = dispute.stages.order_by("-number").first()
    with acting(by=by, step="open_stage", role=_role_of(by)):
        stage = DisputeStage.objects.create(
            dispute=dispute,
            number=last.number + 1 if last else 1,
            level=level,
            state=DisputeStage.State.SCHEDULED if is_later else DisputeStage.State.DRAFTED,
            opens_on=opens_on if is_later else None,
            opened_at=clock.now(),
            opened_by=by,
            follows=after,
            disputed_on=opens_on if is_later else clock.today(),
            skip_reason=skip_reason,
            issues_summary=after.issues_summary if after else dispute.concern,
            desired_outcomes=after.desired_outcomes if after else "",
        )
        _carry_over(stage, after, dispute.qap if after is None else None)
        _say_level_reached(dispute, level)
    if is_later:
        run_stage_clock(stage, "stage_opens", due_at=morning_of(opens_on), label=f"Start {stage.name}")
    else:
        run_stage_clock(stage, "stage_send", label=f"Send {stage.name}")
    return stage


def _say_level_reached(dispute: Dispute, level: int) -> None:
    """Have the dispute know its highest level; the stage's own history says when and by whom."""
    if level > dispute.level_reached:
        dispute.level_reached = level
        Dispute.objects.filter(pk=dispute.pk, level_reached__lt=level).update(level_reached=level)


def _role_of(by: Any) -> str:
    return directory().post_in_words(by.pk) if by else "The portal, because time passed"


def _carry_over(stage: DisputeStage, after: DisputeStage | None, qap: Qap | None) -> None:
    """Copy the rows of the stage or QAP before, each saying where it came from and what was said of it."""
    if after is not None:
        for row in after.actions.all():
            RecommendedAction.objects.create(
                stage=stage,
                position=row.position,
                issue=row.issue,
                action=row.action,
                due_on=row.due_on,
                carried_from=after.name,
                carried_note=_said_so_far(row, after.name),
            )
    elif qap is not None:
        for issue in qap.issues.exclude(decision=QapIssue.Decision.RESOLVED):
            RecommendedAction.objects.create(
                stage=stage,
                position=issue.position,
                issue=issue.concern,
                action=issue.action_needed or issue.concern,
                due_on=issue.due_on,
                carried_from=qap.policy.terms.qap_short,
                carried_note=f"{qap.policy.terms.qap_short}: {issue.update or 'No update was given.'}",
            )


def _said_so_far(row: RecommendedAction, where: str) -> str:
    """What was said of an action at each stage before, oldest first; the oldest goes where it grows too long."""
    said = f"{where}: {row.answer or 'No answer was given.'}"
    return f"{row.carried_note}\n{said}"[-8000:].strip()


def warn_of_cap(dispute: Dispute, stage: DisputeStage) -> None:
    """Warn as soon as the stages to come ask for more days than are left (LAW-02); once for each forecast."""
    forecast = forecast_of(dispute, stage)
    if forecast.exceeds:
        notices.tell_about(
            notices.CAP_FORECAST,
            dispute,
            [dispute.keeper_relation, Role.IRO_MANAGER],
            occasion=f"{dispute.pk}:{forecast.ends_on_day}",
            sentence=forecast.sentence,
        )


def bypass_stage(stage: DisputeStage, *, by: Any, level: int, reason: str) -> DisputeStage:
    """Leave a stage for the level that is right for the child, and give the stage that opens (LAW-01).

    Raises as ``take_step``; StandsInTheWay without a reason, or for a level that the framework doesn't
    let be reached from here.
    """
    policy = stage.policy.disputes
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why this stage is left. It stands on the record.", "#id_reason")])
    if level <= stage.level or not policy.may_open(level, after=stage.level):
        raise StandsInTheWay(
            [Blocker("Choose a higher stage that this procedure lets you reach.", "#id_level")]
        )
    with transaction.atomic():
        left = take_step(stage, "bypass", by=by, level=level, reason=reason.strip())
        withdraw_requests(left)
        cancel_deadlines(left)
        following = open_stage(left.dispute, level=level, by=by, skip_reason=reason.strip(), after=left)
        notices.tell_about(
            notices.STAGE_BYPASSED,
            left,
            [Role.IRO_MANAGER, str(left.level_policy.answered_by)],
            subject=left.dispute.subject,
            occasion=f"{left.pk}",
            but_not=by,
            stage=left.name,
            next_stage=following.name,
            who=by.name,
            reason=reason.strip(),
        )
        warn_of_cap(left.dispute, following)
    return following


def open_scheduled_stage(stage: DisputeStage, *, by: Any = None) -> DisputeStage:
    """Open a scheduled stage: by its keeper before the day, by time (``by`` None) on it (MOS-18)."""
    with transaction.atomic():
        if by is None:
            stage = take_step_by_time(stage, "open", reason="The day it was scheduled for has come.")
        else:
            stage = take_step(stage, "open", by=by)
        meet_deadlines(stage, "stage_opens")
        run_stage_clock(stage, "stage_send", label=f"Send {stage.name}")
        notices.tell_about(
            notices.WORK_OPENED,
            stage,
            stage.dispute.keeper_relation,
            subject=stage.dispute.subject,
            occasion=f"stage:{stage.pk}",
            what=stage.name,
        )
    return stage


def end_open_stage(dispute: Dispute, *, by: Any, reason: str) -> None:
    """End the stage that is open when the dispute ends beside it (a referral that closes, by framework)."""
    stage = dispute.stages.exclude(state__in=DisputeStage.ENDED).first()
    if stage is not None:
        left = take_step(stage, "bypass", by=by, level=stage.level, reason=reason)
        withdraw_requests(left)
        cancel_deadlines(left)
