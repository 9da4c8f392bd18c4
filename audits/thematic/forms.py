"""What is typed into a thematic review."""

from __future__ import annotations

from typing import Any

from qa_portal.children.staff import PersonField
from qa_portal.forms import DateField, LongTextField, PortalForm, RowTable, Section, SelectField, TextField


class PrepareForm(PortalForm):
    """What is agreed before it begins: theme, tool, question framework (KNO-19)."""

    tool_key = SelectField("Which tool is each case reviewed with?", [])
    theme_agreed_on = DateField("When was the theme agreed?", not_after="today", required=False)
    questions = LongTextField(
        "The question framework",
        max_length=6000,
        rows=8,
        required=False,
        help_text="What the pair asks each worker, question by question.",
    )
    questions_agreed_on = DateField(
        "When was the question framework agreed?", not_after="today", required=False
    )
    sections = (
        Section("Theme and tool", ("tool_key", "theme_agreed_on")),
        Section("Question framework", ("questions", "questions_agreed_on")),
    )

    def __init__(self, *args: Any, tools: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tool_key"].choices = [("", ""), *tools]


class CaseRow(PortalForm):
    """One case, and its pair of auditors."""

    reference = TextField("Record", max_length=20, width=10, help_text="Its reference.")
    first = PersonField("First auditor", help_text="Writes the audit.")
    second = PersonField("Second auditor", help_text="Looks at it with them.")


class CasesForm(PortalForm):
    """The cases of a review (KNO-07)."""

    cases = RowTable(CaseRow, noun="case", legend="Cases", most=60)
    marks_no_optional = True


class NothingForm(PortalForm):
    """A step that takes nothing with it."""


class FeedbackForm(PortalForm):
    """The feedback session (KNO-19)."""

    feedback_on = DateField("When was it?", not_after="today")
    feedback_with = LongTextField(
        "Who took part, and what was said?",
        max_length=4000,
        rows=4,
        help_text="All workers and managers. Name no child.",
    )


class EndorseForm(PortalForm):
    """What the unit says of the analysis."""

    words = LongTextField("What do you say of the analysis?", max_length=4000, rows=4)


class BoardForm(PortalForm):
    """What a board decided."""

    examined_on = DateField("When did it examine the report?", not_after="today")
    decision = LongTextField("What did it decide?", max_length=4000, rows=4)


class CelebrateForm(PortalForm):
    """Why a case is celebrated."""

    celebrated_on = DateField("When was it celebrated?", not_after="today")
    celebrated = LongTextField(
        "What is to be learnt from it?", max_length=2000, rows=4, help_text="For training: name nobody."
    )
