"""How concerns start: significant information, a QAP, a dispute, a commendation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from disputes import notices
from disputes.clocks import close_of, morning_of, run_dispute_clock, run_qap_clock
from disputes.models import Commendation, Dispute, DisputeStage, Qap, QapIssue, SignificantInformation
from disputes.rules import may_commend, may_raise, may_start_information, may_start_qap
from qa_portal import clock
from qa_portal.children.models import Meeting, Subject
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.people.directory import directory
from qa_portal.people.words import in_post
from qa_portal.requests.actions import requests_of
from qa_portal.trail.records import acting
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay, take_step

from .stage_opening import open_stage


def start_information(subject: Subject, *, by: Any) -> SignificantInformation:
    """Open *Significant information on an open case*, its completion details filled in (MOS-02).

    Raises NotYours when the framework doesn't let this person start a QAP for this record.
    """
    _refuse_unless(may_start_information(by, subject), "start a QAP for this record outside a review")
    with transaction.atomic(), _starting(by, "start_information"):
        return SignificantInformation.objects.create(
            subject=subject,
            received_on=clock.today(),
            worker=by.name,
            worker_on=clock.today(),
            raised_at=clock.now(),
            raised_by=by,
        )


def complete_information(information: SignificantInformation, *, by: Any) -> Qap:
    """Complete the step, whose next action is the QAP (MOS-02). Raises as ``take_step``."""
    with transaction.atomic():
        information = take_step(information, "complete", by=by)
        return start_qap(information.subject, by=by, information=information)


def start_qap(
    subject: Subject,
    *,
    by: Any,
    meeting: Meeting | None = None,
    information: SignificantInformation | None = None,
) -> Qap:
    """Start a QAP from a completed review or from significant information (MOS-01 to MOS-03).

    A review whose QAP is open already gives that one: two clicks start one.
    Raises NotYours when the framework doesn't let this person, or when the review is another's;
    StandsInTheWay when what it starts from isn't completed.
    """
    framework = framework_for_subject(subject)
    policy = policy_of(framework)
    _refuse_unless(may_raise(by, subject, policy.qap), "start a QAP for this record")
    if meeting is not None:
        _refuse_unless(
            may_start_qap(by, subject, meeting.kind, policy), "start a QAP from this kind of meeting"
        )
        if meeting.completed_at is None:
            raise StandsInTheWay(
                [
                    Blocker(
                        "Complete the review first. The QAP is its next action.", meeting.get_absolute_url()
                    )
                ]
            )
        if meeting.completed_by_id not in directory().acts_for(by.pk):
            raise NotYours("A QAP is started from a review by whoever completed the review.")
    with transaction.atomic(), _starting(by, "start_qap"):
        if meeting is not None:
            begun = _begun_from(meeting)
            if begun is not None:
                return begun
        qap = Qap.objects.create(
            subject=subject,
            framework=framework,
            meeting=meeting,
            information=information,
            raised_at=clock.now(),
            raised_by=by,
        )
        notices.tell_about(notices.QAP_STARTED, qap, qap.keeper_relation, occasion=f"{qap.pk}")
    return qap


def _begun_from(meeting: Meeting) -> Qap | None:
    """The open QAP that this review has led to; its row is held, so that two can't start at once."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    return next((qap for qap in Qap.objects.filter(meeting=meeting) if qap.is_open), None)


def review_qap(qap: Qap, *, by: Any, opens_on: dt.date | None) -> Qap:
    """Start the QAP that reviews this one's targets, its table carried over (MOS-10).

    Scheduled for a later day it waits until then among upcoming work (MOS-18).
    """
    is_later = opens_on is not None and opens_on > clock.today()
    review = Qap.objects.create(
        subject=qap.subject,
        framework=qap.framework,
        meeting=qap.meeting,
        information=qap.information,
        reviews=qap,
        raised_at=clock.now(),
        raised_by=qap.raised_by if qap.raised_by.is_active else by,
        state=Qap.State.SCHEDULED if is_later else Qap.State.DRAFTED,
        opens_on=opens_on if is_later else None,
    )
    for issue in qap.issues.all():
        QapIssue.objects.create(
            qap=review,
            position=issue.position,
            theme=issue.theme,
            concern=issue.concern,
            action_needed=issue.action_needed,
            due_on=issue.due_on,
            carried=QapIssue.Carried.KEPT,
            carried_from=issue,
        )
    if is_later:
        run_qap_clock(review, "qap_opens", due_at=morning_of(opens_on), clock_name="stage_opens")
    else:
        notices.tell_about(notices.QAP_STARTED, review, review.keeper_relation, occasion=f"{review.pk}")
    return review


def raise_dispute(
    subject: Subject,
    *,
    by: Any,
    level: int,
    skip_reason: str = "",
    qap: Qap | None = None,
    opens_on: dt.date | None = None,
    wait_informally: bool = False,
    **background: Any,
) -> Dispute:
    """Raise a dispute at any level (LAW-01), by itself or as a QAP's next action (MOS-10).

    ``background`` holds the concern, its theme, and the informal attempt, or why there was none, with
    the date by which it should be resolved (MER-12). With ``wait_informally`` the first stage waits for
    that date; else it opens at once, or on ``opens_on`` (MOS-18).
    Raises NotYours (NEW-13) and StandsInTheWay, by field.
    """
    framework = qap.framework if qap else framework_for_subject(subject)
    policy = policy_of(framework).disputes
    _refuse_unless(may_raise(by, subject, policy), "raise a dispute for this record")
    _check_level(policy, level, skip_reason, by)
    if qap is not None:
        background.setdefault("concern", qap.summary[:4000])
        background.setdefault("theme", next((i.theme for i in qap.issues.all() if i.theme), ""))
        background.setdefault("informal_tried", Dispute.Tried.YES)
        background.setdefault("informal_on", clock.london_date(qap.raised_at))
        background.setdefault("informal_with", _who_was_asked(qap))
        background.setdefault("informal_result", qap.summary[:4000])
    with transaction.atomic(), _starting(by, "raise_dispute"):
        held = lock_subject(subject)
        dispute = Dispute.objects.create(
            subject=subject,
            team_id=held.team_id,
            framework=framework,
            qap=qap,
            raised_at=clock.now(),
            raised_by=by,
            state=Dispute.State.INFORMAL if wait_informally else Dispute.State.OPEN,
            **background,
        )
        if wait_informally:
            if dispute.informal_limit_on is None or dispute.informal_limit_on <= clock.today():
                raise StandsInTheWay(
                    [
                        Blocker(
                            "Enter a later day by which it should be resolved informally.",
                            "#id_informal_limit_on",
                        )
                    ]
                )
            run_dispute_clock(dispute, "informal_limit", due_at=close_of(dispute, dispute.informal_limit_on))
        else:
            open_stage(dispute, level=level, by=by, skip_reason=skip_reason, opens_on=opens_on)
    return dispute


def start_formal_process(dispute: Dispute, *, by: Any, level: int = 1, skip_reason: str = "") -> DisputeStage:
    """Go on from informal resolution to a formal stage (MER-12). Raises as ``take_step``."""
    _check_level(dispute.policy.disputes, level, skip_reason, by)
    with transaction.atomic():
        dispute = take_step(dispute, "go_formal", by=by)
        meet_deadlines(dispute, "informal_limit")
        return open_stage(dispute, level=level, by=by, skip_reason=skip_reason)


def commend(subject: Subject, *, by: Any, practice: str, difference: str, theme: str = "") -> Commendation:
    """Commend good practice by the same route as a concern (NEW-12). Raises NotYours."""
    framework = framework_for_subject(subject)
    policy = policy_of(framework)
    _refuse_unless(may_commend(by, subject, policy), "commend good practice on this record")
    with transaction.atomic(), _starting(by, "commend"):
        commendation = Commendation.objects.create(
            subject=subject,
            framework=framework,
            raised_at=clock.now(),
            raised_by=by,
            practice=practice,
            difference=difference,
            theme=theme,
        )
        notices.tell_about(
            notices.COMMENDED,
            commendation,
            [str(word) for word in policy.positive_alerts.tell],
            occasion=f"{commendation.pk}",
            but_not=by,
            who=by.name,
        )
    return commendation


def acknowledge_commendation(commendation: Commendation, *, by: Any) -> Commendation:
    """Say that a commendation was read."""
    return take_step(commendation, "acknowledge", by=by)


def lock_subject(subject: Subject) -> Subject:
    """Hold the record's row, so that a transfer of the child and a new concern can't miss each other.

    Without its key: rows that only point to it (the sweep's messages) need not wait, and nobody waits in a circle.
    """
    return Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)


def _starting(by: Any, step: str) -> Any:
    return acting(by=by, step=step, role=directory().post_in_words(by.pk))


def _refuse_unless(may: bool, what: str) -> None:
    if not may:
        raise NotYours(
            f"You may not {what}. The council's procedure says who may, and for which kinds of case."
        )


def _check_level(policy: Any, level: int, skip_reason: str, by: Any) -> None:
    if not policy.may_open(level):
        raise StandsInTheWay(
            [Blocker("This procedure has no such stage to start at. Choose another.", "#id_level")]
        )
    if not directory().roles_of(by.pk) & set(policy.initiators_of(level)):
        raise NotYours(f"{policy.level(level).name} is not yours to open under this procedure.")
    if level > 1 and policy.bypass_needs_reason and not skip_reason.strip():
        raise StandsInTheWay([Blocker("Say why it doesn't start at the first stage.", "#id_skip_reason")])


def _who_was_asked(qap: Qap) -> str:
    asked = requests_of(qap).filter(is_mandatory=True).first()
    if asked is None:
        return "The Team Manager"
    return (in_post(asked.completed_by, asked.to_role) if asked.completed_by else asked.to_words)[:200]
