"""Answer the IRO's audit of care planning."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from audits.models import CarePlanningAudit
from audits.queries import audit_of, framework_with_tool, unanswered
from qa_portal import clock
from qa_portal.children.meeting_rules import may_keep_meeting
from qa_portal.children.models import Meeting
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotNow, NotYours, lock, take_step


def save_planning_audit(
    meeting: Meeting, *, by: Any, answers: dict[str, dict[str, str]], is_first: bool = False
) -> CarePlanningAudit:
    """Save the answers, complete or not; the audit is complete once every mandatory question is answered (MOS-23).

    The first saving starts it, under the framework version of that day. ``is_first`` says that whoever saves has seen
    none yet. Raises NotYours, NotNow once the review is completed, ValidationError where somebody began it meanwhile.
    """
    with act("save_planning_audit", by=by):
        meeting = lock(meeting)
        if not may_keep_meeting(by, meeting):
            raise NotYours("Only who keeps the review answers its audit.")
        if meeting.is_completed:
            raise NotNow(
                "The review has been completed, so its audit can't be changed. The IRO Manager can reopen it."
            )
        audit = audit_of(meeting)
        if audit is not None and is_first:
            raise ValidationError(
                "Somebody has begun this audit since you opened the page. Open it again to go on."
            )
        if audit is None:
            audit = _begin(meeting, by)
        known = {question.id for question in audit.tool.questions}
        audit.answers = {key: value for key, value in answers.items() if key in known and value.get("answer")}
        audit.version += 1
        audit.save()
        is_complete = not unanswered(audit.tool, audit.answers, meeting.pk)
        if is_complete and audit.state == CarePlanningAudit.State.STARTED:
            audit = take_step(audit, "complete", by=by)
        elif not is_complete and audit.state == CarePlanningAudit.State.COMPLETED:
            audit = take_step(audit, "take_up_again", by=by)
    return audit


def _begin(meeting: Meeting, by: Any) -> CarePlanningAudit:
    version = framework_with_tool(meeting)
    if version is None:
        raise NotNow("The council's procedure has no audit for this kind of meeting.")
    return CarePlanningAudit(meeting=meeting, framework=version, started_at=clock.now(), started_by=by)
