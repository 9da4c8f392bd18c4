"""Every transition as two people would race for it: what there is, which page, what is sent, by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from disputes.actions import stage_deciding as deciding
from disputes.actions.qap import take_qap_next_action
from disputes.actions.qap_writing import record_updates
from disputes.actions.writing import write_answers, write_background
from qa_portal import clock
from qa_portal.children.actions import reopen_meeting
from qa_portal.children.models import Meeting
from qa_portal.people.actions import record_cover
from qa_portal.people.roles import Role
from tests.factories import disputes, qaps
from tests.factories.people import Council, council, person
from tests.factories.records import child

from .racing import REASON, Race, same


def the_council() -> Council:
    """A council in which two people answer for each thing: a cover for the IRO, a second manager on each post."""
    c = council()
    record_cover(
        absent=c.iro,
        covered_by=c.other_iro,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=60),
        reason="Leave",
        by=c.administrator,
    )
    c.people["second_iro"] = c.other_iro
    c.people["second_insights_manager"] = c.insights_service_manager
    for part, role, team in (
        ("team_manager", Role.TEAM_MANAGER, c.team),
        ("iro_manager", Role.IRO_MANAGER, c.quality_unit),
    ):
        c.people[f"second_{part}"] = person(role, team, by=c.administrator)
    return c


def _qap(place: str, **given: Any) -> Callable[[Council], Any]:
    return lambda c: qaps.qap_at(place, c, child(c), **given)


def _stage(state: str) -> Callable[[Council], Any]:
    return lambda c: disputes.stage_at(state, council=c, subject=child(c))


def _dispute(state: str) -> Callable[[Council], Any]:
    return lambda c: disputes.dispute_at(state, council=c, subject=child(c))


def _referral(state: str) -> Callable[[Council], Any]:
    return lambda c: disputes.referral_at(state, dispute=_dispute("sent")(c))


def _told(state: str) -> Callable[[Council], Any]:
    """A stage with what the child was told, so that its outcome can be signed."""

    def make(c: Council) -> Any:
        stage = _stage(state)(c)
        write_background(stage.dispute, by=c.iro, **disputes.TOLD)
        return disputes.fresh(stage)

    return make


def _answered_qap(c: Council) -> Any:
    """A QAP whose updates are all written; the request still waits to be completed."""
    qap = _qap("requested")(c)
    record_updates(qap, by=c.team_manager, updates={issue.pk: "Done." for issue in qap.issues.all()})
    return disputes.fresh(qap)


def _answered_stage(c: Council) -> Any:
    """A stage whose answers are all written; the request still waits to be completed."""
    stage = _stage("sent")(c)
    answers = {action.pk: "Done." for action in stage.actions.all()}
    return write_answers(stage, by=c.team_manager, answers=answers, overall="All in hand.")


def _ready_to_close(c: Council) -> Any:
    stage = _told("answered")(c)
    disputes.record_outcome(stage, by=c.iro, complete=True)
    return deciding.conclude_stage(disputes.fresh(stage), by=c.iro, note="Please confirm.")


def _scheduled_stage(c: Council) -> Any:
    stage = _told("answered")(c)
    disputes.record_outcome(stage, by=c.iro, next_on=clock.today() + dt.timedelta(days=9))
    stage = deciding.conclude_stage(disputes.fresh(stage), by=c.iro, note="Please confirm.")
    deciding.confirm_stage(stage, by=c.iro_manager, comment="Agreed.")
    return stage.dispute.stages.get(state="scheduled")


def _scheduled_qap(c: Council) -> Any:
    qap = qaps.qap_at("concluded", c, child(c), outcome="partly_resolved")
    later = clock.today() + dt.timedelta(days=9)
    return take_qap_next_action(qap, by=c.iro, next_step="review_targets", next_on=later)


def _meeting(c: Council) -> Any:
    """A review with all that is needed, not yet completed."""
    meeting = qaps.completed_review(c, child(c))
    reopen_meeting(meeting, by=c.iro_manager, reason="A decision is missing.")
    return Meeting.objects.get(pk=meeting.pk)


SIGNED = {"signed": "on"}

RETURN = ("request_return",)

QAPS = [
    same("SignificantInformation.complete", lambda c: qaps.information_at("drafted", c, child(c)), "iro",
          "significant_information", then="complete", worker="Iris Reviewing", worker_on="23/11/2026"),
    same("Qap.open", _scheduled_qap, "iro", "qap_open_now"),
    same("Qap.send", _qap("written"), "iro", "qap_request", note="Please."),
    Race("Qap.give_back", _qap("requested"), "team_manager",
         ("request_return", {"note": "Which plan?"}), ("request_return", {"note": "Which plan?"}), by_request=RETURN),
    same("Qap.answer", _answered_qap, "team_manager", "qap_answer", then="go-on"),
    Race("Qap.answer or give_back", _answered_qap, "team_manager",
         ("qap_answer", {"then": "go-on"}), ("request_return", {"note": "Which plan?"}), by_request=RETURN),
    same("Qap.go_on_unanswered", _qap("requested"), "iro", "qap_go_on", days=14),
    same("Qap.conclude", _qap("decided"), "iro", "qap_sign", sign="on"),
    same("Qap.amend", _qap("concluded"), "iro", "qap_amend", **REASON),
    same("Qap.end", _qap("concluded"), "iro", "qap_next", next_step="complete", confirmed="yes"),
    Race("Qap.amend or end", _qap("concluded"), "iro",
         ("qap_amend", REASON), ("qap_next", {"next_step": "complete", "confirmed": "yes"})),
    same("Qap.reopen", _qap("ended"), "iro_manager", "qap_reopen", **REASON),
]  # fmt: skip

STAGES = [
    same("DisputeStage.open", _scheduled_stage, "iro", "stage_start"),
    same("DisputeStage.send", _stage("written"), "iro", "stage_request", note="Please."),
    same("DisputeStage.give_back", _stage("sent"), "team_manager", "stage_return", note="Not my team."),
    same("DisputeStage.answer", _answered_stage, "team_manager", "stage_complete"),
    Race("DisputeStage.answer or give_back", _answered_stage, "team_manager",
         ("stage_complete", {}), ("stage_return", {"note": "Not my team."})),
    same("DisputeStage.go_on_unanswered", _stage("sent"), "iro", "stage_non_response", days=14),
    same("DisputeStage.conclude", _told("outcome"), "iro", "stage_sign", **SIGNED, note="Please confirm."),
    Race("DisputeStage.conclude or bypass", _told("outcome"), "iro",
         ("stage_sign", SIGNED), ("stage_bypass", {"level": "3", **REASON})),
    same("DisputeStage.send_back", _stage("concluded"), "iro_manager", "stage_send_back", note="Say more."),
    same("DisputeStage.confirm", _stage("concluded"), "iro_manager", "stage_confirm", comment="Agreed.", **SIGNED),
    Race("DisputeStage.confirm or send_back", _stage("concluded"), "iro_manager",
         ("stage_confirm", {"comment": "Agreed.", **SIGNED}), ("stage_send_back", {"note": "Say more."})),
    same("DisputeStage.bypass", _stage("drafted"), "iro", "stage_bypass", level="2", **REASON),
]  # fmt: skip

THE_REST = [
    same("Dispute.go_formal", _dispute("informal"), "iro", "dispute_go_formal", level="1"),
    same("Dispute.settle_informally", _dispute("informal"), "iro", "dispute_settle", summary="The plan came."),
    Race("Dispute.go_formal or settle", _dispute("informal"), "iro",
         ("dispute_go_formal", {"level": "1"}), ("dispute_settle", {"summary": "The plan came."})),
    same("Dispute.close", _ready_to_close, "iro_manager", "stage_confirm", comment="Agreed.", **SIGNED),
    same("Dispute.reopen", _dispute("closed"), "iro_manager", "dispute_reopen", level="2", **REASON),
    same("CafcassReferral.make", _referral("documented"), "iro", "cafcass_make"),
    same("CafcassReferral.withdraw", _referral("prepared"), "iro", "cafcass_withdraw", **REASON),
    Race("CafcassReferral.make or withdraw", _referral("documented"), "iro",
         ("cafcass_make", {}), ("cafcass_withdraw", REASON)),
    same("Meeting.complete", _meeting, "iro", "meeting_complete"),
    same("Meeting.reopen", lambda c: qaps.completed_review(c, child(c)), "iro_manager", "meeting_reopen", **REASON),
    same("Commendation.acknowledge", lambda c: disputes.commendation(c, child(c)), "team_manager",
          "commendation_acknowledge"),
]  # fmt: skip
