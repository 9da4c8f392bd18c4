"""A section of a tool as its form will look, drawn by what draws the form itself; nothing of it is ever saved."""

from __future__ import annotations

from typing import Any

from audits.forms.section import form_of_section
from audits.forms.tool_questions import edited, kinds_of
from audits.forms.tools import ids_in, in_order
from audits.writing.shown import QuestionShown, shown
from qa_portal.frameworks.policy import AuditSection, CycleTool, Scale
from qa_portal.frameworks.tools import with_section
from qa_portal.frameworks.vocabulary import AnswerKind

_NOT_READY = {"text": "", "hint": "", "lines": "", "comment": "", "may_not_apply": "", "place": ""}


def preview_of(section: AuditSection, scale: Scale) -> list[QuestionShown]:
    """The questions of a section, each as it will look."""
    form = form_of_section(section, scale)(auto_id="preview_%s", prefix="preview")
    return [
        shown(question, number, form, scale, None) for number, question in enumerate(section.questions, 1)
    ]


def typed_section(
    tool: CycleTool, scale: Scale, key: str | None, typed: dict[str, Any]
) -> AuditSection | None:
    """The section as it stands in a form that is being typed, half-ready rows left out; None for nothing yet."""
    section = tool.section(key) if key else None
    known = {kind for kind, _ in kinds_of(tool, scale)}
    rows = [
        (int(row["key"]) if row["key"].isdigit() else None, row)
        for row in typed["questions"]
        if not row.get("removed") and row["text"].strip() and row["answer"] in known
    ]
    ids = ids_in(section)
    ready = [edited({**_NOT_READY, **row}, ids.get(number)) for number, row in in_order(rows, section)]
    try:
        changed = with_section(
            tool, key, title=typed["title"] or "New section", about=typed["about"], questions=ready, taken=()
        )
    except ValueError:
        return None
    before = {section.key for section in tool.sections}
    found = (s for s in changed.sections if s.key == key or (key is None and s.key not in before))
    return next(map(_drawable, found), None)


def _drawable(section: AuditSection) -> AuditSection:
    """The section without what saving will refuse and nothing can draw: a text that may not apply."""
    free = (AnswerKind.TEXT, AnswerKind.DATE)
    questions = (
        question.model_copy(update={"may_not_apply": question.may_not_apply and question.answer not in free})
        for question in section.questions
    )
    return section.model_copy(update={"questions": tuple(questions)})
