"""What the list of audits can be filtered by."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import DateField, PortalForm, SelectField, TickField
from qa_portal.forms.selects import Choices
from qa_portal.forms.teams import ANY


class AuditFilter(PortalForm):
    """Where it stands, tool, grade, team, period; one's own."""

    state = SelectField("Where it stands", [ANY], required=False)
    grade = SelectField("Overall grade", [ANY], required=False)
    tool = SelectField("Tool", [ANY], required=False)
    team = SelectField("Team whose work is audited", [ANY], required=False)
    allocated_from = DateField("Allocated from", required=False)
    allocated_to = DateField("Allocated until", required=False)
    mine = TickField("Only those that I write")
    marks_no_optional = True

    def __init__(
        self,
        *args: Any,
        states: list[tuple[str, str]],
        grades: list[tuple[str, str]],
        tools: list[tuple[str, str]],
        teams: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = teams
        options = {"state": states, "grade": grades, "tool": tools}
        for name, choices in options.items():
            self.fields[name].choices = [ANY, *choices]

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins finds nothing."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("allocated_from"), said.get("allocated_to")
        if first and last and last < first:
            self.add_error("allocated_to", "This must be the same day as “Allocated from”, or later.")
        return said
