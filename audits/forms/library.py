"""What is typed into the library of good practice, and what it is searched by."""

from __future__ import annotations

from typing import Any

from audits.models import GoodPractice
from qa_portal.forms import LongTextField, PortalForm, SelectField, TextField

NO_THEME = ("", "No theme")


class ExampleForm(PortalForm):
    """An example, in words that identify nobody."""

    title = TextField("What is it an example of?", max_length=150)
    text = LongTextField(
        "What was done, and what difference did it make?",
        max_length=4000,
        rows=10,
        help_text="Everybody who signs in can read it. Leave out names, dates, references, addresses and schools: say "
        "“a boy of primary school age”, “her grandmother”, “within a week”.",
    )
    theme = SelectField("Theme", [NO_THEME], required=False)

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [NO_THEME, *themes]


class LibraryFilter(PortalForm):
    """Words, a theme; for those who keep the library where an example stands."""

    words = TextField("Words", max_length=100, required=False)
    theme = SelectField("Theme", [("", "Any")], required=False)
    state = SelectField("Where it stands", GoodPractice.State.choices, required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, themes: list[tuple[str, str]], keeps: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Any"), *themes]
        if keeps:
            others = [choice for choice in GoodPractice.State.choices if choice[0] != "published"]
            self.fields["state"].choices = [("", "Published"), *others]
        else:
            del self.fields["state"]


class ReasonForm(PortalForm):
    """A step that says why."""

    reason = LongTextField("Why?", max_length=2000, rows=4)
