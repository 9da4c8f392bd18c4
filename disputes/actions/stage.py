"""The verbs of a stage (MOS-11 to MOS-18)."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from disputes import notices
from disputes.clocks import run_dispute_clock, run_stage_clock
from disputes.forecast import forecast_of
from disputes.models import Dispute, DisputeStage, RecommendedAction
from disputes.rules import confirmers_of
from qa_portal import clock
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import by_when, weekday_time
from qa_portal.documents.reports import request_report
from qa_portal.frameworks.policy import NON_RESPONSE
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.outbox.models import Message
from qa_portal.people.roles import Role
from qa_portal.requests.actions import complete_request, return_request, send_request, withdraw_requests
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.actions import sign
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time

from .start import open_stage

OUTCOME, CONFIRMATION = "stage_outcome", "stage_confirmation"
OUTCOME_STATEMENT = "I have recorded the progress and the outcome of this stage, and sign them."
CONFIRMATION_STATEMENT = "I confirm the recommendations of this stage."


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


def answered_below(stage: DisputeStage) -> frozenset[int]:
    """Who answered a lower level of this dispute: a person on two rungs skips up."""
    return frozenset(
        below.answered_by_id
        for below in stage.dispute.stages.all()
        if below.level < stage.level and below.answered_by_id is not None
    )


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
        _stop_unanswered_clock(stage)
        _offer_non_response(stage)
        run_stage_clock(stage, "stage_consider", label=f"Decide on the silence at {stage.name}")
    return stage


def reminders_of(stage: DisputeStage) -> list[dict[str, str]]:
    """Every reminder and alert that was sent about a stage's answer: when, to whom, what it said."""
    sent = (
        Message.objects.filter(
            deadline__in=Deadline.objects.filter(
                kind="stage_answer", about_id=stage.pk, about_type__model="disputestage"
            )
        )
        .select_related("recipient")
        .order_by("created_at", "pk")
    )
    return [
        {
            "at": weekday_time(m.created_at),
            "to": m.recipient.name,
            "what": m.heading,
            "kind": m.get_urgency_display(),
        }
        for m in sent
    ]


def _stop_unanswered_clock(stage: DisputeStage) -> None:
    cancel_deadlines(stage, "stage_answer")


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
    if not people:
        deadline = run_stage_clock(stage, "stage_confirm", owner=role, label=f"Confirm {stage.name}")
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
    deadline = run_stage_clock(stage, "stage_confirm", owner=role, label=f"Confirm {stage.name}")
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


def next_action_in_words(stage: DisputeStage) -> str:
    """The chosen next action as a page and a paper say it."""
    if stage.next_step == DisputeNext.PROCEED and stage.next_level:
        return f"Proceed to {stage.policy.disputes.level(stage.next_level).name}"
    return DisputeNext(stage.next_step).label if stage.next_step else ""


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
    from qa_portal.requests.actions import open_request

    return open_request(stage, RequestForResponse.Kind.CONFIRMATION)


def _complete_confirmation(stage: DisputeStage, *, by: Any) -> None:
    request = _confirmation_waiting(stage)
    if request is not None:
        # The deputy may confirm what was sent to a post that fell vacant: then it is overtaken, not answered.
        from qa_portal.requests.rules import may_answer_request

        if may_answer_request(by, request):
            complete_request(request, by=by)
        else:
            withdraw_requests(stage)


def _return_confirmation(stage: DisputeStage, *, by: Any, note: str) -> None:
    from qa_portal.requests.rules import may_answer_request

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
        addressed_to=_addressee_of(stage),
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


def _addressee_of(stage: DisputeStage) -> str:
    from qa_portal.requests.actions import requests_of

    request = requests_of(stage).filter(kind=RequestForResponse.Kind.ANSWER).first()
    return request.to_words if request else ""


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
