"""What the register of disputes can be filtered by."""

from __future__ import annotations

from typing import Any

from disputes.models import Dispute
from qa_portal.forms import DateField, PortalForm, SelectField
from qa_portal.forms.selects import Choices
from qa_portal.forms.teams import ANY


class RegisterFilter(PortalForm):
    """State, level, theme, team and period."""

    state = SelectField("State", [ANY, *Dispute.State.choices], required=False)
    level = SelectField("Stage it has reached", [ANY], required=False)
    theme = SelectField("Theme", [ANY], required=False)
    team = SelectField("Team", [ANY], required=False)
    raised_from = DateField("Raised from", required=False)
    raised_to = DateField("Raised until", required=False)
    marks_no_optional = True

    def __init__(
        self,
        *args: Any,
        levels: list[tuple[int, str]],
        themes: list[tuple[str, str]],
        teams: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [ANY, *((str(n), label) for n, label in levels)]
        self.fields["theme"].choices = [ANY, *themes]
        self.fields["team"].choices = teams

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins finds nothing."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("raised_from"), said.get("raised_to")
        if first and last and last < first:
            self.add_error("raised_to", "This must be the same day as “Raised from”, or later.")
        return said
