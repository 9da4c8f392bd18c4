"""The forms in which an audit tool is edited: a section with its questions, and a tool copied as another one."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator

from qa_portal.forms import LongTextField, PortalForm, RowTable, SelectField, TextField, TickField
from qa_portal.frameworks.policy import AuditSection, CycleTool, Question, Scale
from qa_portal.frameworks.tools import Edited, row_number
from qa_portal.frameworks.vocabulary import AnswerKind, Measures

LONGEST_PLACE = 3
"""Digits that a place in a section may have."""

NO_CONDITION = [("yes", "Yes, always"), ("no", "No")]


def kinds_of(tool: CycleTool, scale: Scale) -> list[tuple[str, str]]:
    """How a question of this tool can be answered: a compliance check has no grades, not every scale has points."""
    left_out: set[AnswerKind] = set() if scale.has_points else {AnswerKind.SCALED}
    if tool.measures == Measures.COMPLIANCE:
        left_out |= {AnswerKind.SCALED, AnswerKind.GRADED}
    return [(kind.value, kind.label) for kind in AnswerKind if kind not in left_out]


class QuestionRow(PortalForm):
    """One question. How a question is answered that was asked before stays as it is: another way asks another
    question."""

    marks_no_optional = True

    place = TextField(
        "Place in the section",
        max_length=LONGEST_PLACE,
        required=False,
        width=3,
        help_text="1 for the first. Left out: after the others.",
        validators=[RegexValidator(r"^[1-9][0-9]*$", "Give the place as a number, such as 1.")],
    )
    text = LongTextField("The question", max_length=2000, rows=2)
    hint = LongTextField("What to think of when answering", max_length=2000, rows=2, required=False)
    lines = LongTextField(
        "Key lines of enquiry", max_length=6000, rows=4, required=False, help_text="One on each line."
    )
    answer = SelectField("How it is answered", [])
    mandatory = SelectField("Must it be answered?", [*NO_CONDITION, ("when", "On the condition it has")])
    comment = TickField("A grade needs a comment that explains it", required=False)
    may_not_apply = TickField("It can be answered with “not applicable”, with the reason", required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = kinds


class ToolSectionForm(PortalForm):
    """A section of a tool: its heading, its questions, and what changes by that."""

    marks_no_optional = True

    title = TextField("Heading of the section", max_length=200)
    about = LongTextField("What it looks at", max_length=2000, rows=2, required=False)
    questions = RowTable(QuestionRow, noun="question", legend="Questions", most=40)
    changes = LongTextField(
        "What changes, and why?",
        max_length=2000,
        rows=2,
        help_text="It stands in the version table of the procedure.",
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(*args, **kwargs)

    def row_form_kwargs(self) -> dict[str, Any]:
        """How the questions of this tool can be answered."""
        return {"kinds": self.kinds}

    def clean_with_tables(self) -> None:
        """A question that was asked before keeps how it is answered, and only one that had a condition keeps it."""
        for row in self.tables["questions"].rows:
            if not row.form.is_valid():
                continue
            before: dict[str, Any] | None = row.given
            said = row.form.cleaned_data
            if before and said["answer"] != before["answer"]:
                row.form.add_error(
                    "answer",
                    "Answers to this question are counted over years. Take it out, and add another question that is "
                    "answered otherwise.",
                )
            if said["mandatory"] == "when" and not (before and before["condition"]):
                row.form.add_error("mandatory", "This question has no condition: choose yes or no.")

    def edited(self, section: AuditSection | None) -> list[Edited]:
        """The questions of the valid form, in their new order."""
        rows = [(row["id"], row) for row in self.cleaned_data["questions"]]
        ids = ids_in(section)
        return [edited(row, ids.get(number)) for number, row in in_order(rows, section)]


def ids_in(section: AuditSection | None) -> dict[int, str]:
    """The number of each row of a section's form, and the id of its question."""
    return {row_number(question.id): question.id for question in section.questions} if section else {}


def in_order(rows: list[tuple[int | None, dict[str, Any]]], section: AuditSection | None) -> list[Any]:
    """Rows (number and values) in their new order: those that were given another place stand there, the others keep
    their order around them; a new one without a place comes last."""
    places = {number: str(place) for place, number in enumerate(ids_in(section), start=1)}
    ordered, moved = [], []
    for number, row in rows:
        place = str(row.get("place") or "")
        is_place = place.isascii() and place.isdigit() and len(place) <= LONGEST_PLACE
        is_moved = is_place and place != places.get(number)
        (moved if is_moved else ordered).append((number, row))
    for each in sorted(moved, key=lambda each: int(each[1]["place"])):
        ordered.insert(int(each[1]["place"]) - 1, each)
    return ordered


def edited(row: dict[str, Any], question_id: str | None) -> Edited:
    """A row of the form as an edited question."""
    return Edited(
        id=question_id,
        text=row["text"].strip(),
        hint=row["hint"].strip(),
        answer=row["answer"],
        lines=tuple(line.strip() for line in row["lines"].splitlines() if line.strip()),
        mandatory=row["mandatory"],
        comment=bool(row["comment"]),
        may_not_apply=bool(row["may_not_apply"]),
    )


def values_of(section: AuditSection | None) -> dict[str, Any]:
    """A section as its form shows it."""
    if section is None:
        return {}
    return {
        "title": section.title,
        "about": section.about or "",
        "questions": [_row(number, question) for number, question in enumerate(section.questions, start=1)],
    }


def _row(number: int, question: Question) -> dict[str, Any]:
    when = question.mandatory_when
    return {
        "id": row_number(question.id),
        "place": str(number),
        "text": question.text,
        "hint": question.hint or "",
        "lines": "\n".join(question.lines),
        "answer": question.answer.value,
        "mandatory": "yes" if question.mandatory else "when" if when else "no",
        "comment": question.comment,
        "may_not_apply": question.may_not_apply,
        "condition": when,
        "question_id": question.id,
    }


class CopyToolForm(PortalForm):
    """A tool copied as another one, to be edited then."""

    title = TextField("Name of the new tool", max_length=200)
    about = LongTextField("What it is for, and where its questions come from", max_length=2000, rows=3)
    changes = LongTextField(
        "Why is it added?",
        max_length=2000,
        rows=2,
        help_text="It stands in the version table of the procedure.",
    )
