"""What is typed into a stage: its details, the answers, the outcome, and the words that go with a step."""

from __future__ import annotations

import copy
from typing import Any

from disputes.blockers import contradictions
from disputes.models import DisputeStage
from qa_portal.forms import (
    ChoiceField,
    DateField,
    LongTextField,
    PortalForm,
    RowTable,
    Section,
    SelectField,
    TickField,
)
from qa_portal.frameworks.policy import NON_RESPONSE
from qa_portal.frameworks.vocabulary import DisputeNext


class ActionRow(PortalForm):
    """One recommended action."""

    issue = LongTextField("What is the issue?", max_length=4000, rows=2, required=False)
    action = LongTextField("What should be done?", max_length=4000, rows=2)
    due_on = DateField("To be done by", required=False)


class StageDetailsForm(PortalForm):
    """A stage's details (MOS-11). The level is no field: it is the stage's own."""

    disputed_on = DateField("Date of the dispute", not_after="today")
    issues_summary = LongTextField("Summary of the issues", required=False)
    desired_outcomes = LongTextField(
        "Desired outcomes",
        required=False,
        help_text="What should be different for the child when this stage has done its work?",
    )
    actions = RowTable(
        ActionRow,
        noun="action",
        legend="Recommended actions",
        hint="The manager answers on each of them.",
        row_template="disputes/_carried.html",
    )

    sections = (
        Section("", ("disputed_on", "issues_summary")),
        Section("", ("actions",)),
        Section("", ("desired_outcomes",)),
    )
    marks_no_optional = True


class AnswerRow(PortalForm):
    """The manager's answer on one action."""

    answer = LongTextField(
        "Your answer",
        max_length=4000,
        rows=3,
        required=False,
        help_text="What has been done or will be, by whom and by when? If it will not be done, why not?",
    )
    marks_no_optional = True


class AnswerForm(PortalForm):
    """The manager's answers (MOS-13)."""

    answer_overall = LongTextField("Your overall response", required=False, rows=4)
    actions = RowTable(
        AnswerRow,
        noun="action",
        legend="Recommended actions",
        can_add=False,
        can_remove=False,
        row_template="disputes/_asked.html",
    )
    sections = (Section("", ("actions",)), Section("", ("answer_overall",)))


class OutcomeForm(PortalForm):
    """Progress, outcome and next action (MOS-14, MOS-15); what contradicts itself is refused (MOS-24)."""

    progress_summary = LongTextField("Overall summary of progress", required=False, rows=6)
    outcome = ChoiceField("What is the outcome of this stage?", [], required=False)
    next_step = ChoiceField("What is the next action?", [], required=False)
    next_level = SelectField("Which stage?", [], required=False)
    next_reason = LongTextField(
        "Why this stage?",
        max_length=2000,
        rows=2,
        required=False,
        help_text="Only where it does not go on to the very next stage.",
    )
    next_on = DateField(
        "Start it on",
        not_before="today",
        required=False,
        help_text="Leave it empty to start it as soon as this stage is confirmed.",
    )

    reveals = {"next_step": {DisputeNext.PROCEED.value: ("next_level", "next_reason", "next_on")}}
    marks_no_optional = True

    def __init__(self, *args: Any, stage: DisputeStage, **kwargs: Any) -> None:
        self.stage = stage
        super().__init__(*args, **kwargs)
        policy = stage.policy.disputes
        kind = stage.dispute.subject.case_kind
        answered = stage.answered_at is not None
        outcomes = [o for o in policy.outcomes if o.key != NON_RESPONSE or not answered]
        self.fields["outcome"].choices = [(o.key, o.label) for o in outcomes]
        self.fields["outcome"].hints = {
            o.key: "Leads to: "
            + " or ".join(step.label for step in policy.next_steps(o.key, level=stage.level, case_kind=kind))
            for o in outcomes
        }
        steps = {
            step for o in outcomes for step in policy.next_steps(o.key, level=stage.level, case_kind=kind)
        }
        self.fields["next_step"].choices = [(s.value, s.label) for s in DisputeNext if s in steps]
        levels = [
            (n, level) for n, level in policy.numbered_levels() if policy.may_open(n, after=stage.level)
        ]
        self.fields["next_level"].choices = [("", ""), *((str(n), level.name) for n, level in levels)]

    def clean_next_level(self) -> int | None:
        """The level as a number."""
        return int(self.cleaned_data["next_level"]) if self.cleaned_data["next_level"] else None

    def clean_with_tables(self) -> None:
        """MOS-24: the next action follows the outcome."""
        said = self.cleaned_data
        if not (said.get("outcome") and said.get("next_step")):
            return
        chosen = copy.copy(self.stage)
        chosen.next_reason = said.get("next_reason") or ""
        level = said.get("next_level") or None
        for blocker in contradictions(chosen, said["outcome"], said["next_step"], level):
            name = blocker.url.partition("#id_")[2]
            self.add_error(name if name in self.fields else None, blocker.sentence)


class RequestForm(PortalForm):
    """What goes with the request to the manager."""

    note = LongTextField("Note", max_length=2000, rows=3, required=False)
    to_practitioner = TickField("Send a copy to the practitioner as well")

    def __init__(self, *args: Any, stage: DisputeStage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        practitioner = stage.dispute.subject.practitioner
        if not stage.policy.disputes.also_to_practitioner or practitioner is None:
            del self.fields["to_practitioner"]
        else:
            self.fields["to_practitioner"].label = f"Send a copy to {practitioner.name} as well"


class NoteForm(PortalForm):
    """A note that must be there."""

    note = LongTextField("Note", max_length=2000, rows=4)

    def __init__(self, *args: Any, label: str = "Note", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label, self.fields["note"].help_text = label, hint
        self.fields["note"].error_messages["required"] = f"{label}."


class SignForm(PortalForm):
    """The reviewing officer's signature (MOS-14)."""

    note = LongTextField("Note to whoever confirms it", max_length=2000, rows=3, required=False)
    signed = TickField("", required=True)

    def __init__(self, *args: Any, statement: str, confirmer: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed"].label = statement
        self.fields["signed"].error_messages["required"] = "Tick the box to sign."
        if confirmer:
            self.fields["note"].label = f"Note to the {confirmer}"
        else:
            del self.fields["note"]


class ConfirmForm(PortalForm):
    """The IRO Manager's comment and signature (MOS-16)."""

    comment = LongTextField("Your comment", rows=4)
    signed = TickField("", required=True)

    def __init__(self, *args: Any, statement: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].error_messages["required"] = (
            "Write your comment. It stands above your signature."
        )
        self.fields["signed"].label = statement
        self.fields["signed"].error_messages["required"] = "Tick the box to sign."


class BypassForm(PortalForm):
    """To which stage, and why (LAW-01)."""

    level = ChoiceField("Which stage is right for the child now?", [])
    reason = LongTextField(
        "Why?", max_length=2000, rows=4, help_text="It stands on the record, and those who are told read it."
    )

    def __init__(self, *args: Any, levels: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(str(number), label) for number, label in levels]

    def clean_level(self) -> int:
        """The level as a number."""
        return int(self.cleaned_data["level"])


class NothingForm(PortalForm):
    """A step that needs no words."""
