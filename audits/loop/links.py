"""What this person can open or do of an audit's follow-up, beside the steps of its state machine: links on its page.

Everything is asked of an audit that ``reading.read_whole_audit`` has read, so nothing here asks the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audits.actions.challenging import may_be_challenged, why_not_again
from audits.actions.level import is_level_known
from audits.loop.following import has_been_discussed, reflection_of
from audits.loop.rules import may_record_reflection, may_write_to_family
from audits.models import Audit
from audits.outside.rules import may_write_outside, takes_place
from audits.rules import may_challenge, may_discuss, may_dispute_level, may_sign_off
from qa_portal.deadlines.words import weekday_date


@dataclass(frozen=True)
class AfterLink:
    """One link, with what there is to know before it is opened."""

    label: str
    url: str
    hint: str = ""


def after_links(user: Any, audit: Audit) -> list[AfterLink]:
    """What follows the audit, for this person, in the order in which it is done."""
    found = [
        AfterLink("Assurance of safety", each.get_absolute_url(), each.get_state_display())
        for each in audit.assurances.all()
    ]
    found += [
        AfterLink("Level of concern in dispute", each.get_absolute_url(), each.get_state_display())
        for each in audit.level_disputes.all()
    ]
    found += [
        AfterLink("Safety alert", each.get_absolute_url(), each.get_state_display())
        for each in audit.safety_alerts.all()
    ]
    found += [
        AfterLink("Challenge to the grade", each.get_absolute_url(), each.get_state_display())
        for each in audit.challenges.all()
    ]
    found += [
        AfterLink(str(each), each.get_absolute_url(), each.get_state_display())
        for each in audit.outside_issues.all()
    ]
    is_disputed = any(each.decided_at is None for each in audit.level_disputes.all())
    if (
        audit.policy.inadequate
        and is_level_known(audit)
        and not is_disputed
        and may_dispute_level(user, audit)
    ):
        found.append(
            AfterLink("Dispute the level of concern", reverse("level_dispute_raise", args=[audit.pk]))
        )
    if audit.begun_at is not None and takes_place(audit) and may_write_outside(user, audit):
        found.append(
            AfterLink(
                "Escalate an issue to another service or agency",
                reverse("outside_issue_new", args=[audit.pk]),
            )
        )
    if audit.returned_at is None:
        return found
    if may_be_challenged(audit) and not why_not_again(audit) and may_challenge(user, audit):
        found.append(AfterLink("Challenge the grade", reverse("challenge_start", args=[audit.pk])))
    if not audit.is_over and may_discuss(user, audit):
        label = (
            "Record another discussion"
            if has_been_discussed(audit)
            else "Record the discussion of the findings"
        )
        found.append(AfterLink(label, reverse("audit_discuss", args=[audit.pk])))
    if not audit.is_over and reflection_of(audit) is None and may_record_reflection(user, audit):
        url = reverse("audit_reflection", args=[audit.pk])
        found.append(AfterLink("Record whether the reflective conversation took place", url))
    if audit.signed_off_at is None and may_sign_off(user, audit):
        found.append(AfterLink("Sign that all tasks are done", reverse("audit_sign_off", args=[audit.pk])))
    found.append(
        AfterLink(
            "From finding to change", reverse("audit_loop", args=[audit.pk]), "Each part with what shows it"
        )
    )
    return found + _letters(user, audit)


def _letters(user: Any, audit: Audit) -> list[AfterLink]:
    """The letters to whoever of the family was heard (KNO-08)."""
    heard = [voice for voice in audit.voices.all() if voice.was_heard]
    if not heard or not may_write_to_family(user, audit):
        return []
    found = []
    for voice in heard:
        who = voice.get_speaker_display()
        if voice.letter_sent_on:
            hint = f"Sent on {weekday_date(voice.letter_sent_on)}"
        else:
            hint = "They want to hear what was done with it" if voice.wants_answer else ""
        found.append(AfterLink(f"Letter to them: {who}", reverse("family_letter", args=[voice.pk]), hint))
        if voice.answered_at and not voice.letter_sent_on:
            label = f"Record that the letter was sent: {who}"
            found.append(AfterLink(label, reverse("family_letter_sent", args=[voice.pk])))
    return found
