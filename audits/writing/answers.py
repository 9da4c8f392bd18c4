"""What was answered and what is missing: questions and their answers, for forms, pages, papers and blockers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audits.models import Answer, Audit
from qa_portal.frameworks.policy import AuditSection, Question, Scale
from qa_portal.frameworks.vocabulary import AnswerKind, Grade
from qa_portal.plan.models import Action

#: Answers that aren't a grade, in words.
WORDS = {"yes": "Yes", "partly": "Partly", "no": "No"}

#: What an answer holds that a reviewer writes.
FIELDS = (
    "value",
    "point",
    "value_after",
    "point_after",
    "words",
    "not_applicable_because",
)

Answers = Mapping[str, Answer]


def answers_of(audit: Audit) -> dict[str, Answer]:
    """An audit's answers by the stable id of their question."""
    return {answer.question_id: answer for answer in audit.answers.all()}


def is_answered(question: Question, answer: Answer | None) -> bool:
    """Whether a question has its answer, “not applicable” among them."""
    if answer is None:
        return False
    if answer.not_applicable_because:
        return True
    return bool(answer.words if question.answer == AnswerKind.TEXT else answer.value)


def is_asked(question: Question, answers: Answers) -> bool:
    """Whether a question must be answered: always, or because of what another was answered with."""
    if question.mandatory:
        return True
    when = question.mandatory_when
    other = answers.get(when.question) if when else None
    return other is not None and when is not None and other.applies and other.grade in when.is_one_of


def grade_of(question: Question, answer: Answer | None) -> str:
    """The grade that stands for a judged question; "" where there is none."""
    if answer is None or not question.is_judged or not answer.applies:
        return ""
    return answer.grade


@dataclass(frozen=True)
class Missing:
    """Something that a question still lacks: a sentence, and the id of the field on its section's page."""

    sentence: str
    anchor: str


def missing_in(
    section: AuditSection, answers: Answers, actions: Iterable[Action], *, after: bool
) -> list[Missing]:
    """What a section still lacks (LEE-04, WAL-05, KNO-12).

    ``after`` says that grades are due again, since the conversation has been held (WAL-06).
    """
    has_action = {action.finding for action in actions if action.what and action.due_on}
    found: list[Missing] = []
    for question in section.questions:
        found += _missing_of(question, answers, has_action, after)
    return found


def _missing_of(question: Question, answers: Answers, has_action: set[str], after: bool) -> list[Missing]:
    answer, words = answers.get(question.id), short(question.text)
    first = f"id_{question.id}" + ("" if question.answer in (AnswerKind.TEXT, AnswerKind.DATE) else "_0")
    if not is_answered(question, answer):
        return [Missing(f"Answer “{words}”", first)] if is_asked(question, answers) else []
    assert answer is not None
    if not answer.applies or not question.is_judged:
        return []
    found = []
    if question.comment and not answer.words.strip():
        found.append(Missing(f"Explain the grade of “{words}”", f"id_{question.id}-words"))
    if after and not answer.value_after:
        found.append(Missing(f"Grade “{words}” again, after the conversation", f"id_{question.id}-after_0"))
    if answer.grade in question.action_after and question.id not in has_action:
        found.append(Missing(f"Add an action with its date for “{words}”", "rows-actions"))
    return found


def state_of(section: AuditSection, answers: Answers, missing: list[Missing]) -> str:
    """How far a section is, as a task list says it: to do, started, done; optional where nothing of it is asked for."""
    begun = any(is_answered(question, answers.get(question.id)) for question in section.questions)
    if missing:
        return "started" if begun else "to do"
    return "done" if begun else "optional"


# -- in words ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AnswerInWords:
    """One question with its answer, as a page or a paper shows it."""

    id: str
    text: str
    kind: str
    said: str = ""
    grade: str = ""
    said_after: str = ""
    grade_after: str = ""
    words: str = ""
    not_applicable_because: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether it is a grade or a point on the scale."""
        return self.kind in (AnswerKind.SCALED, AnswerKind.GRADED)

    @property
    def is_given(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.said or self.words or self.not_applicable_because)

    @property
    def has_changed(self) -> bool:
        """Whether the conversation changed the grade (WAL-06)."""
        return bool(self.said_after) and self.said_after != self.said


@dataclass(frozen=True)
class SectionInWords:
    """A section with its answers."""

    key: str
    title: str
    about: str
    answers: tuple[AnswerInWords, ...]


def sections_in_words(audit: Audit) -> list[SectionInWords]:
    """Every question of an audit, answered or not, under the version that it was allocated under (LEE-11)."""
    answers, scale = answers_of(audit), audit.policy.scale
    return [
        SectionInWords(
            section.key,
            section.title,
            section.about or "",
            tuple(in_words(question, answers.get(question.id), scale) for question in section.questions),
        )
        for section in audit.tool.sections
    ]


def in_words(question: Question, answer: Answer | None, scale: Scale) -> AnswerInWords:
    """One answer in words; a grade in the council's own."""
    given = {"id": question.id, "text": question.text, "kind": str(question.answer)}
    if answer is None:
        return AnswerInWords(**given)
    if not answer.applies:
        return AnswerInWords(**given, not_applicable_because=answer.not_applicable_because)
    if question.is_judged:
        return AnswerInWords(
            **given,
            said=graded(scale, answer.value, answer.point),
            grade=answer.value,
            said_after=graded(scale, answer.value_after, answer.point_after),
            grade_after=answer.value_after,
            words=answer.words,
        )
    said = _date_in_words(answer.value) if question.answer == AnswerKind.DATE else answer.value
    return AnswerInWords(**given, said=WORDS.get(said, said), words=answer.words)


def graded(scale: Scale, grade: str, point: int | None) -> str:
    """A grade in the council's words, with its point where it has one: "Good (7)"; "" for none."""
    label = scale.label(grade)
    return f"{label} ({point})" if label and point is not None else label


def tone_of(grade: str) -> str:
    """The tone of a grade's mark; its word always stands beside the colour."""
    return (
        {
            Grade.INADEQUATE: "bad",
            Grade.REQUIRES_IMPROVEMENT: "warn",
            Grade.GOOD: "info",
            Grade.OUTSTANDING: "good",
        }.get(Grade(grade), "plain")
        if grade
        else "quiet"
    )


def short(words: str, most: int = 90) -> str:
    """The beginning of a question or action, for a sentence."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _date_in_words(value: str) -> str:
    import datetime as dt

    from qa_portal.deadlines.words import weekday_date

    return weekday_date(dt.date.fromisoformat(value)) if value else ""
