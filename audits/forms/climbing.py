"""What is typed on the ladders: a safety alert and its answers, a challenge to a grade and its steps."""

from __future__ import annotations

from typing import Any

from audits.forms.after import GradeForm
from qa_portal.documents.forms import CheckedUploadField
from qa_portal.forms import ChoiceField, DateField, LongTextField, PortalForm, Section, TickField

YES, NO = "yes", "no"


class RaiseAlertForm(PortalForm):
    """An immediate concern for somebody's safety."""

    concern = LongTextField(
        "What is the concern?",
        max_length=4000,
        rows=5,
        help_text="Who isn’t safe, what you have seen or read, and when.",
    )
    needed = LongTextField("What must happen now?", max_length=4000, rows=3, required=False)


class AnswerAlertForm(PortalForm):
    """What was discussed on a stage of an alert, and what came of it."""

    discussed_on = DateField("When was it discussed?", not_after="today")
    summary = LongTextField(
        "What was discussed, and with whom?", max_length=4000, rows=5, help_text="What was done, and by whom."
    )
    verdict = ChoiceField("Is it resolved?", [(YES, "Yes, everyone is safe"), (NO, "No, not yet")])
    outcome = LongTextField(
        "What came of it?",
        max_length=4000,
        rows=4,
        required=False,
        help_text="What makes you sure that everyone is safe.",
    )
    reason = LongTextField("Why isn’t it resolved?", max_length=4000, rows=4, required=False)

    reveals = {"verdict": {YES: ("outcome",), NO: ("reason",)}}
    marks_no_optional = True

    def clean(self) -> dict[str, Any]:
        """Resolved with what came of it, or not and why."""
        said = super().clean()
        if said.get("verdict") == YES and not said.get("outcome"):
            self.add_error("outcome", "Write what came of it.")
        if said.get("verdict") == NO and not said.get("reason"):
            self.add_error("reason", "Say why it isn’t resolved.")
        return said

    def answered(self) -> dict[str, Any]:
        """As the action takes it."""
        said = dict(self.cleaned_data)
        is_resolved = said.pop("verdict") == YES
        return {**said, "is_resolved": is_resolved}


class _Climb(PortalForm):
    """Where the next step is for exceptional circumstances, the form asks whether they are."""

    def __init__(self, *args: Any, following: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if following is not None and following.only_exceptionally:
            self.fields["is_exceptional"] = TickField(
                "The circumstances are exceptional, as the reasons say", required=True
            )


class ClimbAlertForm(_Climb):
    """Why an alert goes on to the next stage."""

    reason = LongTextField(
        "Why does it go on?",
        max_length=4000,
        rows=4,
        help_text="What is still unsafe, and what whoever has it next must decide or do.",
    )


class ChallengeForm(PortalForm):
    """The written response to a grade (WAL-12)."""

    response = LongTextField("What do you disagree with, and why?", max_length=10_000, rows=6)
    criteria = LongTextField(
        "Which grading criteria does it rest on?",
        max_length=4000,
        rows=4,
        help_text="Quote them: what the grade that you think right takes is beside this page.",
    )
    evidence = LongTextField(
        "What is the evidence of the work?",
        max_length=10_000,
        rows=6,
        help_text="Where it is on the record: which visits, assessments, plans, with their dates.",
    )
    file = CheckedUploadField("A document that shows it", required=False)


class MeetingForm(PortalForm):
    """When auditor, practitioner and manager met, and what was said."""

    met_on = DateField("When did auditor, practitioner and manager meet?", not_after="today")
    summary = LongTextField(
        "Summary of the discussion",
        max_length=10_000,
        rows=6,
        required=False,
        help_text="It can follow with the outcome, in the time that the procedure gives.",
    )


class SettleForm(GradeForm):
    """The grade that stands after the meeting, amended or not."""

    summary = LongTextField("Summary of the discussion", max_length=10_000, rows=6)
    outcome = LongTextField(
        "The outcome and its reason",
        max_length=4000,
        rows=4,
        help_text="It stands in the grade history and in the amended report.",
    )
    field_order = ("summary", "grade", "outcome")


class GoFormalForm(PortalForm):
    """Why the meeting didn't resolve it."""

    summary = LongTextField(
        "Summary of the discussion",
        max_length=10_000,
        rows=6,
        required=False,
        help_text="Leave it empty only where the meeting didn’t take place; then say so in the reasons.",
    )
    reason = LongTextField("What is still in dispute, and why?", max_length=4000, rows=4)


class TakeOnForm(_Climb):
    """What one step of the formal process came to: not resolved, with the reasons."""

    discussed_on = DateField("When was it discussed?", not_after="today")
    summary = LongTextField("What was discussed, and with whom?", max_length=4000, rows=5)
    was_audited_again = TickField("The record was audited independently")
    reason = LongTextField("Why isn’t it resolved here?", max_length=4000, rows=4)


class DecideForm(GradeForm):
    """The grade that is decided on a step of the formal process."""

    discussed_on = DateField("When was it discussed?", not_after="today")
    summary = LongTextField("What was discussed, and with whom?", max_length=4000, rows=5)
    was_audited_again = TickField("The record was audited independently")
    outcome = LongTextField(
        "The written response: what you decide, and why",
        max_length=4000,
        rows=5,
        help_text="It stands in the grade history and in the amended report.",
    )
    sections = (
        Section("", ("discussed_on", "summary", "was_audited_again")),
        Section("", ("grade", "outcome")),
    )
