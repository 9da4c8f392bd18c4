"""The form of an audit, drawn from the framework's tool."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from audits.queries import ANSWERS
from qa_portal.forms import ChoiceField, LongTextField, PortalForm, Section
from qa_portal.frameworks.policy import AuditTool

#: Answers that ask for a word of what was found.
_EXPLAINED = ("partly", "no")


@lru_cache(maxsize=32)
def form_for(tool: AuditTool) -> type[PortalForm]:
    """The form of a tool: one field for each question under its stable id, in the tool's sections.

    Nothing is required: what is missing stands in the way of completing the review, not of saving.
    """
    fields: dict[str, Any] = {}
    reveals: dict[str, dict[str, tuple[str, ...]]] = {}
    for question in tool.questions:
        if question.answer == "yes_partly_no":
            fields[question.id] = ChoiceField(
                question.text, list(ANSWERS.items()), required=False, help_text=question.hint or ""
            )
            reveals[question.id] = {}
            for answer in _EXPLAINED:
                name = f"{question.id}-{answer}"
                fields[name] = LongTextField("What did you find?", max_length=2000, rows=2, required=False)
                reveals[question.id][answer] = (name,)
        else:
            fields[question.id] = LongTextField(
                question.text, max_length=5000, rows=3, required=False, help_text=question.hint or ""
            )
    sections = tuple(
        Section(section.title, tuple(question.id for question in section.questions))
        for section in tool.sections
    )
    return type(
        "PlanningAuditForm",
        (PortalForm,),
        {**fields, "sections": sections, "reveals": reveals, "marks_no_optional": True},
    )


def to_values(tool: AuditTool, answers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Stored answers as the form's values."""
    values = {}
    for question in tool.questions:
        given = answers.get(question.id, {})
        values[question.id] = given.get("answer", "")
        if question.answer == "yes_partly_no":
            for answer in _EXPLAINED:
                values[f"{question.id}-{answer}"] = (
                    given.get("comment", "") if given.get("answer") == answer else ""
                )
    return values


def to_answers(tool: AuditTool, cleaned: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the form gave as answers to be stored."""
    answers = {}
    for question in tool.questions:
        answer = cleaned.get(question.id, "")
        comment = cleaned.get(f"{question.id}-{answer}", "")
        answers[question.id] = {"answer": answer, **({"comment": comment} if comment else {})}
    return answers
