"""One question of an audit tool in a form: what can be said of it, read from the tool and given back as edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.validators import RegexValidator

from qa_portal.forms import (
    LongTextField,
    MultipleChoiceField,
    PortalForm,
    Section,
    SelectField,
    TextField,
    TickField,
)
from qa_portal.frameworks.contradictions.tools import FEW_ANSWERS
from qa_portal.frameworks.policy import CycleTool, Question, Scale
from qa_portal.frameworks.tools import Edited, row_number
from qa_portal.frameworks.vocabulary import AnswerKind, Grade, Measures

LONGEST_PLACE = 3
"""Digits that a place in a section may have."""

TAKES = "takes_"
WHEN = "when"
FREE_WORDS = {"yes": "Yes", "partly": "Partly", "no": "No"}


@dataclass(frozen=True)
class Offers:
    """What a question of a tool can be given: kinds of answer, questions to depend on with their answers, grades."""

    kinds: list[tuple[str, str]]
    questions: list[tuple[str, str]]
    answers: list[tuple[str, str]]
    grades: list[tuple[str, str]]


def offers_of(tool: CycleTool, scale: Scale) -> Offers:
    """What the questions of this tool can be given, in the words of its procedure."""
    few = [question for question in tool.questions if question.answer in FEW_ANSWERS]
    grades = [(str(band.grade), band.label) for band in scale.bands]
    possible = {answer for question in few for answer in FEW_ANSWERS[question.answer]}
    words = [*FREE_WORDS.items(), *grades]
    return Offers(
        kinds=kinds_of(tool, scale),
        questions=[(question.id, _short(question.text)) for question in few],
        answers=[(answer, label) for answer, label in words if answer in possible],
        grades=[] if tool.measures == Measures.COMPLIANCE else grades,
    )


def kinds_of(tool: CycleTool, scale: Scale) -> list[tuple[str, str]]:
    """How a question of this tool can be answered: a compliance check has no grades, not every scale has points."""
    left_out: set[AnswerKind] = set() if scale.has_points else {AnswerKind.SCALED}
    if tool.measures == Measures.COMPLIANCE:
        left_out |= {AnswerKind.SCALED, AnswerKind.GRADED}
    return [(kind.value, kind.label) for kind in AnswerKind if kind not in left_out]


def _short(words: str) -> str:
    return words if len(words) <= 70 else f"{words[:67].rstrip()}…"


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
    mandatory = SelectField(
        "Must it be answered?",
        [("yes", "Yes, always"), ("no", "No"), (WHEN, "On a condition: say below which")],
    )
    comment = TickField("A grade needs a comment that explains it", required=False)
    may_not_apply = TickField("It can be answered with “not applicable”, with the reason", required=False)
    when_question = SelectField(
        "Which question decides?",
        [],
        required=False,
        help_text="One that stands before this one. A question that you add here can be chosen once it is saved.",
    )
    when_answers = MultipleChoiceField("It must be answered after", [], required=False)
    takes_inadequate = LongTextField("Inadequate", max_length=4000, rows=2, required=False)
    takes_requires_improvement = LongTextField(
        "Requires Improvement", max_length=4000, rows=2, required=False
    )
    takes_good = LongTextField("Good", max_length=4000, rows=2, required=False)
    takes_outstanding = LongTextField("Outstanding", max_length=4000, rows=2, required=False)
    action_after = MultipleChoiceField("After which grades?", [], required=False)

    sections = (
        Section("", ("place", "text", "hint", "lines", "answer", "mandatory", "comment", "may_not_apply")),
        Section("The condition on which it must be answered", ("when_question", "when_answers"), folded=True),
        Section(
            "What each grade takes here",
            tuple(TAKES + grade for grade in Grade.values),
            hint="All four, or none: then the scale’s own descriptors stand beside it.",
            folded=True,
        ),
        Section("When an action with owner and date must follow", ("action_after",), folded=True),
    )

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = offers.kinds
        self.fields["when_question"].choices = [("", ""), *offers.questions]
        self.fields["when_answers"].choices = offers.answers
        self.fields["action_after"].choices = offers.grades
        for grade, label in offers.grades:
            self.fields[TAKES + grade].label = label
        if not offers.grades:
            for name in ("action_after", *(TAKES + grade for grade in Grade.values)):
                del self.fields[name]

    def judge(self, before: dict[str, Any] | None) -> None:
        """What a valid row can't say: another way of answering what was asked before, half a condition, some of the
        descriptors. Each is said beside its field."""
        said = self.cleaned_data
        if before and said["answer"] != before["answer"]:
            self.add_error(
                "answer",
                "Answers to this question are counted over years. Take it out, and add another question that is "
                "answered otherwise.",
            )
        if said["mandatory"] == WHEN:
            if not said["when_question"]:
                self.add_error(
                    "when_question", "Choose the question that decides whether it must be answered."
                )
            if not said["when_answers"]:
                self.add_error("when_answers", "Choose the answers after which it must be answered.")
        takes = {name: said[name] for name in said if name.startswith(TAKES)}
        for name in takes if any(takes.values()) else ():
            if not takes[name]:
                self.add_error(name, f"Say what “{self.fields[name].label}” takes, or leave out all four.")


def edited(row: dict[str, Any], question_id: str | None) -> Edited:
    """A row of the form as an edited question."""
    takes = [(grade, (row.get(TAKES + grade) or "").strip()) for grade in Grade.values]
    question, answers = row.get("when_question") or "", tuple(row.get("when_answers") or ())
    return Edited(
        id=question_id,
        text=row["text"].strip(),
        hint=row["hint"].strip(),
        answer=row["answer"],
        lines=tuple(line.strip() for line in row["lines"].splitlines() if line.strip()),
        mandatory=row["mandatory"],
        comment=bool(row["comment"]),
        may_not_apply=bool(row["may_not_apply"]),
        when=(question, answers) if question and answers else None,
        descriptors=tuple((grade, text) for grade, text in takes if text),
        action_after=tuple(grade for grade in Grade.values if grade in (row.get("action_after") or ())),
    )


def row_of(number: int, question: Question) -> dict[str, Any]:
    """A question as its row shows it; ``number`` is its place in the section."""
    when = question.mandatory_when
    return {
        "id": row_number(question.id),
        "place": str(number),
        "text": question.text,
        "hint": question.hint or "",
        "lines": "\n".join(question.lines),
        "answer": question.answer.value,
        "mandatory": "yes" if question.mandatory else WHEN if when else "no",
        "comment": question.comment,
        "may_not_apply": question.may_not_apply,
        "when_question": when.question if when else "",
        "when_answers": list(when.is_one_of) if when else [],
        "action_after": [str(grade) for grade in question.action_after],
        **{TAKES + str(each.grade): each.text for each in question.descriptors},
        "question_id": question.id,
    }
