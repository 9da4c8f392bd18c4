"""What is typed into an improvement plan, and the filters of its list."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import DateField, LongTextField, PortalForm, SelectField

from .models import ServiceAction

ANY = ("", "Any")


class AgreeForm(PortalForm):
    """An action: specific, with how it is measured, whose it is and by when."""

    what = LongTextField("What is to be done?", max_length=2000, rows=3)
    success = LongTextField("How shall we know that it worked?", max_length=2000, rows=2)
    owner_post = SelectField("Who does it?", [], autocomplete=True)
    due_on = DateField("By when?", not_before="today")

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_post"].choices = [("", ""), *((str(pk), label) for pk, label in posts)]


class EvidenceForm(PortalForm):
    """What was done."""

    evidence = LongTextField("What was done, and what shows it?", max_length=4000)


class VerificationForm(PortalForm):
    """What verifies it."""

    verification = LongTextField("What have you seen, and what has changed?", max_length=2000)


class ReasonForm(PortalForm):
    """A step that says why."""

    reason = LongTextField("Why?", max_length=2000, rows=3)


class ImprovementFilter(PortalForm):
    """Which actions the list shows."""

    state = SelectField(
        "Where it stands",
        [("", "Unfinished"), ("overdue", "Overdue"), *ServiceAction.State.choices, ("all", "All")],
        required=False,
    )
    team = SelectField("Service", [ANY], required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [ANY, *((str(pk), name) for pk, name in teams)]
