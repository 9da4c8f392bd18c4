"""The form of one section of an audit, drawn from the framework's tool (LEE-11).

Nothing in it is required: what is missing stands in the way of completing the audit, not of saving half of it.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from audits.forms.actions import ActionRow
from audits.models import Audit
from audits.writing.answers import WORDS, Answers
from qa_portal.forms import ChoiceField, DateField, LongTextField, PortalForm, RowTable, TextField
from qa_portal.forms.values import Values
from qa_portal.frameworks.policy import AuditSection, Question, Scale
from qa_portal.frameworks.vocabulary import AnswerKind

#: The option of a question that doesn't apply.
NOT_APPLICABLE = "na"

#: What stands beside the answer under the question's id: the comment, why it doesn't apply, the grade given again.
WORDS_OF, WHY_NOT, AFTER = "-words", "-na", "-after"

_forms: OrderedDict[tuple[Any, ...], type[SectionForm]] = OrderedDict()
_MOST_FORMS = 64


class SectionForm(PortalForm):
    """The base of every section's form; its fields are made of the tool's questions."""

    marks_no_optional = True
    questions: tuple[Question, ...] = ()
    scale: Scale | None = None

    actions = RowTable(
        ActionRow,
        noun="action",
        offers_row=False,
        legend="Actions from this section",
        hint="What is to change, by whom and by when. An urgent action starts as soon as it is saved; the others "
        "when the audit is returned to the team.",
    )

    def __init__(self, *args: Any, owners: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        self.owners = list(owners)
        super().__init__(*args, **kwargs)

    def row_form_kwargs(self) -> dict[str, Any]:
        """The questions that an action can answer, and who can do it."""
        return {"questions": [(q.id, q.text) for q in self.questions], "owners": self.owners}

    def answers(self) -> dict[str, dict[str, Any]]:
        """What the valid form gives, by the question's id, as ``write_section`` takes it."""
        return {question.id: self._answer(question) for question in self.questions}

    def _answer(self, question: Question) -> dict[str, Any]:
        data, key = self.cleaned_data, question.id
        given: dict[str, Any] = {}
        if key + WORDS_OF in data:
            given["words"] = data[key + WORDS_OF]
        if question.answer == AnswerKind.TEXT:
            return {"words": data[key]}
        if key in data:
            said = data[key]
            applies = said != NOT_APPLICABLE
            given["not_applicable_because"] = "" if applies else data.get(key + WHY_NOT, "")
            given |= self._judgement(question, said if applies else "", "")
            if question.answer == AnswerKind.DATE:
                given["value"] = said.isoformat() if said else ""
            if not applies:
                given |= self._judgement(question, "", "_after")
        if key + AFTER in data and data.get(key) != NOT_APPLICABLE:
            given |= self._judgement(question, data[key + AFTER], "_after")
        return given

    def _judgement(self, question: Question, said: str, suffix: str) -> dict[str, Any]:
        if question.answer == AnswerKind.SCALED:
            point = int(said) if said else None
            grade = str(self.scale.grade_of(point)) if point is not None else ""
            return {f"value{suffix}": grade, f"point{suffix}": point}
        if question.answer == AnswerKind.DATE:
            return {}
        return {f"value{suffix}": said} if not suffix or question.is_judged else {}

    def clean(self) -> dict[str, Any]:
        """What doesn't apply says why."""
        data = super().clean() or self.cleaned_data
        for question in self.questions:
            if data.get(question.id) == NOT_APPLICABLE and not data.get(question.id + WHY_NOT, "").strip():
                self.add_error(question.id + WHY_NOT, f"Say why “{question.text}” doesn’t apply.")
        return data


def section_form(
    audit: Audit, section: AuditSection, *, after: bool, fixed: frozenset[str]
) -> type[SectionForm]:
    """The form of a section; made once for each version of the tool.

    ``after`` asks for the grades after the conversation beside the first ones; ``fixed`` are the questions whose first
    grade stands, because the conversation has been held since (WAL-06).
    """
    key = (audit.framework.digest, audit.tool_key, section.key, after, fixed)
    form = _forms.get(key)
    if form is None:
        form = _forms[key] = _made(section, audit.policy.scale, after, fixed)
        while len(_forms) > _MOST_FORMS:
            _forms.popitem(last=False)
    return form


def form_of_section(section: AuditSection, scale: Scale) -> type[SectionForm]:
    """The form of a section as it is first shown, for a tool that is still being edited."""
    return _made(section, scale, False, frozenset())


def _made(section: AuditSection, scale: Scale, after: bool, fixed: frozenset[str]) -> type[SectionForm]:
    fields: dict[str, Any] = {}
    reveals: dict[str, dict[str, tuple[str, ...]]] = {}
    for question in section.questions:
        key = question.id
        if key not in fixed:
            fields[key] = _field(question, scale)
        if question.may_not_apply and key not in fixed:
            fields[key + WHY_NOT] = TextField("Why doesn’t it apply?", max_length=500, required=False)
            reveals[key] = {NOT_APPLICABLE: (key + WHY_NOT,)}
        if after and question.is_judged:
            fields[key + AFTER] = ChoiceField(
                f"After the conversation: {question.text}", grades(question, scale), required=False
            )
        if question.answer not in (AnswerKind.TEXT, AnswerKind.DATE):
            fields[key + WORDS_OF] = LongTextField(_asks(question), max_length=10_000, rows=3, required=False)
    made: type[SectionForm] = type(
        "SectionForm",
        (SectionForm,),
        {
            **fields,
            "questions": section.questions,
            "scale": scale,
            "reveals": reveals,
            "__module__": __name__,
        },
    )
    made.base_fields = _Shared(made.base_fields)
    return made


class _Shared(dict):
    """Fields that every form of a section has in common: none of them is required or changed, so none is copied."""

    def __deepcopy__(self, memo: Any) -> dict[str, Any]:
        return dict(self)


def _field(question: Question, scale: Scale) -> Any:
    if question.answer == AnswerKind.TEXT:
        return LongTextField(question.text, max_length=10_000, rows=4, required=False)
    if question.answer == AnswerKind.DATE:
        return DateField(question.text, required=False)
    choices = grades(question, scale)
    if question.may_not_apply:
        choices = [*choices, (NOT_APPLICABLE, "Not applicable")]
    return ChoiceField(question.text, choices, required=False)


def grades(question: Question, scale: Scale) -> list[tuple[str, str]]:
    """What a question can be answered with."""
    if question.answer == AnswerKind.SCALED:
        return [(str(point), str(point)) for point in scale.points]
    if question.answer == AnswerKind.GRADED:
        return [(str(band.grade), band.label) for band in scale.bands]
    return [
        pair for pair in WORDS.items() if question.answer == AnswerKind.YES_PARTLY_NO or pair[0] != "partly"
    ]


def _asks(question: Question) -> str:
    if question.is_judged:
        return "Why this grade? What did you see, and where on the record?"
    return "What did you find?"


def values_of(section: AuditSection, answers: Answers, fixed: frozenset[str]) -> Values | Mapping[str, Any]:
    """What is stored, as the form's fields show it."""
    values: dict[str, Any] = {}
    for question in section.questions:
        answer, key = answers.get(question.id), question.id
        if answer is None:
            continue
        values[key + WORDS_OF] = answer.words
        values[key + WHY_NOT] = answer.not_applicable_because
        if question.answer == AnswerKind.TEXT:
            values[key] = answer.words
        elif not answer.applies:
            values[key] = NOT_APPLICABLE
        elif question.answer == AnswerKind.SCALED:
            values[key] = "" if answer.point is None else str(answer.point)
            values[key + AFTER] = "" if answer.point_after is None else str(answer.point_after)
        elif question.answer == AnswerKind.DATE:
            values[key] = dt.date.fromisoformat(answer.value) if answer.value else None
        else:
            values[key] = answer.value
            values[key + AFTER] = answer.value_after
    return {name: value for name, value in values.items() if name not in fixed}
