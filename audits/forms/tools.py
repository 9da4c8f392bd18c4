"""The forms in which an audit tool is edited: a section with its questions, the tool itself, and a tool copied as
another one."""

from __future__ import annotations

from typing import Any

from audits.forms.tool_questions import LONGEST_PLACE, TAKES, Offers, QuestionRow, edited, row_of
from qa_portal.forms import LongTextField, MultipleChoiceField, PortalForm, RowTable, TextField
from qa_portal.frameworks.contradictions import contradictions
from qa_portal.frameworks.policy import AuditSection, CycleTool, Scale
from qa_portal.frameworks.tools import Edited, row_number, with_section
from qa_portal.frameworks.vocabulary import Grade

#: Beside which field of a question stands what contradicts itself in a part of it.
_BESIDE = {
    "mandatory_when": "when_question",
    "is_one_of": "when_answers",
    "descriptors": TAKES + Grade.values[0],
}


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

    def __init__(
        self,
        *args: Any,
        tool: CycleTool,
        scale: Scale,
        section: AuditSection | None,
        offers: Offers,
        **kwargs: Any,
    ) -> None:
        self.tool, self.scale, self.section, self.offers = tool, scale, section, offers
        super().__init__(*args, **kwargs)

    def row_form_kwargs(self) -> dict[str, Any]:
        """What the questions of this tool can be given."""
        return {"offers": self.offers}

    def clean_with_tables(self) -> None:
        """Each question by itself, then what contradicts itself in the tool as it would be: each beside its field."""
        rows = self.tables["questions"].rows
        for row in rows:
            if row.form.is_valid():
                row.form.judge(row.given)
        if not self.errors and not any(row.form.errors for row in rows):
            self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        key = self.section.key if self.section else None
        in_place = [row for _, row in self._in_order()]
        try:
            changed = with_section(
                self.tool,
                key,
                title=self.cleaned_data["title"],
                about=self.cleaned_data["about"],
                questions=self.edited(),
                taken=(),
            )
        except ValueError:
            return  # nothing would be left of the tool: saving says so
        here = next((n for n, each in enumerate(changed.sections) if each.key == key), None)
        here = len(changed.sections) - 1 if key is None else here
        for path, says, instead in contradictions({"tools": (changed,), "scale": self.scale}):
            sentence = f"{says[0].upper()}{says[1:]}. {instead}"
            if here is None or path[2:5] != ("sections", here, "questions"):
                self.add_error(None, sentence)
                continue
            form = in_place[path[5]].form
            named = [_BESIDE.get(step, step) for step in path[:5:-1] if isinstance(step, str)]
            form.add_error(next((name for name in named if name in form.fields), "text"), sentence)

    def _in_order(self) -> list[tuple[int | None, Any]]:
        """The rows of the valid form in the new order of their questions, each with its number."""
        rows = self.tables["questions"].rows
        keyed = [
            (None if row.is_new else int(row.key), {**row.form.cleaned_data, "row": row}) for row in rows
        ]
        return [(number, said["row"]) for number, said in in_order(keyed, self.section)]

    def edited(self) -> list[Edited]:
        """The questions of the valid form, in their new order."""
        ids = ids_in(self.section)
        return [edited(row.form.cleaned_data, ids.get(number)) for number, row in self._in_order()]


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


def values_of(section: AuditSection | None) -> dict[str, Any]:
    """A section as its form shows it."""
    if section is None:
        return {}
    return {
        "title": section.title,
        "about": section.about or "",
        "questions": [row_of(number, question) for number, question in enumerate(section.questions, start=1)],
    }


class ToolForm(PortalForm):
    """What a tool is called, what it is for, and what is asked of the whole."""

    marks_no_optional = True

    title = TextField("Name of the tool", max_length=200)
    about = LongTextField("What it is for, and where its questions come from", max_length=2000, rows=3)
    overall_text = LongTextField("The question of the overall grade", max_length=2000, rows=2)
    improvement_plan_after = MultipleChoiceField(
        "After which overall grades must an action follow?", [], required=False
    )
    changes = LongTextField(
        "What changes, and why?",
        max_length=2000,
        rows=2,
        help_text="It stands in the version table of the procedure.",
    )

    def __init__(self, *args: Any, tool: CycleTool, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["improvement_plan_after"].choices = [
            (str(band.grade), band.label) for band in scale.bands
        ]
        if not tool.overall:
            del self.fields["overall_text"], self.fields["improvement_plan_after"]

    def edited(self, tool: CycleTool) -> CycleTool:
        """The tool as the valid form has it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "changes"}
        if tool.overall:
            chosen = said["improvement_plan_after"]
            said["improvement_plan_after"] = tuple(grade for grade in Grade if grade in chosen)
        return tool.model_copy(update=said)


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
