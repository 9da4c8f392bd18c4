"""What is typed into the rolling plan: evidence, verification, reasons, dates, and its filters."""

from __future__ import annotations

from typing import Any

from qa_portal.documents.forms import CheckedUploadField
from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField
from qa_portal.forms.selects import Choices
from qa_portal.forms.teams import ANY

from .models import Action
from .queries import MINE
from .words import OWNERS


class PlanFilter(PortalForm):
    """State, priority, whose, team and dates."""

    whose = SelectField("Whose", [("", "Everybody’s"), (MINE, "Mine"), *OWNERS], required=False)
    state = SelectField(
        "State",
        [("", "Unfinished"), *(c for c in Action.State.choices if c[0] != "proposed"), ("all", "All")],
        required=False,
    )
    priority = SelectField("Priority", [ANY, *Action.Priority.choices], required=False)
    due = SelectField("Due", [ANY, ("overdue", "Overdue")], required=False)
    team = SelectField("Team", [ANY], required=False)
    due_from = DateField("Due from", required=False)
    due_to = DateField("Due until", required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins finds nothing."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("due_from"), said.get("due_to")
        if first and last and last < first:
            self.add_error("due_to", "This must be the same day as “Due from”, or later.")
        return said


class EvidenceForm(PortalForm):
    """What was done, and what shows it."""

    evidence = LongTextField(
        "What was done, and what shows it?",
        max_length=4000,
        rows=5,
        help_text="Say where on the record it can be seen: a visit, a plan, a meeting, with its date.",
    )
    file = CheckedUploadField("A document that shows it", required=False)


class VerificationForm(PortalForm):
    """What verifies it."""

    verification = LongTextField(
        "What have you seen?",
        max_length=2000,
        rows=4,
        help_text="What shows that it was done and did what it was for.",
    )
    file = CheckedUploadField("A document that shows it", required=False)


class ReasonForm(PortalForm):
    """A reason that must be there."""

    reason = LongTextField("Reason", max_length=2000, rows=4)

    def __init__(self, *args: Any, label: str = "Reason", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = f"Fill in “{label}”."


class DateForm(PortalForm):
    """Another date, and why."""

    to = DateField("New date", not_before="today")
    reason = LongTextField(
        "Why does it change?",
        max_length=500,
        rows=3,
        help_text="It is kept with the old date, and the owner reads it.",
    )
