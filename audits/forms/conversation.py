"""The forms of the conversation: booking it, and recording it or why there was none."""

from __future__ import annotations

from typing import Any

from audits.models import Audit
from audits.writing.rules import needs_manager
from qa_portal.forms import (
    ChoiceField,
    DateField,
    DateTimeField,
    LongTextField,
    PortalForm,
    TextField,
    TickField,
)
from qa_portal.frameworks.vocabulary import Practice

HELD, NOT_HELD = "held", "not_held"


class BookingForm(PortalForm):
    """When and where."""

    at = DateTimeField("When?")
    place = TextField(
        "Where?",
        max_length=200,
        required=False,
        help_text="A room, or “Teams” or “telephone”. Name nobody of the family here: it goes into a calendar.",
    )


class ConversationForm(PortalForm):
    """What came of it."""

    happened = ChoiceField(
        "Has the conversation been held?",
        [(HELD, "Yes"), (NOT_HELD, "No, and it won’t be")],
    )
    held_on = DateField("When?", not_after="today")
    with_whom = TextField(
        "Who took part?", max_length=300, help_text="The practitioner, and others concerned."
    )
    with_manager = TickField("The Team Manager took part")
    notes = LongTextField("What was it about?")
    added = LongTextField(
        "What did it add to what the record says?",
        required=False,
        help_text="What you learned that changes or explains what you had read, and what it means for the grades.",
    )
    why_not = LongTextField("Why was there none?", max_length=2000)
    reveals = {
        "happened": {
            HELD: ("held_on", "with_whom", "with_manager", "notes", "added"),
            NOT_HELD: ("why_not",),
        }
    }

    def __init__(self, *args: Any, audit: Audit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if audit.policy.audit_steps.conversation == Practice.REQUIRED:
            self.fields["happened"].choices = [(HELD, "Yes")]
        if needs_manager(audit):
            self.fields[
                "with_manager"
            ].help_text = (
                f"At a second {audit.policy.terms.reaudit.lower()} the Team Manager joins the conversation."
            )
