"""What is typed into a cycle: opening it, a share, drawing, naming another reviewer; and the filters of its lists."""

from __future__ import annotations

from typing import Any

from django.forms import HiddenInput

from audits.cycles.listing import STANDS
from audits.models import Cycle, DrawLine
from qa_portal.forms import (
    DateField,
    LongTextField,
    NumberField,
    PortalForm,
    SelectField,
    TextField,
    TickField,
)
from qa_portal.frameworks.policy import Agency

ANY = ("", "Any")


class ServiceForm(PortalForm):
    """The service whose cycle is to be opened: its framework decides on what is asked next."""

    team = SelectField("Which service or team?", [], autocomplete=True)

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", ""), *((str(pk), name) for pk, name in teams)]


class CycleForm(PortalForm):
    """A new cycle (WAL-01, WAL-28, KNO-18)."""

    month = SelectField("Month", [])
    tool_key = SelectField("Tool", [])
    focus = TextField("Area of focus", max_length=200)
    size = NumberField(
        "How many cases?",
        required=False,
        least=1,
        most=1000,
        help_text="Left out, as many as those who audit take together.",
    )
    is_themed = TickField("It has a theme")
    came_from = LongTextField(
        "What the theme came from",
        max_length=2000,
        rows=2,
        required=False,
        help_text="A serious case review, performance, a request: whatever led to it. Asked for with a theme.",
    )
    agreed_by = TextField("Who agreed it", required=False)
    agreed_on = DateField("When it was agreed", not_after="today", required=False)

    def __init__(
        self,
        *args: Any,
        months: list[tuple[str, str]],
        tools: list[tuple[str, str]],
        asks_agreed: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [("", ""), *months]
        self.fields["tool_key"].choices = tools if len(tools) == 1 else [("", ""), *tools]
        self.fields["agreed_by"].required = self.fields["agreed_on"].required = asks_agreed


class ShareForm(PortalForm):
    """How many audits somebody takes in a cycle."""

    share = NumberField("How many audits?", least=0, most=20)
    because = TextField("Why?", help_text="Leave, another task, a larger part: whoever asks later reads it.")
    agency = SelectField("Which agency are they of?", [], required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, agencies: tuple[Agency, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agencies:
            known = [(each.key, each.label) for each in agencies]
            self.fields["agency"].choices = [("", "None of them"), *known]
        else:
            del self.fields["agency"]


class DrawForm(PortalForm):
    """A draw: how many, and why again."""

    wanted = NumberField("How many cases?", least=1, most=1000)
    reason = TextField("Why is it drawn again?", max_length=500, required=False)

    def __init__(self, *args: Any, is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_again:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class NothingForm(PortalForm):
    """A step that takes nothing with it."""


class ReasonForm(PortalForm):
    """A step that says why."""

    reason = LongTextField("Why?", max_length=2000, rows=3)


class ReplaceForm(PortalForm):
    """Another reviewer, and why (WAL-14)."""

    reviewer = SelectField("Who audits it instead?", [], autocomplete=True)
    reason = LongTextField("Why?", max_length=2000, rows=3)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].choices = [("", ""), *((str(pk), words) for pk, words in people)]


class CycleFilter(PortalForm):
    """Which cycles the list shows."""

    state = SelectField("State", [ANY, *Cycle.State.choices], required=False)
    marks_no_optional = True


class AuditsOfCycleFilter(PortalForm):
    """Which of a cycle's audits its page shows."""

    stands = SelectField(
        "Where it stands", [ANY, *((str(n), label) for n, (label, _) in enumerate(STANDS))], required=False
    )
    marks_no_optional = True


class LinesFilter(PortalForm):
    """Which cases of a draw's pool the explanation shows."""

    fate = SelectField("What became of it", [ANY, *DrawLine.Fate.choices], required=False)
    team = SelectField("Team", [ANY], required=False)
    reference = TextField("Reference", max_length=30, required=False)
    draw = NumberField("Draw", required=False, widget=HiddenInput())
    marks_no_optional = True

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [ANY, *((str(pk), name) for pk, name in teams)]
