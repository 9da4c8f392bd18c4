"""The forms of what child and family say: recorded for them, asked for, and written by them."""

from __future__ import annotations

from typing import Any

from audits.models import FamilyVoice
from qa_portal.forms import (
    ChoiceField,
    DateField,
    LongTextField,
    PortalForm,
    RowTable,
    Section,
    SelectField,
    TickField,
)

_CHOOSE = ("", "Choose")
#: How much the help has helped: 0 to 10, the ends in words.
HELPED = [(str(n), str(n)) for n in range(11)]

_WAYS = [pair for pair in FamilyVoice.Way.choices if pair[0] != FamilyVoice.Way.LINK]


class VoiceRow(PortalForm):
    """What one person said."""

    marks_no_optional = True

    speaker = SelectField("Who?", [_CHOOSE, *FamilyVoice.Speaker.choices])
    way = SelectField("How?", [_CHOOSE, *_WAYS])
    said_on = DateField("When?", not_after="today")
    words = LongTextField("In their own words", rows=3, help_text="As they said it: it is read as theirs.")
    helped = SelectField(
        "How much has the help helped, 0 to 10?", [("", "Not asked"), *HELPED], required=False
    )
    wants_answer = TickField("They want to hear what was done with it")

    def clean_helped(self) -> int | None:
        """A number, or None where it wasn't asked."""
        said = self.cleaned_data.get("helped")
        return int(said) if said else None


class FamilyForm(PortalForm):
    """What each person said, or why nobody was contacted."""

    voices = RowTable(VoiceRow, noun="person", legend="What they say", most=12)
    why_not = LongTextField("If nobody was contacted: why not?", max_length=2000, rows=2, required=False)
    marks_no_optional = True
    sections = (Section("", ("voices", "why_not")),)

    def clean_with_tables(self) -> None:
        """Each person once: nobody is asked twice."""
        rows = self.cleaned_data.get("voices") or []
        said = [row["speaker"] for row in rows if row.get("speaker") != FamilyVoice.Speaker.OTHER]
        for speaker in sorted({each for each in said if said.count(each) > 1}):
            label = FamilyVoice.Speaker(speaker).label
            self.tables["voices"].errors.append(f"{label} is there twice. Put it into one row.")
            self.add_error(None, [])


class AskForm(PortalForm):
    """Whom to ask."""

    speaker = ChoiceField("Who is the link for?", FamilyVoice.Speaker.choices)

    def __init__(self, *args: Any, taken: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].hints = taken


class FeedbackForm(PortalForm):
    """What child or family write themselves; everything but the words can be left out."""

    words = LongTextField(
        "What would you like to tell us?",
        rows=6,
        help_text="What has helped, what hasn’t, what should be different. Write it as you would say it.",
    )
    helped = ChoiceField(
        "How much has the help helped?",
        HELPED,
        inline=True,
        required=False,
        help_text="0 is not at all, 10 is a lot.",
    )
    wants_answer = TickField("I would like to hear what you did with what I said")

    def clean_helped(self) -> int | None:
        """A number, or None where it was left out."""
        said = self.cleaned_data.get("helped")
        return int(said) if said else None
