"""The letter to a family about what they said (KNO-08)."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from audits.actions.family_letters import record_letter_sent, write_family_letter
from audits.forms import after as forms
from audits.loop.pages import AuditWriting
from audits.loop.rules import may_write_to_family
from audits.models import FamilyVoice


class OfVoice(AuditWriting):
    """A page of what one person of the family said."""

    kwargs: dict[str, Any]

    @cached_property
    def voice(self) -> FamilyVoice:
        """What was said. Raises Http404."""
        return get_object_or_404(FamilyVoice, pk=self.kwargs["pk"])

    def audit_key(self) -> int:
        """The key of the audit that it belongs to."""
        return self.voice.audit_id

    def load(self) -> FamilyVoice:
        """What was said, its record opened first."""
        self.voice.audit = self.open()
        return self.voice

    def may(self, user: Any, voice: FamilyVoice) -> bool:
        """The reviewer, the team's managers, the quality assurance team."""
        return may_write_to_family(user, self.audit)

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """With what was said."""
        return {**super().get_context_data(thing, **context), "voice": self.voice}


class WriteFamilyLetter(OfVoice):
    """Writes to them what was done with it."""

    form_class = forms.FamilyLetterForm
    template_name = "audits/after/family_letter.html"
    title = "Write to them what was done with it"
    submit_label = "Make the letter"
    success_message = "The letter is being made. It is among the record’s documents and letters."

    def is_open(self, voice: FamilyVoice) -> bool:
        """Once somebody has said something."""
        return voice.was_heard

    def closed_words(self, voice: FamilyVoice) -> str:
        """Nothing was said yet."""
        return "There is nothing to answer: nobody has said anything yet."

    def get_values(self, voice: FamilyVoice) -> dict[str, Any]:
        """What was written before."""
        return {"done_with_it": voice.done_with_it}

    def what_happens(self, voice: FamilyVoice) -> list[str]:
        """Where the letter is."""
        return [
            "The letter is put on the record, ready to print or to send.",
            "Then record here when and how it was sent.",
        ]

    def act(self, voice: FamilyVoice, form: Any, by: Any) -> None:
        """Make it."""
        write_family_letter(voice, by=by, **form.cleaned_data)


class RecordLetterSent(OfVoice):
    """Records that the letter was sent."""

    form_class = forms.LetterSentForm
    template_name = "audits/after/family_letter.html"
    title = "Record that the letter was sent"
    submit_label = "Record it"
    success_message = "It is recorded that the letter was sent."

    def is_open(self, voice: FamilyVoice) -> bool:
        """Once it was written."""
        return voice.answered_at is not None

    def closed_words(self, voice: FamilyVoice) -> str:
        """It wasn't."""
        return "The letter hasn’t been written yet."

    def suggest(self, voice: FamilyVoice) -> dict[str, Any]:
        """Today."""
        return {"sent_on": forms.today()}

    def act(self, voice: FamilyVoice, form: Any, by: Any) -> None:
        """Record it."""
        record_letter_sent(voice, by=by, **form.cleaned_data)
