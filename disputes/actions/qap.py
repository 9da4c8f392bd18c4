"""The verbs of a QAP (MOS-05 to MOS-10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from disputes import notices
from disputes.clocks import close_of, run_qap_clock
from disputes.models import Dispute, Qap, QapIssue
from qa_portal import clock
from qa_portal.children.models import Allocation
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines
from qa_portal.deadlines.words import by_when
from qa_portal.documents.reports import request_report
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.people.roles import Role
from qa_portal.requests.actions import complete_request, return_request, send_request, withdraw_requests
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.actions import sign
from qa_portal.trail.records import acting
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time

from .start import raise_dispute, review_qap

SIGNED_SECTION = "qap_outcome"
STATEMENT = "I have overseen this quality assurance process and sign its outcome."


def send_qap_request(qap: Qap, *, by: Any, note: str = "", to_practitioner: bool = False) -> Qap:
    """Send the mandatory request to the manager, and a copy to the practitioner where wanted (MOS-06).

    Raises as ``take_step``; StandsInTheWay also when nobody holds the post or any above it.
    """
    with transaction.atomic():
        qap = take_step(qap, "send", by=by)
        withdraw_requests(qap)
        deadline = run_qap_clock(qap, "qap_answer", owner=str(qap.policy.qap.request_to[0]))
        for word in qap.policy.qap.request_to:
            _ask(qap, str(word), by=by, note=note, due_at=deadline.due_at)
        wanted = Allocation.Relation.PRACTITIONER
        if to_practitioner and qap.subject.practitioner_id and wanted not in qap.policy.qap.request_to:
            _ask(qap, wanted, by=by, note=note, due_at=deadline.due_at, is_mandatory=False)
        if qap.review_on:
            cancel_deadlines(qap, "qap_review")
            run_qap_clock(qap, "qap_review", due_at=close_of(qap, qap.review_on))
    return qap


def _ask(qap: Qap, word: str, *, by: Any, note: str, due_at: dt.datetime, is_mandatory: bool = True) -> None:
    is_practitioner = word == Allocation.Relation.PRACTITIONER
    if is_practitioner and qap.subject.practitioner is None:
        raise StandsInTheWay([Blocker("This record has no practitioner to ask. Allocate one first.")])
    request = send_request(
        kind=RequestForResponse.Kind.UPDATE,
        about=qap,
        subject=qap.subject,
        to_role=Role.SOCIAL_WORKER if is_practitioner else word,
        to_person=qap.subject.practitioner if is_practitioner else None,
        note=note,
        by=by,
        is_mandatory=is_mandatory,
    )
    notices.tell_request(
        notices.QAP_REQUESTED,
        request,
        qap,
        who=by.name,
        by_when=f"by {by_when(due_at, clock.now())}",
        note=f" Note: {note}" if note else "",
    )


def record_update(issue: QapIssue, *, by: Any, update: str) -> QapIssue:
    """Record the manager's or practitioner's update on one issue; belongs in the form's transaction."""
    if issue.update != update:
        issue.update, issue.updated_at, issue.updated_by = update, clock.now(), by
        issue.save()
    return issue


def answer_qap_request(request: RequestForResponse, *, by: Any) -> Qap:
    """Complete a request on a QAP; the mandatory one puts it back into the reviewing officer's work (MOS-08)."""
    qap: Qap = request.about
    with transaction.atomic():
        if not request.is_mandatory:
            complete_request(request, by=by)
            return qap
        qap = take_step(qap, "answer", by=by, role=request.to_role)
        complete_request(request, by=by)
        meet_deadlines(qap, "qap_answer")
        withdraw_requests(qap)  # the manager has answered for the team
        run_qap_clock(qap, "qap_consider")
        notices.tell_about(
            notices.QAP_ANSWERED, qap, qap.keeper_relation, occasion=f"{request.pk}", who=by.name
        )
    return qap


def return_qap_request(request: RequestForResponse, *, by: Any, note: str) -> Qap:
    """Return a request with a note that says why (MOS-07). The clock runs on."""
    qap: Qap = request.about
    with transaction.atomic():
        if request.is_mandatory:
            qap = take_step(qap, "give_back", by=by, role=request.to_role, reason=note)
        return_request(request, by=by, note=note)
        if request.is_mandatory:
            withdraw_requests(qap)  # a copy waits no longer for what the reviewing officer is changing
        notices.tell_about(
            notices.QAP_RETURNED, qap, qap.keeper_relation, occasion=f"{request.pk}", who=by.name, note=note
        )
    return qap


def go_on_without_answer(qap: Qap, *, by: Any) -> Qap:
    """Decide on what there is, once the time to answer is over."""
    with transaction.atomic():
        qap = take_step(qap, "go_on_unanswered", by=by)
        withdraw_requests(qap)
        cancel_deadlines(qap, "qap_answer")
        run_qap_clock(qap, "qap_consider")
    return qap


def record_decision(issue: QapIssue, *, by: Any, decision: str, note: str) -> QapIssue:
    """Record the reviewing officer's decision on one issue (MOS-08); belongs in the form's transaction."""
    if (issue.decision, issue.decision_note) != (decision, note):
        issue.decision, issue.decision_note = decision, note
        issue.decided_at, issue.decided_by = (clock.now(), by) if decision else (None, None)
        issue.save()
    return issue


def sign_qap_outcome(qap: Qap, *, by: Any, seen_version: int | None = None) -> Qap:
    """Sign the outcome (MOS-09). Raises as ``take_step``: NotNow also when it isn't as the signer saw it."""
    with transaction.atomic():
        qap = take_step(qap, "conclude", by=by, seen_version=seen_version)
        sign(qap, SIGNED_SECTION, signed_words_of(qap), by=by, statement=STATEMENT, role=Role.IRO)
        meet_deadlines(qap, "qap_consider")
    return qap


def signed_words_of(qap: Qap) -> dict[str, Any]:
    """What the signature covers: the outcome and each issue with its update and decision."""
    return {
        "summary": qap.summary,
        "outcome": qap.policy.qap.outcome(qap.outcome).label if qap.outcome else "",
        "issues": [
            [i.concern, i.action_needed, i.update, i.get_decision_display(), i.decision_note]
            for i in qap.issues.all()
        ],
    }


def amend_qap_outcome(qap: Qap, *, by: Any, reason: str) -> Qap:
    """Open what was signed again; only a new, visible signature closes it (MOS-09)."""
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why the signed outcome changes.", "#id_reason")])
    with transaction.atomic():
        qap = take_step(qap, "amend", by=by, reason=reason)
        run_qap_clock(qap, "qap_consider")
    return qap


def take_qap_next_action(
    qap: Qap,
    *,
    by: Any,
    next_step: str,
    next_level: int | None = None,
    next_reason: str = "",
    next_on: dt.date | None = None,
    seen_version: int | None = None,
) -> Qap | Dispute:
    """Take the next action that follows from the outcome, and give what it led to (MOS-10, MOS-24).

    Raises StandsInTheWay for one that contradicts the recorded outcome, or a day that has passed.
    """
    _refuse_contradiction(qap, next_step, next_level)
    if next_on is not None and next_on < clock.today():
        raise StandsInTheWay([Blocker("Choose today or a later day.", "#id_next_on")])
    with transaction.atomic():
        qap = take_step(
            qap,
            "end",
            by=by,
            seen_version=seen_version,
            next_step=next_step,
            next_level=next_level,
            next_reason=next_reason,
            next_on=next_on,
        )
        meet_deadlines(qap, "qap_review", "qap_consider")
        cancel_deadlines(qap)
        led_to: Qap | Dispute = qap
        with acting(by=by, step="take_qap_next_action"):
            if next_step == QapNext.REVIEW_TARGETS:
                led_to = review_qap(qap, by=by, opens_on=next_on)
            elif next_step == QapNext.PROCEED:
                led_to = raise_dispute(
                    qap.subject,
                    by=by,
                    level=next_level or 1,
                    skip_reason=next_reason,
                    qap=qap,
                    opens_on=next_on,
                )
        request_report("qap", about=qap, subject=qap.subject, by=by)
        notices.tell_about(
            notices.QAP_ENDED,
            qap,
            ["practitioner", str(qap.policy.qap.request_to[0])],
            occasion=f"{qap.pk}:{qap.version}",
            but_not=by,
            who=by.name,
            what=QapNext(next_step).label,
        )
    return led_to


def _refuse_contradiction(qap: Qap, next_step: str, next_level: int | None) -> None:
    if not qap.outcome:
        return
    allowed = qap.policy.qap.next_steps(qap.outcome)
    if next_step not in allowed:
        wanted = " or ".join(f"“{QapNext(word).label}”" for word in allowed)
        decided = qap.policy.qap.outcome(qap.outcome).label
        raise StandsInTheWay([Blocker(f"Your decision “{decided}” leads to {wanted}.", "#id_next_step")])
    levels = qap.policy.qap.proceed_to
    if next_step == QapNext.PROCEED and (
        next_level is None or (levels is not None and next_level not in levels)
    ):
        raise StandsInTheWay([Blocker("Choose the stage to proceed to.", "#id_next_level")])


def reopen_qap(qap: Qap, *, by: Any, reason: str) -> Qap:
    """Reopen a QAP that was ended by mistake or too early (MOS-22).

    Refused while what it led to is open: that is where the concern goes on.
    """
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why it is reopened.", "#id_reason")])
    goes_on = [d for d in qap.disputes.all() if d.is_open] + [q for q in qap.reviewed_by.all() if q.is_open]
    if goes_on:
        raise StandsInTheWay(
            [
                Blocker(
                    f"It goes on as {goes_on[0]}, which is open. Work there.", goes_on[0].get_absolute_url()
                )
            ]
        )
    with transaction.atomic():
        qap = take_step(qap, "reopen", by=by, reason=reason)
        run_qap_clock(qap, "qap_consider")
        notices.tell_about(
            notices.QAP_REOPENED,
            qap,
            qap.keeper_relation,
            occasion=f"{qap.pk}:{qap.version}",
            but_not=by,
            who=by.name,
            reason=reason,
        )
    return qap


def open_scheduled_qap(qap: Qap, *, by: Any = None) -> Qap:
    """Open a scheduled QAP: by its keeper before the day, by time (``by`` None) on it."""
    with transaction.atomic():
        if by is None:
            qap = take_step_by_time(qap, "open", reason="The day it was scheduled for has come.")
        else:
            qap = take_step(qap, "open", by=by)
        meet_deadlines(qap, "qap_opens")
        notices.tell_about(
            notices.WORK_OPENED, qap, qap.keeper_relation, occasion=f"{qap.pk}", what="A QAP's review"
        )
    return qap
