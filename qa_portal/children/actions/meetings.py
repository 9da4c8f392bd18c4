"""A review or conference: start it, write it, complete it, open it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from qa_portal import clock
from qa_portal.children.meeting_rules import may_keep_meeting, may_start_meeting, meeting_kinds_for
from qa_portal.children.models import Meeting, Subject
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotNow, NotYours, lock, take_step

#: What the form of a review writes.
WRITTEN = ("held_on", "took_part", "child_view", "summary", "decisions", "next_on")


def start_meeting(subject: Subject, *, by: Any, kind: str, held_on: dt.date | None = None) -> Meeting:
    """Start the record of a review or conference, held on a day (today unless given), chaired by who starts it.

    One that this person has started and not completed is given back instead of a second one. Raises NotYours.
    """
    with act("start_meeting", by=by):
        if not may_start_meeting(by, subject) or kind not in meeting_kinds_for(by, subject):
            raise NotYours(
                "A review is started by the record's reviewing officer, a conference by its chair."
            )
        Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)  # two clicks, one review
        begun = Meeting.objects.filter(
            subject=subject, kind=kind, chair=by, state=Meeting.State.STARTED
        ).first()
        return begun or Meeting.objects.create(
            subject=subject, kind=kind, chair=by, held_on=held_on or clock.today(), started_at=clock.now()
        )


def save_meeting(meeting: Meeting, *, by: Any, written: Mapping[str, Any]) -> Meeting:
    """Save what was written, complete or not. Raises NotYours, NotNow once completed, ValidationError by field."""
    with act("save_meeting", by=by):
        fresh = lock(meeting)
        if not may_keep_meeting(by, fresh):
            raise NotYours("Only who chaired it, or the record's reviewing officer, writes this review.")
        if fresh.is_completed:
            raise NotNow(
                "This review has been completed, so it can't be changed. The IRO Manager can reopen it."
            )
        for name in WRITTEN:
            if name in written:
                setattr(fresh, name, written[name])
        if fresh.next_on and fresh.next_on <= fresh.held_on:
            raise ValidationError({"next_on": "The next review must be after this one. Give a later date."})
        fresh.version += 1
        fresh.save()
    return fresh


def complete_meeting(meeting: Meeting, *, by: Any, seen_version: int | None = None) -> Meeting:
    """Complete a review: its mandatory fields and its audit must be (LEE-04, MOS-23); then its next actions are open.

    Raises NotYours, NotNow, StandsInTheWay.
    """
    return take_step(meeting, "complete", by=by, seen_version=seen_version)


def reopen_meeting(meeting: Meeting, *, by: Any, reason: str) -> Meeting:
    """Open a completed review again (MOS-22). Raises NotYours, NotNow, ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the review is reopened. It stays in its history."})
    return take_step(meeting, "reopen", by=by, reason=reason)
