"""What an audit's report is made of: frozen words, gathered once (MER-05, WAL-06, WAL-09)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from audits.grading import rank_of
from audits.models import Answer, Audit
from qa_portal.deadlines.words import weekday_date
from qa_portal.documents.papers import Fact
from qa_portal.frameworks.policy import Question
from qa_portal.frameworks.vocabulary import AnswerKind
from qa_portal.people.roles import Role
from qa_portal.plan.models import Action
from qa_portal.plan.words import owner_on_paper

YES_NO = {"yes": "Yes", "partly": "Partly", "no": "No"}

#: What became of a grade between two audits, in a word.
BETTER, SAME, LOWER = "Better", "The same", "Lower"


@dataclass(frozen=True)
class GradeBox:
    """A grade as it stands out on paper: its words, and which of the four it is, for the colour beside the word."""

    words: str
    grade: str = ""
    descriptor: str = ""


@dataclass(frozen=True)
class GradeLine:
    """One overall grade that somebody gave."""

    occasion: str
    box: GradeBox
    who: str
    when: str
    reason: str


@dataclass(frozen=True)
class AnswerLine:
    """One question with its answer; where grades were given twice, with the one before the conversation."""

    question: str
    box: GradeBox
    before: str = ""
    words: str = ""
    comment_heading: str = ""


@dataclass(frozen=True)
class SectionOfTool:
    """A section of the tool with its answers."""

    title: str
    answers: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class ActionLine:
    """One action of the plan; ``key`` leads a page to its own, which it has once it has started."""

    key: int | None
    what: str
    success: str
    owner: str
    due: str
    priority: str
    state: str
    is_urgent: bool


@dataclass(frozen=True)
class VoiceLine:
    """What one person of the family said."""

    who: str
    how: str
    words: str
    helped: str


@dataclass(frozen=True)
class CompareLine:
    """One question in two audits, side by side."""

    question: str
    before: GradeBox
    now: GradeBox
    change: str


def box_of(audit: Audit, grade: str, point: int | None = None, *, with_descriptor: bool = False) -> GradeBox:
    """A grade in the council's words."""
    if not grade:
        return GradeBox("Not graded")
    descriptor = audit.policy.scale.band(grade).descriptor if with_descriptor else ""
    return GradeBox(audit.in_words(grade, point), str(grade), descriptor)


def grade_lines(audit: Audit) -> tuple[GradeLine, ...]:
    """Every overall grade that was given, the first first (WAL-13)."""
    return tuple(
        GradeLine(
            given.get_occasion_display(),
            box_of(audit, given.grade, given.point),
            given.given_by.name,
            weekday_date(given.given_at),
            given.reason,
        )
        for given in audit.grades.all()
    )


def what_changed(audit: Audit, lines: tuple[GradeLine, ...]) -> str:
    """What became of the overall grade, in a sentence; a panel's that isn't final stands beside the one that counts."""
    if len(lines) < 2:
        return ""
    first, stands = lines[0], box_of(audit, audit.grade, audit.point)
    if len({line.box.words for line in lines}) == 1:
        times = "twice" if len(lines) == 2 else f"{len(lines)} times"
        return f"It was given {times}, and stayed {first.box.words}."
    words = f"{first.occasion} it was {first.box.words}"
    middle = [f"{_small(line.occasion)} {line.box.words}" for line in lines[1:]]
    return f"{words}; {'; '.join(middle)}. {stands.words} stands."


def sections_of(audit: Audit) -> tuple[SectionOfTool, ...]:
    """Every section of the tool with its answers."""
    answers = {answer.question_id: answer for answer in audit.answers.all()}
    return tuple(
        SectionOfTool(
            section.title,
            tuple(answer_line(audit, question, answers.get(question.id)) for question in section.questions),
        )
        for section in audit.tool.sections
    )


def answer_line(audit: Audit, question: Question, answer: Answer | None) -> AnswerLine:
    """One question as it was answered."""
    if answer is None:
        return AnswerLine(question.text, GradeBox("Not answered"))
    if not answer.applies:
        return AnswerLine(question.text, GradeBox("Not applicable"), words=answer.not_applicable_because)
    if question.is_judged:
        box = _judged(audit, answer)
        first = _judged(audit, answer, before=True)
        before = first.words if answer.value_after and first.words != box.words else ""
        return AnswerLine(question.text, box, before, answer.words)
    if question.answer == AnswerKind.TEXT:
        return AnswerLine(
            question.text, GradeBox("") if answer.words else GradeBox("Not answered"), words=answer.words
        )
    if question.answer == AnswerKind.DATE:
        return AnswerLine(question.text, GradeBox(_day(answer.value)), words=answer.words)
    return AnswerLine(question.text, GradeBox(YES_NO.get(answer.value, "Not answered")), words=answer.words)


def _judged(audit: Audit, answer: Answer, *, before: bool = False) -> GradeBox:
    """The grade that stands, or the one given after reading the record."""
    if before or not answer.value_after:
        return box_of(audit, answer.value, answer.point)
    return box_of(audit, answer.value_after, answer.point_after)


def compare_lines(audit: Audit) -> tuple[CompareLine, ...]:
    """A re-audit and the audit that it repeats, side by side: what both judged (KNO-04, WAL-24)."""
    earlier = audit.re_audit_of
    if earlier is None:
        return ()
    then = {answer.question_id: answer for answer in earlier.answers.all()}
    now = {answer.question_id: answer for answer in audit.answers.all()}
    lines = [
        CompareLine(
            question.text,
            one := _judged(earlier, then[question.id]),
            other := _judged(audit, now[question.id]),
            change_between(one.grade, other.grade),
        )
        for question in audit.tool.questions
        if question.is_judged
        and question.id in then
        and question.id in now
        and then[question.id].applies
        and now[question.id].applies
    ]
    whole = CompareLine(
        audit.tool.overall_text,
        box_of(earlier, earlier.grade, earlier.point),
        box_of(audit, audit.grade, audit.point),
        change_between(earlier.grade, audit.grade),
    )
    return (whole, *lines)


def change_between(before: str, now: str) -> str:
    """What became of a grade: "Better", "The same" or "Lower"; "" where one of them wasn't given."""
    if not before or not now:
        return ""
    one, other = rank_of(before), rank_of(now)
    return BETTER if other > one else LOWER if other < one else SAME


def action_lines(audit: Audit) -> tuple[ActionLine, ...]:
    """The actions that came of it, urgent ones first (MER-10)."""
    kept = [action for action in audit.actions.all() if action.state != Action.State.DROPPED]
    kept.sort(key=lambda action: (not action.is_urgent, action.position, action.pk))
    return tuple(
        ActionLine(
            action.pk if action.state != Action.State.PROPOSED else None,
            action.what,
            action.success,
            owner_on_paper(action, audit.policy.terms),
            weekday_date(action.due_on) or "No date set",
            action.get_priority_display(),
            action.get_state_display(),
            action.is_urgent,
        )
        for action in kept
    )


def voice_lines(audit: Audit) -> tuple[VoiceLine, ...]:
    """What the family said, in their own words (MER-20)."""
    return tuple(
        VoiceLine(
            voice.get_speaker_display(),
            ", ".join(
                part
                for part in (voice.get_way_display(), weekday_date(voice.said_on or voice.recorded_at))
                if part
            ),
            voice.words,
            f"How much the help has helped: {voice.helped} of 10" if voice.helped is not None else "",
        )
        for voice in audit.voices.all()
        if voice.was_heard
    )


def facts_of(audit: Audit) -> tuple[Fact, ...]:
    """What was audited, by whom, over which time, with whom it was talked about."""
    terms, steps = audit.policy.terms, audit.policy.audit_steps
    role = Role(audit.reviewer_role).label if audit.reviewer_role in Role.values else ""
    facts = [
        Fact(terms.reviewer, ", ".join(part for part in (audit.reviewer.name, role) if part)),
        Fact("Whose work", _whose_work(audit)),
        Fact("Period reviewed", f"{weekday_date(audit.period_from)} until {weekday_date(audit.period_to)}"),
        Fact("Completed", weekday_date(audit.submitted_at) or "Not completed"),
    ]
    if audit.cycle_id:
        facts.append(Fact(terms.cycle, str(audit.cycle)))
    if audit.conversation_held_on:
        held = weekday_date(audit.conversation_held_on)
        with_whom = f", with {audit.conversation_with}" if audit.conversation_with else ""
        facts.append(Fact(steps.conversation_name, f"{held}{with_whom}"))
    elif audit.conversation_why_not:
        facts.append(Fact(steps.conversation_name, f"Not held: {audit.conversation_why_not}"))
    if audit.re_audit_of_id:
        facts.append(
            Fact("It repeats", f"The audit completed on {weekday_date(audit.re_audit_of.submitted_at)}")
        )
    return tuple(facts)


def themes_of(audit: Audit) -> tuple[Fact, ...]:
    """The themes that were tagged, as strengths and as risks (WAL-22)."""
    found = []
    for sort, label in (("strength", "Strengths"), ("risk", "Risks")):
        names = [audit.policy.theme_label(key) for key, said in audit.themes.items() if said == sort]
        if names:
            found.append(Fact(label, "; ".join(names)))
    return tuple(found)


def paragraphs(words: str) -> tuple[str, ...]:
    """A text as its paragraphs."""
    return tuple(part.strip() for part in words.split("\n\n") if part.strip())


def _whose_work(audit: Audit) -> str:
    parts = (audit.practitioner.name if audit.practitioner else "", audit.team.name if audit.team else "")
    return ", ".join(part for part in parts if part) or "Nobody was allocated"


def _day(value: str) -> str:
    try:
        return weekday_date(dt.date.fromisoformat(value))
    except ValueError:
        return "Not answered"


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
