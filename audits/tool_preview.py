"""A section of a tool as its form will look, drawn by what draws the form itself; nothing of it is ever saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from audits.forms.section import form_of_section
from audits.forms.tools import edited
from audits.shown import QuestionShown, shown
from qa_portal.frameworks.policy import AuditSection, CycleTool, Question, Scale
from qa_portal.frameworks.tools import row_number, with_section

_NOT_READY = {"text": "", "hint": "", "lines": "", "comment": "", "may_not_apply": "", "place": ""}


def preview_of(section: AuditSection, scale: Scale) -> list[QuestionShown]:
    """The questions of a section, each as it will look."""
    form = form_of_section(section, scale)(auto_id="preview_%s", prefix="preview")
    return [shown(question, number, form, scale, None) for number, question in enumerate(section.questions, 1)]


def typed_section(tool: CycleTool, key: str | None, typed: dict[str, Any]) -> AuditSection | None:
    """The section as it stands in a form that is being typed, half-ready rows left out; None for nothing yet."""
    before = tool.section(key).questions if key else ()
    ids = {row_number(question.id): question.id for question in before}
    rows = sorted(enumerate(typed["questions"]), key=_place)
    ready = [_edited(row, ids) for _, row in rows if row.get("text", "").strip() and not row.get("removed")]
    try:
        changed = with_section(
            tool, key, title=typed["title"] or "New section", about=typed["about"], questions=ready, taken=()
        )
    except ValueError:
        return None
    known = {section.key for section in tool.sections}
    return next((s for s in changed.sections if s.key == key or (key is None and s.key not in known)), None)


def _place(numbered: tuple[int, dict[str, Any]]) -> tuple[int, int]:
    number, row = numbered
    place = row.get("place", "")
    return (int(place) if place.isdigit() and len(place) < 4 else 1000, number)


def _edited(row: dict[str, Any], ids: dict[int, str]) -> Any:
    key = row["key"]
    return edited({**_NOT_READY, **row}, ids.get(int(key)) if key.isdigit() else None)
