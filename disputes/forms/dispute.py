"""What is typed to raise a dispute, into its background, and with its steps."""

from __future__ import annotations

from typing import Any

from qa_portal.forms import (
    ChoiceField,
    DateField,
    LongTextField,
    PortalForm,
    Section,
    SelectField,
    TextField,
)
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.vocabulary import Informal
from qa_portal.people.roles import Role

YES, NO = "yes", "no"
NOW, LATER, WAIT = "now", "later", "wait"


class _Informal(PortalForm):
    """The informal attempt, as the framework asks for it (MER-12)."""

    informal_tried = ChoiceField(
        "Was it first taken up informally with the social worker or the manager?",
        [(YES, "Yes"), (NO, "No")],
    )
    informal_on = DateField("When was it taken up?", not_after="today")
    informal_with = TextField("With whom?", max_length=200)
    informal_result = LongTextField("What came of it?", max_length=4000, rows=3)
    informal_why_not = LongTextField("Why not?", max_length=2000, rows=3)

    reveals = {
        "informal_tried": {
            YES: ("informal_on", "informal_with", "informal_result"),
            NO: ("informal_why_not",),
        }
    }

    def _fit_informal(self, policy: Framework) -> None:
        """Required, asked or left out, as the framework says."""
        asked = policy.disputes.informal
        if asked == Informal.NONE:
            revealed = (name for names in self.reveals["informal_tried"].values() for name in names)
            self._leave_out("informal_tried", *list(revealed))
        elif asked == Informal.ASKED:
            tried = self.fields["informal_tried"]
            tried.required, tried.is_asked = False, True
            tried.help_text = "The procedure asks for this attempt first. The dispute goes on without it too."

    def _leave_out(self, *names: str) -> None:
        """Fields that the framework doesn't ask for."""
        for name in names:
            del self.fields[name]
        self.reveals = {name: options for name, options in self.reveals.items() if name not in names}


class RaiseForm(_Informal):
    """Raises a dispute: at which stage, about what, and what was tried before."""

    level = ChoiceField("At which stage does it start?", [])
    skip_reason = LongTextField(
        "Why does it not start at the first stage?",
        max_length=2000,
        rows=2,
        required=False,
        help_text="Only where you choose a later stage. It stands on the record.",
    )
    theme = SelectField("What is it about?", [])
    concern = LongTextField(
        "The concern in a few sentences",
        max_length=4000,
        rows=4,
        help_text="What is the matter, and what does it mean for the child?",
    )
    begin = ChoiceField(
        "When does the formal process begin?",
        [
            (NOW, "Now"),
            (LATER, "On a later day"),
            (WAIT, "Not yet: first wait for an informal solution"),
        ],
        hints={
            NOW: "The stage opens in your work. Nothing is sent before you send it.",
            LATER: "The stage is among your upcoming work, and opens by itself on its day.",
        },
    )
    opens_on = DateField("On which day?", not_before="today")
    informal_limit_on = DateField(
        "Until when?",
        not_before="today",
        help_text="You are reminded, and asked to go on to the formal process once the day has passed.",
    )

    reveals = {**_Informal.reveals, "begin": {LATER: ("opens_on",), WAIT: ("informal_limit_on",)}}
    sections = (
        Section("The concern", ("theme", "concern")),
        Section("What was tried before", ("informal_tried",)),
        Section("The stage", ("level", "skip_reason", "begin")),
    )

    def __init__(
        self,
        *args: Any,
        policy: Framework,
        roles: frozenset[str],
        is_about_carer: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy
        if is_about_carer:
            hint = "What is the matter, and what does it mean for the children in their care?"
            self.fields["concern"].help_text = hint
        _offer_levels(self.fields["level"], policy, roles)
        self.fields["theme"].choices = [("", ""), *((t.key, t.label) for t in policy.themes)]
        self._fit_informal(policy)
        if policy.disputes.informal == Informal.NONE:
            self.fields["begin"].choices = [c for c in self.fields["begin"].choices if c[0] != WAIT]
            self._leave_out("informal_limit_on")
            self.reveals = {**self.reveals, "begin": {LATER: ("opens_on",)}}

    def clean(self) -> dict[str, Any]:
        """A later stage has its reason, before the action asks for it."""
        said = super().clean() or self.cleaned_data
        is_later = said.get("level") not in (None, "", "1")
        if is_later and self.policy.disputes.bypass_needs_reason and not said.get("skip_reason"):
            self.add_error("skip_reason", "Say why it doesn’t start at the first stage.")
        return said


def _offer_levels(field: Any, policy: Framework, roles: frozenset[str]) -> None:
    """The levels at which a dispute may start, for whom holds one of these roles."""
    found = [
        (number, level)
        for number, level in policy.disputes.numbered_levels()
        if policy.disputes.may_open(number) and roles & policy.disputes.initiators_of(number)
    ]
    field.choices = [(str(n), level.name) for n, level in found]
    field.hints = {
        str(n): f"Answered by the {Role(level.answered_by).label} within {level.answer_within}."
        for n, level in found
    }


class BackgroundForm(_Informal):
    """Theme, concern, the informal attempt, and what the child was told (MER-12, LAW-08)."""

    theme = SelectField("What is it about?", [], required=False)
    concern = LongTextField("The concern in a few sentences", max_length=4000, rows=4, required=False)
    child_told_on = DateField("When was the child told?", not_after="today", required=False)
    advocate_offered_on = DateField("When was an advocate offered?", not_after="today", required=False)
    child_not_told_why = LongTextField(
        "If the child was not told, or not offered an advocate: why not?",
        max_length=2000,
        rows=2,
        required=False,
    )

    sections = (
        Section("The concern", ("theme", "concern")),
        Section("What was tried informally", ("informal_tried",)),
        Section(
            "The child",
            ("child_told_on", "advocate_offered_on", "child_not_told_why"),
            "Children are told that a dispute was raised for them, and offered an advocate. Needed before the first "
            "outcome is signed.",
        ),
    )
    marks_no_optional = True

    def __init__(self, *args: Any, policy: Framework, is_child: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", ""), *((t.key, t.label) for t in policy.themes)]
        self._fit_informal(policy)
        for name in ("informal_tried", *self.reveals["informal_tried"][YES], "informal_why_not"):
            if name in self.fields:
                self.fields[name].required = False
        if not policy.disputes.child_told or not is_child:
            self._leave_out("child_told_on", "advocate_offered_on", "child_not_told_why")


class FormalForm(PortalForm):
    """Goes on to the formal process."""

    level = ChoiceField("At which stage does it start?", [])
    skip_reason = LongTextField(
        "Why does it not start at the first stage?",
        max_length=2000,
        rows=2,
        required=False,
        help_text="Only where you choose a later stage. It stands on the record.",
    )

    def __init__(self, *args: Any, policy: Framework, roles: frozenset[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_levels(self.fields["level"], policy, roles)


class SettleForm(PortalForm):
    """How it was put right without a stage."""

    summary = LongTextField("How was it resolved?", max_length=10_000, rows=4)


class ReopenForm(PortalForm):
    """Why it is reopened, and at which stage (MOS-22)."""

    reason = LongTextField("Why is it reopened?", max_length=2000, rows=4)
    level = ChoiceField("At which stage does it go on?", [])

    def __init__(self, *args: Any, levels: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(str(number), label) for number, label in levels]


class DueDateForm(PortalForm):
    """Another due date, and why (LAW-06)."""

    to = DateField("The new day", not_before="today")
    reason = LongTextField("Why does the date change?", max_length=500, rows=3)
