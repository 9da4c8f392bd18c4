"""The period whose outcomes are looked at."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import DateField, PortalForm


class PeriodFilter(PortalForm):
    """From when until when audits were returned; left out: the last twelve months."""

    returned_from = DateField("Returned from", required=False)
    returned_to = DateField("Returned until", required=False)
    marks_no_optional = True

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins finds nothing."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("returned_from"), said.get("returned_to")
        if first and last and last < first:
            self.add_error("returned_to", "This must be the same day as “Returned from”, or later.")
        return said
