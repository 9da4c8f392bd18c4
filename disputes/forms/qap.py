"""What is typed into significant information and a QAP (MOS-02, MOS-05 to MOS-10)."""

from __future__ import annotations

from typing import Any

from disputes.models import QapIssue
from qa_portal import clock, forms
from qa_portal.frameworks.vocabulary import QapNext


def _asked_later(form: forms.PortalForm, *names: str) -> None:
    """Fields that can wait, but without which a later step is refused: they aren't called optional."""
    for name in names:
        form.fields[name].is_asked = True


class InformationForm(forms.PortalForm):
    """*Significant information on an open case*. It can be saved half-written; completing it asks for all of it."""

    received_on = forms.DateField("When was the information received?", not_after="today", required=False)
    summary = forms.LongTextField("Summary of the information", required=False, rows=6)
    actions_to_take = forms.LongTextField(
        "Actions to be taken", required=False, rows=6, help_text="What is to be done in response to it."
    )
    worker = forms.TextField("Completed by", max_length=120, required=False, width=30)
    worker_on = forms.DateField("Date completed", not_after="today", required=False)

    sections = (
        forms.Section("The information", ("received_on", "summary", "actions_to_take")),
        forms.Section(
            "Completion details",
            ("worker", "worker_on"),
            "Filled in with your name and today’s date. Change them if somebody else completed it.",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _asked_later(self, "received_on", "summary", "actions_to_take", "worker", "worker_on")


class IssueRow(forms.PortalForm):
    """One issue of the table."""

    theme = forms.SelectField("Theme", [])
    concern = forms.LongTextField(
        "What is the issue?", max_length=4000, rows=3, help_text="What it means for the child."
    )
    action_needed = forms.LongTextField("What needs to be done?", max_length=4000, rows=3, required=False)
    due_on = forms.DateField("To be done by", required=False)

    def __init__(self, *args: Any, themes: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "Choose a theme"), *themes]


class IssuesForm(forms.PortalForm):
    """The review date and the table of issues (MOS-05)."""

    review_on = forms.DateField(
        "When will the actions be reviewed?",
        not_before="today",
        required=False,
        help_text="For example, 4/12/2026. You are reminded two working days before.",
    )
    issues = forms.RowTable(
        IssueRow,
        noun="issue",
        legend="Issues",
        hint="Add one after another. Each is answered, and each gets your decision.",
        row_template="disputes/qap_issue_row.html",
    )
    sections = (forms.Section("", ("issues",)), forms.Section("Review date", ("review_on",)))

    def __init__(self, *args: Any, themes: Any = (), **kwargs: Any) -> None:
        self._themes = themes
        super().__init__(*args, **kwargs)
        _asked_later(self, "review_on")

    def row_form_kwargs(self) -> dict[str, Any]:
        """The themes of the framework that this QAP started under."""
        return {"themes": self._themes}


class RequestForm(forms.PortalForm):
    """The note that goes with the request, and whether the practitioner is asked too (MOS-06)."""

    note = forms.LongTextField(
        "Note",
        max_length=2000,
        required=False,
        help_text="Anything that you want to draw attention to. It is kept on the record.",
    )
    to_practitioner = forms.TickField("Ask the practitioner too")

    def __init__(self, *args: Any, practitioner: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if practitioner:
            self.fields["to_practitioner"].label = f"Ask {practitioner} for an update too"
            self.fields[
                "to_practitioner"
            ].help_text = "They can write updates. The manager completes the request."
        else:
            del self.fields["to_practitioner"]


class UpdateRow(forms.PortalForm):
    """The update on one issue."""

    update = forms.LongTextField("Update", max_length=4000, rows=4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _asked_later(self, "update")


class UpdatesForm(forms.PortalForm):
    """The manager's and the practitioner's answer (MOS-08): they can write at once."""

    issues = forms.RowTable(
        UpdateRow,
        noun="issue",
        legend="Your update on each issue",
        can_add=False,
        can_remove=False,
        row_template="disputes/qap_answer_row.html",
    )


class DecisionRow(forms.PortalForm):
    """The decision on one issue."""

    decision = forms.ChoiceField(
        "Is this issue resolved?", QapIssue.Decision.choices, required=False, inline=True
    )
    decision_note = forms.LongTextField("Reason", max_length=4000, rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _asked_later(self, "decision")


class DecisionsForm(forms.PortalForm):
    """The reviewing officer's decision on each issue (MOS-08)."""

    issues = forms.RowTable(
        DecisionRow,
        noun="issue",
        legend="Your decision on each issue",
        can_add=False,
        can_remove=False,
        row_template="disputes/qap_decision_row.html",
    )


class OutcomeForm(forms.PortalForm):
    """The outcome of the QAP, before it is signed (MOS-09)."""

    summary = forms.LongTextField(
        "Summary and conclusion",
        required=False,
        rows=8,
        help_text="Keep it about the child. Say whether what was done has resolved the issues that you raised.",
    )
    outcome = forms.ChoiceField("Your decision on the QAP", [], required=False)

    def __init__(self, *args: Any, outcomes: Any = (), hints: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _asked_later(self, "summary", "outcome")
        self.fields["outcome"].choices = outcomes
        self.fields["outcome"].hints = hints or {}


class SignForm(forms.PortalForm):
    """The tick that signs (MOS-09)."""

    sign = forms.TickField("", required=True, error_messages={"required": "Tick the box to sign."})

    def __init__(self, *args: Any, statement: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sign"].label = statement


class ReasonForm(forms.PortalForm):
    """Why something is opened again."""

    reason = forms.LongTextField("Reason", max_length=2000)

    def __init__(
        self, *args: Any, label: str = "Reason", hint: str = "", missing: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = label, hint
        if missing:
            field.error_messages["required"] = missing


class NextActionForm(forms.PortalForm):
    """The next action that follows from the outcome (MOS-10, MOS-18, MOS-24).

    ``steps`` are those that the outcome allows, ``levels`` the stages that this person may open; ``refusal`` is what
    to say of any other.
    """

    next_step = forms.ChoiceField("What happens next?", [])
    next_level = forms.ChoiceField("Which stage?", [])
    next_reason = forms.LongTextField(
        "Why this stage?",
        max_length=2000,
        rows=3,
        required=False,
        help_text="Needed unless it is the first stage: say why the severity for the child asks for it.",
    )
    proceed_on = forms.DateField(
        "Start it on",
        not_before="today",
        required=False,
        help_text="Leave this empty to start it now. Until a later day it waits in your upcoming work.",
    )
    review_on = forms.DateField(
        "Start the review on",
        not_before="today",
        required=False,
        help_text="Leave this empty to start it now. Until a later day it waits in your upcoming work.",
    )
    reveals = {
        "next_step": {
            QapNext.PROCEED.value: ("next_level", "next_reason", "proceed_on"),
            QapNext.REVIEW_TARGETS.value: ("review_on",),
        }
    }

    def __init__(
        self,
        *args: Any,
        steps: Any = (),
        hints: Any = None,
        levels: Any = (),
        refusal: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        _asked_later(self, "next_reason")
        field = self.fields["next_step"]
        field.choices, field.hints = steps, hints or {}
        field.error_messages["invalid_choice"] = refusal
        self.fields["next_level"].choices = levels
        self.fields["next_level"].error_messages["required"] = "Choose the stage to proceed to."
        if len(steps) == 1:
            field.initial = steps[0][0]

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        step, given = self.cleaned_data["next_step"], self.cleaned_data
        on = {QapNext.PROCEED: given["proceed_on"], QapNext.REVIEW_TARGETS: given["review_on"]}.get(step)
        return {
            "next_step": step,
            "next_level": int(given["next_level"]) if given["next_level"] else None,
            "next_reason": given["next_reason"],
            "next_on": None if on == clock.today() else on,
        }
