"""What is typed into a report: what it is about, its texts, when it was given to whom; and the filters of the list."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField, TextField

from .kinds import ReportKind
from .models import Report

ANY = ("", "Any")


class ReportFilter(PortalForm):
    """Which reports the list shows."""

    kind = SelectField("Report", [ANY], required=False)
    state = SelectField("Where it stands", [ANY, *Report.State.choices], required=False)
    team = SelectField("Service", [ANY], required=False)
    marks_no_optional = True

    def __init__(
        self, *args: Any, kinds: list[tuple[str, str]], teams: list[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [ANY, *kinds]
        self.fields["team"].choices = [ANY, *((str(pk), name) for pk, name in teams)]


class ServiceForm(PortalForm):
    """The service that a report is about: its procedure says which reports there are."""

    team = SelectField("Which service or team?", [], autocomplete=True)

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", ""), *((str(pk), name) for pk, name in teams)]


class DraftForm(PortalForm):
    """Which report of the service, on what: each choice of a period names its report, so that none can be mixed up."""

    about = SelectField("Which report, on what?", [], autocomplete=True)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [("", ""), *choices]


class TextsForm(PortalForm):
    """The texts of a report, each a field of its own."""

    marks_no_optional = True

    def __init__(self, *args: Any, kind: ReportKind, **kwargs: Any) -> None:
        # Before the fields are copied for this form: the portal's form guards and binds those that it finds then.
        self.base_fields = {
            each.key: LongTextField(
                each.heading, max_length=20_000, rows=8, required=False, help_text=each.hint
            )
            for each in kind.narratives
        }
        super().__init__(*args, **kwargs)


class NothingForm(PortalForm):
    """A step that takes nothing with it."""


class ReasonForm(PortalForm):
    """A step that says why."""

    reason = LongTextField("Why?", max_length=2000, rows=3)


class GivenForm(PortalForm):
    """When somebody on the list was given the report, and how (MER-21)."""

    on = DateField("When was it given?", not_after="today")
    how = TextField("How?", help_text="At a meeting, by email, in the newsletter.")
