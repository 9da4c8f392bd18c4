"""A question as a page shows it while it is answered: the scale in its bands, descriptors, lines, comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audits.forms.section import AFTER, NOT_APPLICABLE, WHY_NOT, WORDS_OF
from audits.models import Answer
from audits.writing.answers import graded, tone_of
from qa_portal.frameworks.policy import Question, Scale
from qa_portal.frameworks.vocabulary import AnswerKind


@dataclass(frozen=True)
class Option:
    """One radio button; the first of a question is the one that an error leads to."""

    value: str
    label: str
    name: str
    id: str
    is_chosen: bool
    spoken: str = ""
    is_first: bool = False


@dataclass(frozen=True)
class BandShown:
    """A grade with its options (its points, or itself) and what it takes."""

    label: str
    tone: str
    options: tuple[Option, ...]
    descriptor: str
    span: str = ""


@dataclass(frozen=True)
class QuestionShown:
    """One question with everything that stands around it. Fields are None where they aren't asked for."""

    question: Question
    number: int
    field: Any
    bands: tuple[BandShown, ...]
    bands_after: tuple[BandShown, ...]
    after: Any
    words: Any
    why_not: Any
    not_applicable: Option | None
    has_own_descriptors: bool
    stands: str
    stands_tone: str
    comments: tuple[Any, ...]

    @property
    def kind(self) -> str:
        """How it is answered."""
        return str(self.question.answer)

    @property
    def is_judged(self) -> bool:
        """Whether it is a grade or a point on the scale."""
        return self.question.is_judged

    @property
    def asks_for_descriptors(self) -> bool:
        """Whether what each grade takes is said for the page as a whole, and not with the question."""
        return self.is_judged and not self.has_own_descriptors

    @property
    def is_open(self) -> bool:
        """Whether the note of a yes or no is shown at once."""
        return bool(self.question.comment or (self.words and (self.words.value() or self.words.errors)))


def shown(
    question: Question,
    number: int,
    form: Any,
    scale: Scale,
    answer: Answer | None,
    comments: Iterable[Any] = (),
) -> QuestionShown:
    """A question of a section's form; ``answer`` is what is stored, for a first grade that stands."""
    key = question.id
    field = form[key] if key in form.fields else None
    after = form[key + AFTER] if key + AFTER in form.fields else None
    is_fixed = field is None and answer is not None
    return QuestionShown(
        question=question,
        number=number,
        field=field,
        bands=bands(question, scale, field),
        bands_after=bands(question, scale, after),
        after=after,
        words=form[key + WORDS_OF] if key + WORDS_OF in form.fields else None,
        why_not=form[key + WHY_NOT] if key + WHY_NOT in form.fields else None,
        not_applicable=_not_applicable(question, field),
        has_own_descriptors=bool(question.descriptors),
        stands=graded(scale, answer.value, answer.point) if is_fixed and answer else "",
        stands_tone=tone_of(answer.value) if is_fixed and answer else "",
        comments=tuple(comments),
    )


def bands(question: Question, scale: Scale, field: Any) -> tuple[BandShown, ...]:
    """The options of a judged question in the bands of the scale, lowest first; () where nothing is judged."""
    if field is None or not question.is_judged:
        return ()
    own = {str(each.grade): each.text for each in question.descriptors}
    chosen, name, first = str(field.value() or ""), field.html_name, field.auto_id
    found, number = [], 0
    for band in scale.bands:
        if question.answer == AnswerKind.SCALED:
            values = [
                (str(point), str(point), f", {band.label}") for point in range(band.lowest, band.highest + 1)
            ]
            span = f"{band.lowest} to {band.highest}"
        else:
            values, span = [(str(band.grade), band.label, "")], ""
        options = []
        for value, label, spoken in values:
            chosen_one = value == chosen
            options.append(Option(value, label, name, f"{first}_{number}", chosen_one, spoken, not number))
            number += 1
        found.append(
            BandShown(
                band.label,
                tone_of(band.grade),
                tuple(options),
                own.get(str(band.grade), band.descriptor),
                span,
            )
        )
    return tuple(found)


def _not_applicable(question: Question, field: Any) -> Option | None:
    if field is None or not question.may_not_apply:
        return None
    number = len(field.field.choices) - 1
    return Option(
        NOT_APPLICABLE,
        "Not applicable",
        field.html_name,
        f"{field.auto_id}_{number}",
        str(field.value() or "") == NOT_APPLICABLE,
    )
