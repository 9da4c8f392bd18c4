"""Who writes a re-audit."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import PortalForm, SelectField


class ReauditForm(PortalForm):
    """A senior manager who has nothing to do with the record (WAL-16)."""

    reviewer = SelectField(
        "Senior manager",
        [],
        autocomplete=True,
        help_text="Whoever is away, answers for the team, supervises the practitioner or worked on the record isn’t "
        "among them.",
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].choices = [("", ""), *((str(pk), words) for pk, words in people)]
