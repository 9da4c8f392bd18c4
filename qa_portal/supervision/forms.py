"""What is typed of a supervision, of a management decision, and of longer times between supervisions."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField


class SupervisionForm(PortalForm):
    """A case supervision (MER-15)."""

    held_on = DateField("When was it?", not_after="today")
    reflection = LongTextField(
        "What did you reflect on?",
        rows=6,
        help_text="How the child is, what has changed since the last supervision, what worries you both.",
    )
    decisions = LongTextField("What was decided, who does it and by when?", rows=4, required=False)
    reasons = LongTextField("Were any actions changed, and why?", max_length=4000, rows=3, required=False)


class OversightForm(PortalForm):
    """A management decision (MER-17)."""

    held_on = DateField("When was it decided?", not_after="today")
    reflection = LongTextField("What did you look at, and what do you think of it?", rows=5)
    decisions = LongTextField("What did you decide, who does it and by when?", rows=4)
    reasons = LongTextField("Why?", max_length=4000, rows=3, required=False)


class ExtensionForm(PortalForm):
    """Longer times between supervisions, with the reason (MER-16)."""

    weeks = SelectField("At least every how many weeks?", [])
    reason = LongTextField(
        "Why is this right for this child?", max_length=2000, rows=4, help_text="It stays on the record."
    )
    ends_on = DateField(
        "Until",
        not_before="today",
        required=False,
        help_text="Leave it empty for as long as nothing changes.",
    )

    def __init__(self, *args: Any, weeks: int, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weeks"].choices = [
            ("", ""),
            *((str(number), f"Every {number} weeks") for number in range(weeks + 1, most + 1)),
        ]

    def clean_weeks(self) -> int:
        """The weeks as a number."""
        return int(self.cleaned_data["weeks"])


class EndForm(PortalForm):
    """Why the procedure's own frequency is gone back to."""

    reason = LongTextField("Why?", max_length=2000, rows=3)
