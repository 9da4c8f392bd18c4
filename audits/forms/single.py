"""A single audit of a record: with which tool, by whom, of which months, and why."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField


class AllocateForm(PortalForm):
    """An audit outside any cycle. Whoever is barred isn't among those who can be chosen (NEW-04)."""

    tool_key = SelectField("Tool", [])
    reviewer = SelectField(
        "Who audits it?",
        [],
        autocomplete=True,
        help_text="Whoever can’t audit this record isn’t among them; who, and why, stands beside.",
    )
    period_to = DateField("Until which day does it look?", not_after="today")
    reason = LongTextField(
        "Why is it audited outside any cycle?",
        max_length=500,
        rows=3,
        help_text="Whoever audits reads it, and it stays in the audit’s history.",
    )

    def __init__(
        self,
        *args: Any,
        tools: list[tuple[str, str]],
        people: list[tuple[int, str]],
        months: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tool_key"].choices = tools if len(tools) == 1 else [("", ""), *tools]
        self.fields["reviewer"].choices = [("", ""), *((str(pk), words) for pk, words in people)]
        self.fields[
            "period_to"
        ].help_text = (
            f"It covers the {months} months before that day, or the time since the involvement began."
        )
