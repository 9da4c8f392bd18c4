"""Write to a family what was done with what they said, and record that the letter was sent (KNO-08)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.loop.rules import may_write_to_family
from audits.models import FamilyVoice
from qa_portal import clock
from qa_portal.documents.reports import request_report
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay


def write_family_letter(voice: FamilyVoice, *, by: Any, done_with_it: str) -> FamilyVoice:
    """Say what was done with what somebody of the family said; the letter is made and put on the record.

    Written again it is another letter, and the one before stays. Raises NotYours, NotNow and StandsInTheWay.
    """
    if not done_with_it.strip():
        raise StandsInTheWay([Blocker("Write what was done with it.", "#id_done_with_it")])
    with act("write_family_letter", by=by):
        voice = _locked(voice, by)
        voice.done_with_it = done_with_it.strip()
        voice.answered_at, voice.answered_by = clock.now(), by
        voice.letter_sent_on = voice.letter_sent_by = None
        voice.letter_sent_how = ""
        voice.save()
        request_report(
            "family_letter",
            about=voice,
            subject=voice.audit.subject,
            by=by,
            addressed_to=voice.get_speaker_display(),
        )
    return voice


def record_letter_sent(voice: FamilyVoice, *, by: Any, sent_on: dt.date, how: str) -> FamilyVoice:
    """Record when and how the letter was sent. Raises NotYours, NotNow before it was written, StandsInTheWay."""
    if sent_on > clock.today():
        raise StandsInTheWay([Blocker("Enter a day that has come.", "#id_sent_on")])
    with act("record_letter_sent", by=by):
        voice = _locked(voice, by)
        if voice.answered_at is None:
            raise NotNow("The letter hasn’t been written yet.")
        voice.letter_sent_on, voice.letter_sent_by = sent_on, by
        voice.letter_sent_how = how.strip()
        voice.save()
    return voice


def _locked(voice: FamilyVoice, by: Any) -> FamilyVoice:
    fresh = (
        FamilyVoice.objects.select_for_update(of=("self",)).select_related("audit__subject").get(pk=voice.pk)
    )
    if not may_write_to_family(by, fresh.audit):
        raise NotYours(
            "A family is written to by the reviewer, the team’s managers or the quality assurance team."
        )
    if not fresh.was_heard:
        raise NotNow("There is nothing to answer: nobody has said anything yet.")
    return fresh
