"""What is typed into the calendar of quality assurance, and the filters of its lists."""

from __future__ import annotations

from typing import Any

from qa_portal.children.staff import PersonField
from qa_portal.forms import (
    ChoiceField,
    DateField,
    LongTextField,
    MultipleChoiceField,
    NumberField,
    PortalForm,
    RowTable,
    Section,
    SelectField,
    TextField,
)
from qa_portal.frameworks.vocabulary import ActivityKind, Learning

from .models import Activity, Finding

ANY = ("", "Any")


class CalendarFilter(PortalForm):
    """Which activities the calendar shows."""

    kind = SelectField("Kind", [ANY, *ActivityKind.choices], required=False)
    state = SelectField(
        "Where it stands",
        [("", "To come, or unfinished"), *Activity.State.choices, ("all", "All")],
        required=False,
    )
    team = SelectField("Service or team", [ANY], required=False)
    first = DateField("From", required=False)
    last = DateField("Until", required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [ANY, *((str(pk), name) for pk, name in teams)]

    def clean(self) -> dict[str, Any]:
        """A period that ends before it begins finds nothing."""
        said = super().clean() or self.cleaned_data
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", "This must be the same day as “From”, or later.")
        return said


class ChangesFilter(PortalForm):
    """Which links of findings the list of changes shows."""

    area = SelectField("What changes", [ANY, *Learning.choices], required=False)
    shown = SelectField(
        "Has it changed?", [("", "Either"), ("no", "Not shown yet"), ("yes", "Shown")], required=False
    )
    marks_no_optional = True


class TeamForm(PortalForm):
    """The service whose activity it is: its procedure says which kinds there are."""

    team = SelectField("Which service or team?", [], autocomplete=True)

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", ""), *((str(pk), name) for pk, name in teams)]


class ActivityForm(PortalForm):
    """What is planned: what, when, where, who leads it."""

    kind = SelectField("What is it?", [])
    title = TextField(
        "Its title", max_length=120, help_text="“Plans of children in need”. No name of a child."
    )
    begins_on = DateField("First day")
    ends_on = DateField("Last day", required=False, help_text="Left out, it is that one day.")
    place = TextField("Where?", max_length=120, required=False)
    lead = PersonField("Who leads it?")
    purpose = LongTextField("What is it to find out?", max_length=2000, rows=3, required=False)
    with_whom = LongTextField(
        "Who takes part?",
        max_length=1000,
        rows=2,
        required=False,
        help_text="Teams, partners, young scrutineers.",
    )
    sections = (
        Section("What and when", ("kind", "title", "begins_on", "ends_on", "place")),
        Section("Who and why", ("lead", "with_whom", "purpose")),
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", ""), *kinds]

    def clean(self) -> dict[str, Any]:
        """Left out, the last day is the first; it isn't before it."""
        said = super().clean() or self.cleaned_data
        first = said.get("begins_on")
        if first and "ends_on" in said:
            said["ends_on"] = said["ends_on"] or first
            if said["ends_on"] < first:
                self.add_error("ends_on", "This must be the first day, or later.")
        return said


class HeldForm(PortalForm):
    """What is said of it once it was held."""

    looked_at = NumberField(
        "How many records, visits or people were looked at?", required=False, most=100_000
    )
    went = LongTextField("How did it go, and who took part?", max_length=4000, rows=4, required=False)


class FindingRow(PortalForm):
    """One finding, and what it is to change."""

    kind = ChoiceField("Which is it?", Finding.Kind.choices, inline=True)
    words = LongTextField("What was found?", max_length=2000, rows=3, help_text="Name nobody.")
    changes = MultipleChoiceField("What is it to change?", Learning.choices, required=False)
    to_change = LongTextField("What is to change there?", max_length=1000, rows=2, required=False)


class FindingsForm(PortalForm):
    """What an activity found (KNO-22)."""

    findings = RowTable(
        FindingRow,
        noun="finding",
        legend="Findings",
        hint="Each thing to learn is linked to what it changes. A strength may be, too.",
    )
    marks_no_optional = True


class ReasonForm(PortalForm):
    """Why it doesn't take place."""

    reason = LongTextField("Why doesn’t it take place?", max_length=1000, rows=3)


class AgreeForm(PortalForm):
    """Findings are agreed as they stand."""


class ShownForm(PortalForm):
    """What shows that something has changed."""

    shown = LongTextField(
        "What shows that it has changed?",
        max_length=2000,
        rows=3,
        help_text="Where it can be seen, and since when.",
    )
