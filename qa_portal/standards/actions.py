"""Answer the standards checklist of a conference or review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from qa_portal import clock
from qa_portal.children.meeting_rules import may_keep_meeting
from qa_portal.children.models import Meeting
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotNow, NotYours, lock

from .models import StandardAnswer, StandardsChecklist
from .queries import checklist_of, framework_with_checklist, missing_in


def save_checklist(
    meeting: Meeting, *, by: Any, answers: Mapping[str, tuple[str, str]], is_first: bool = False
) -> StandardsChecklist:
    """Save the answers, complete or not: standard → how far it was met, and what was missing (KNO-16).

    The first saving starts it, under the framework version of that day; it is complete once each standard is answered,
    with a word where it wasn't wholly met. Raises NotYours, NotNow once the meeting is completed, ValidationError where
    somebody began it meanwhile (``is_first``).
    """
    with act("save_checklist", by=by):
        meeting = lock(meeting)
        if not may_keep_meeting(by, meeting):
            raise NotYours("Only who keeps the meeting answers its checklist.")
        if meeting.is_completed:
            raise NotNow("The meeting has been completed, so its checklist can’t be changed.")
        found = checklist_of(meeting)
        if found is not None and is_first:
            raise ValidationError("Somebody has begun this checklist meanwhile. Open it again to go on.")
        found = found or _begin(meeting, by)
        given = _keep(found, answers)
        is_complete = not missing_in(found.checklist, given)
        if is_complete != (found.completed_at is not None):
            found.completed_at = clock.now() if is_complete else None
            found.completed_by = by if is_complete else None
        found.version += 1
        found.save()
    return found


def _begin(meeting: Meeting, by: Any) -> StandardsChecklist:
    version = framework_with_checklist(meeting)
    if version is None:
        raise NotNow("The council’s procedure has no checklist for this kind of meeting.")
    subject = meeting.subject
    return StandardsChecklist.objects.create(
        subject=subject,
        meeting=meeting,
        framework=version,
        team=subject.team,
        begun_at=clock.now(),
        begun_by=by,
    )


def _keep(found: StandardsChecklist, answers: Mapping[str, tuple[str, str]]) -> list[StandardAnswer]:
    """Keep the answers to the checklist's own standards; an answer that was taken back goes."""
    there = {answer.standard: answer for answer in found.answers.all()}
    kept = []
    for standard in found.checklist.standards:
        met, note = answers.get(standard.id, ("", ""))
        answer = there.pop(standard.id, None)
        if not met:
            if answer is not None:
                answer.delete()
            continue
        note = note.strip() if met in StandardAnswer.EXPLAINED else ""
        if answer is None or (answer.met, answer.note) != (met, note):
            answer = answer or StandardAnswer(checklist=found, standard=standard.id)
            answer.met, answer.note = met, note
            answer.save()
        kept.append(answer)
    return kept
