"""What stands in the states that the rest of the scene has none of: one in each state of each machine."""

from __future__ import annotations

from typing import Any

from audits.actions.planning import save_planning_audit
from audits.models import CarePlanningAudit
from audits.queries import framework_with_tool
from disputes.actions.start import acknowledge_commendation
from qa_portal.children.actions.meetings import start_meeting
from qa_portal.children.models import Meeting
from qa_portal.frameworks.queries import policy_of
from qa_portal.requests.models import RequestForResponse
from tests.factories.audits_after import audit_after
from tests.factories.disputes import commendation, dispute_at, referral_at, stage_at
from tests.factories.qaps import qap_at
from tests.factories.records import child

from .scene_audits_after import working_by


def tell_of_other_states(c: Any, keys: dict[str, int]) -> None:
    """Silence, bypassing, withdrawal, what was read and what wasn't accepted; ``keys`` gets them."""
    for is_complete, state in ((False, "started"), (True, "completed")):
        keys[f"planning {state}"] = _planning_audit(c, is_complete=is_complete).pk
    unanswered, returned = qap_at("unanswered", c, child(c)), qap_at("returned", c, child(c))
    keys["qap unanswered"] = unanswered.pk
    for qap, state in ((unanswered, "withdrawn"), (returned, "returned")):
        keys[f"request {state}"] = RequestForResponse.objects.get(about_id=qap.pk, kind="update").pk
    for state in ("unanswered", "bypassed"):
        keys[f"stage {state}"] = stage_at(state, council=c, subject=child(c)).pk
    for state in ("documented", "withdrawn"):
        dispute = dispute_at("sent", council=c, subject=child(c))
        keys[f"referral {state}"] = referral_at(state, dispute=dispute).pk
    thanked = acknowledge_commendation(commendation(c, child(c)), by=c.social_worker)
    keys["commendation acknowledged"] = thanked.pk
    with working_by(c.team, "waltham-forest"):
        refused = audit_after("not_accepted", c, child(c), reviewer=c.other_team_manager)
    keys["audit not_accepted"] = refused.pk


def _planning_audit(c: Any, *, is_complete: bool) -> CarePlanningAudit:
    """The audit of a review that is still being written, answered as a whole or its first question alone."""
    meeting = start_meeting(child(c), by=c.iro, kind=Meeting.Kind.LOOKED_AFTER_REVIEW)
    questions = policy_of(framework_with_tool(meeting)).iro_audit.questions
    answers = {q.id: {"answer": "yes" if q.answer == "yes_partly_no" else "It is."} for q in questions}
    if not is_complete:
        answers = dict(list(answers.items())[:1])
    return save_planning_audit(meeting, by=c.iro, answers=answers, is_first=True)
