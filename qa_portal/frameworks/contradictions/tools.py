"""Contradictions in audit tools: their questions, and the audit of a review."""

from collections.abc import Iterator

from qa_portal.frameworks.policy import AuditTool, CycleTool, Question
from qa_portal.frameworks.vocabulary import AnswerKind, Grade, Measures
from qa_portal.frameworks.wording import with_article

from .checks import Contradiction, check, twice
from .processes import KIND_OF_RECORD

#: What a question can be answered with, where the answers are few.
FEW_ANSWERS = {
    AnswerKind.YES_PARTLY_NO: ("yes", "partly", "no"),
    AnswerKind.YES_NO: ("yes", "no"),
    AnswerKind.SCALED: tuple(grade.value for grade in Grade),
    AnswerKind.GRADED: tuple(grade.value for grade in Grade),
}

#: The kinds of question that the form of a review's own audit can show (MOS-23).
SHOWN_WITH_A_REVIEW = (AnswerKind.YES_PARTLY_NO, AnswerKind.TEXT)


@check("iro_audit")
def audit_of_a_review(iro_audit) -> Iterator[Contradiction]:
    """Questions that a review's own audit can't show, and what is given twice."""
    if iro_audit is None:
        return
    yield from _questions_of(iro_audit, ("iro_audit",))
    for path, question in _with_paths(iro_audit, ("iro_audit",)):
        if question.answer not in SHOWN_WITH_A_REVIEW:
            instead = "Ask it as yes_partly_no or text, or put it into a tool of the audit cycles"
            yield (*path, "answer"), f"{question.answer} can't be asked with a review", instead
        if question.mandatory_when or question.may_not_apply:
            name = "mandatory_when" if question.mandatory_when else "may_not_apply"
            yield (*path, name), "has no meaning in the audit of a review", "Leave it out"


@check("tools")
def tools_once(tools) -> Iterator[Contradiction]:
    """Tools given twice, and what is wrong inside each."""
    yield from twice(tools, "key", ("tools",), "the tool")
    for index, tool in enumerate(tools):
        yield from _questions_of(tool, ("tools", index))
        yield from _what_is_measured(tool, index)


@check("tools", "serves")
def kinds_of_tool(tools, serves) -> Iterator[Contradiction]:
    """Tools for records that the framework doesn't serve."""
    for index, tool in enumerate(tools):
        for place, kind in enumerate(tool.for_kinds):
            record = KIND_OF_RECORD[kind]
            if record not in serves:
                yield (
                    ("tools", index, "for_kinds", place),
                    f"{kind.value} is about {with_article(record.label.lower())}, whom the framework doesn't serve",
                    f"Add {record.value} to serves, or take {kind.value} out",
                )


@check("tools", "scale")
def points_to_answer_with(tools, scale) -> Iterator[Contradiction]:
    """Scaled questions on a scale without points."""
    if scale is None or scale.has_points:
        return
    for index, tool in enumerate(tools):
        for path, question in _with_paths(tool, ("tools", index)):
            if question.answer == AnswerKind.SCALED:
                instead = "Give each band of the scale its lowest and highest, or ask for a grade: graded"
                yield (*path, "answer"), "asks for a point, but the scale has no points", instead


def _questions_of(tool: AuditTool, root: tuple) -> Iterator[Contradiction]:
    """Sections and question ids given twice, conditions that can't come true, words that don't fit the answer."""
    yield from twice(tool.sections, "key", (*root, "sections"), "the section")
    before: dict[str, Question] = {}
    for path, question in _with_paths(tool, root):
        if question.id in before:
            yield (
                (*path, "id"),
                f"the question id “{question.id}” is given twice",
                "Each question needs its own, for good",
            )
        yield from _condition(question, path, before, {each.id for each in tool.questions})
        yield from _of_a_grade_alone(question, path)
        yield from _descriptors(question, path)
        before[question.id] = question


def _condition(question: Question, path: tuple, before: dict, known: set) -> Iterator[Contradiction]:
    when, here = question.mandatory_when, (*path, "mandatory_when")
    if when is None:
        return
    if question.mandatory:
        yield here, "is said of a question that is mandatory anyway", "Say mandatory: false beside it"
    if when.question not in before:
        if when.question in known:
            says, instead = "stands after this one", "Move that question before this one"
        else:
            says, instead = "isn't in this tool", f"Questions before this one: {', '.join(before) or 'none'}"
        yield (*here, "question"), f"the question “{when.question}” {says}", instead
        return
    possible = FEW_ANSWERS.get(before[when.question].answer)
    if possible is None:
        instead = "Name one that is answered with a grade, a point, or yes, partly, no"
        yield (*here, "question"), f"“{when.question}” is answered freely", instead
        return
    for index, answer in enumerate(when.is_one_of):
        if answer not in possible:
            yield (
                (*here, "is_one_of", index),
                f"“{when.question}” is never answered with {answer}",
                f"One of: {', '.join(possible)}",
            )


def _of_a_grade_alone(question: Question, path: tuple) -> Iterator[Contradiction]:
    if question.is_judged:
        return
    if question.may_not_apply and question.answer not in FEW_ANSWERS:
        instead = "Leave it out, and say mandatory: false"
        yield (*path, "may_not_apply"), f"has no meaning for an answer that is {question.answer}", instead
    for name in ("comment", "action_after", "descriptors"):
        if getattr(question, name):
            instead = "Leave it out, or ask for a grade or a point"
            yield (*path, name), f"has no meaning for an answer that is {question.answer}", instead


def _descriptors(question: Question, path: tuple) -> Iterator[Contradiction]:
    if not question.descriptors:
        return
    yield from twice(question.descriptors, "grade", (*path, "descriptors"), "the grade")
    described = {each.grade for each in question.descriptors}
    missing = [grade.value for grade in Grade if grade not in described]
    if missing:
        yield (
            (*path, "descriptors"),
            f"nothing is said of {', '.join(missing)}",
            "Describe all four grades, or none: then the scale's own stand beside it (WAL-11)",
        )


def _what_is_measured(tool: CycleTool, index: int) -> Iterator[Contradiction]:
    judged = [path for path, question in _with_paths(tool, ("tools", index)) if question.is_judged]
    if tool.measures == Measures.COMPLIANCE:
        for path in judged:
            instead = "Ask for yes, partly or no, or make it a tool of practice"
            yield (*path, "answer"), "a compliance check has no grades (WAL-29)", instead
        if tool.overall:
            yield (
                ("tools", index, "measures"),
                "a compliance check has no grade of the whole (WAL-29)",
                "Say overall: false",
            )
    elif not judged and not tool.overall:
        instead = "Ask for a grade, or say measures: compliance"
        yield ("tools", index), "grades nothing", instead


def _with_paths(tool: AuditTool, root: tuple) -> Iterator[tuple[tuple, Question]]:
    for s, section in enumerate(tool.sections):
        for q, question in enumerate(section.questions):
            yield (*root, "sections", s, "questions", q), question
