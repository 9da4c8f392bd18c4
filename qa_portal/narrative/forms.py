"""What is typed of a narrative."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import LongTextField, MultipleChoiceField, PortalForm

from .queries import Candidate


class NarrativeForm(PortalForm):
    """The words, and with whose they are shared."""

    text = LongTextField(
        "What is true for all of them?",
        max_length=10_000,
        rows=10,
        help_text="It stands on each record. Name no child. What you decide stays each child’s own.",
    )
    with_them = MultipleChoiceField("Where else does it stand?", [], required=False)

    def __init__(self, *args: Any, candidates: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if candidates:
            self.fields["with_them"].choices = [(each.key, each.label) for each in candidates]
        else:
            del self.fields["with_them"]


class LeaveForm(PortalForm):
    """Why one child's words are no longer shared."""

    reason = LongTextField(
        "Why are these words no longer shared?",
        max_length=2000,
        rows=3,
        help_text="It stands among the changes of this record. Name no other child.",
    )
