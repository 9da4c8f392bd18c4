"""What is typed into a request for support, and the filters of the queue."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import ChoiceField, DateField, LongTextField, PortalForm, SelectField

from .models import SupportRequest

ANY = ("", "Any")


class QueueFilter(PortalForm):
    """Which requests the list shows."""

    state = SelectField("Where it stands", [], required=False)
    kind = SelectField("Asked for", [ANY, *SupportRequest.Kind.choices], required=False)
    marks_no_optional = True

    def __init__(self, *args: Any, sees_queue: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("", "Waiting") if sees_queue else ("", "All")
        rest = [("overdue", "Overdue"), *SupportRequest.State.choices]
        self.fields["state"].choices = [
            first,
            *rest,
            ("all", "All") if sees_queue else ("waiting", "Waiting"),
        ]


class AskForm(PortalForm):
    """What is asked for. Nobody on a record is named."""

    team = SelectField("For which team?", [])
    kind = ChoiceField("What do you need?", SupportRequest.Kind.choices)
    what = LongTextField(
        "Say more", max_length=3000, rows=5, help_text="What it is about and what would help. Name no child."
    )
    wanted_on = DateField("When do you need it?", not_before="today", required=False)

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [(str(pk), name) for pk, name in teams]


class AnswerForm(PortalForm):
    """The answer."""

    answer = LongTextField(
        "Your answer", max_length=5000, rows=6, help_text="What was done or agreed, and what is next."
    )


class NothingForm(PortalForm):
    """A step that takes nothing with it."""


class WithdrawForm(PortalForm):
    """Why it isn't needed any more."""

    reason = LongTextField("Why don’t you need it any more?", max_length=1000, rows=3)
