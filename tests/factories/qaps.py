"""QAPs that got where they are by the portal's own actions: ``qap_at("answered", council, child)``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions.planning import save_planning_audit
from audits.queries import framework_with_tool
from disputes.actions import qap as qaps
from disputes.actions import qap_writing as writing
from disputes.actions.start import complete_information, start_information, start_qap
from disputes.models import Qap, SignificantInformation
from qa_portal import clock
from qa_portal.children.actions.meetings import complete_meeting, save_meeting, start_meeting
from qa_portal.children.models import Meeting, Subject
from qa_portal.frameworks.queries import policy_of
from qa_portal.requests.models import RequestForResponse
from qa_portal.standards.actions import save_checklist
from qa_portal.standards.queries import framework_with_checklist, standards_of

from .people import Council

#: Where a QAP can be brought, in the order in which it gets there. The last four each end the way.
PLACES = (
    "drafted",
    "written",
    "requested",
    "returned",
    "answered",
    "unanswered",
    "decided",
    "concluded",
    "ended",
)

ISSUES = (
    ("care_plan_drift", "There is no care plan since the move.", "Write the care plan."),
    ("family_time", "She hasn't seen her brother since August.", "Agree when they meet."),
)


def completed_review(council: Council, subject: Subject, by: Any = None) -> Meeting:
    """A looked-after review that its IRO has completed, its audit included."""
    by = by or council.iro
    meeting = start_meeting(subject, by=by, kind=Meeting.Kind.LOOKED_AFTER_REVIEW)
    save_meeting(
        meeting,
        by=by,
        written={
            "held_on": clock.today(),
            "took_part": Meeting.TookPart.ATTENDED,
            "child_view": "I want to see my brother.",
            "summary": "The placement is settled.",
            "decisions": "The plan is to be written.",
            "next_on": clock.today() + dt.timedelta(days=180),
        },
    )
    _complete_audit(meeting, by)
    return complete_meeting(Meeting.objects.get(pk=meeting.pk), by=by)


def _complete_audit(meeting: Meeting, by: Any) -> None:
    """What the review carries, all of it answered: the IRO’s own audit (MOS-23), its checklist (KNO-16)."""
    version = framework_with_tool(meeting)
    if version is not None:
        questions = policy_of(version).iro_audit.questions
        answers = {q.id: {"answer": "yes" if q.answer == "yes_partly_no" else "It is."} for q in questions}
        save_planning_audit(meeting, by=by, answers=answers, is_first=True)
    version = framework_with_checklist(meeting)
    if version is not None:
        standards = standards_of(version, meeting.kind).standards
        save_checklist(meeting, by=by, answers={standard.id: ("yes", "") for standard in standards})


def information_at(place: str, council: Council, subject: Subject) -> SignificantInformation:
    """Significant information, "drafted" or "completed"."""
    information = start_information(subject, by=council.iro)
    information = writing.write_information(
        information,
        by=council.iro,
        written={"summary": "She was moved.", "actions_to_take": "Ask for the plan."},
    )
    if place == "completed":
        complete_information(information, by=council.iro)
        information = SignificantInformation.objects.get(pk=information.pk)
    return information


def qap_at(
    place: str,
    council: Council,
    subject: Subject,
    *,
    meeting: Meeting | None = None,
    outcome: str = "resolved",
    issues: Any = ISSUES,
    to_practitioner: bool = False,
    review_on: dt.date | None = None,
    **next_action: Any,
) -> Qap:
    """A QAP of the council's IRO at one of ``PLACES``.

    It starts from ``meeting``, or else from significant information. ``outcome`` is the key of its decision in the
    framework; ``next_action`` goes to the next action when it ends (by default ``next_step="complete"``).
    "unanswered" is reached a fortnight after the moment at which the clock stands.
    """
    iro = council.iro
    if meeting is not None:
        qap = start_qap(subject, by=iro, meeting=meeting)
    else:
        qap = complete_information(information_at("drafted", council, subject), by=iro)
    if place == "drafted":
        return qap
    rows = [
        {"id": None, "theme": theme, "concern": concern, "action_needed": action, "due_on": None}
        for theme, concern, action in issues
    ]
    qap = writing.write_issues(
        qap, by=iro, review_on=review_on or clock.today() + dt.timedelta(days=28), issues=rows
    )
    if place == "written":
        return qap
    qap = qaps.send_qap_request(
        qap, by=iro, note="Before the review, please.", to_practitioner=to_practitioner
    )
    if place == "requested":
        return qap
    if place == "unanswered":
        return unanswered(qap, council)
    if place == "returned":
        return qaps.return_qap_request(waiting(qap), by=council.team_manager, note="Which plan is meant?")
    qap = answer(qap, council)
    if place == "answered":
        return qap
    return conclude(qap, council, place, outcome, **next_action)


def answer(qap: Qap, council: Council, words: str = "It is being done.") -> Qap:
    """The Team Manager writes an update on each issue and completes the request."""
    updates = {issue.pk: words for issue in qap.issues.all()}
    writing.record_updates(qap, by=council.team_manager, updates=updates)
    return qaps.answer_qap_request(waiting(qap), by=council.team_manager)


def unanswered(qap: Qap, council: Council) -> Qap:
    """Nobody answers, and the IRO goes on a fortnight later."""
    with clock.standing_at(clock.now() + dt.timedelta(days=14)):
        return qaps.go_on_without_answer(qap, by=council.iro)


def conclude(
    qap: Qap, council: Council, place: str = "concluded", outcome: str = "resolved", **next_action: Any
) -> Qap:
    """The IRO decides on each issue, writes the outcome, signs it, and takes the next action, as far as ``place``."""
    iro = council.iro
    decision = {"resolved": "resolved", "partly_resolved": "partly"}.get(outcome, "not_resolved")
    decisions = {issue.pk: (decision, "") for issue in qap.issues.all()}
    qap = writing.record_decisions(qap, by=iro, decisions=decisions)
    qap = writing.write_outcome(qap, by=iro, summary="She has a plan that she knows.", outcome=outcome)
    if place == "decided":
        return qap
    qap = qaps.sign_qap_outcome(qap, by=iro)
    if place == "concluded":
        return qap
    qaps.take_qap_next_action(qap, by=iro, **{"next_step": "complete", **next_action})
    return Qap.objects.get(pk=qap.pk)


def waiting(qap: Qap, *, mandatory: bool = True) -> RequestForResponse:
    """The request on a QAP that waits for its answer."""
    sent = [
        r for r in qap.subject.requests.filter(about_id=qap.pk, state="sent") if r.is_mandatory is mandatory
    ]
    return sent[0]
