"""Audit tools in plain English: every question of every tool."""

from qa_portal.frameworks.policy import CycleTool, Framework, Question
from qa_portal.frameworks.vocabulary import Measures
from qa_portal.frameworks.wording import Chapter, Table, kinds, listed, sentence

HEADS = ("Question", "Name in the data", "Answer", "Must be answered", "Beside it", "What follows")


def tools(framework: Framework) -> Chapter | None:
    """The tools of the audit cycles."""
    if not framework.tools:
        return None
    said = tuple(_tool(framework, tool) for tool in framework.tools)
    tables = tuple(
        Table(
            f"{tool.title}: {section.title[0].lower()}{section.title[1:]}",
            HEADS,
            tuple(_question(framework, question) for question in section.questions),
        )
        for tool in framework.tools
        for section in tool.sections
    )
    return Chapter("tools", "Audit tools", sentences=said, tables=tables)


def _tool(framework: Framework, tool: CycleTool) -> str:
    said = f"{tool.title} ({tool.key}): {tool.about} For records that are: {kinds(tool.for_kinds) or 'of any kind'}"
    if tool.measures == Measures.COMPLIANCE:
        said += "; a compliance check, reported apart"
    said += "; the whole is graded" if tool.overall else "; the whole isn't graded"
    if tool.overall and tool.improvement_plan_after:
        grades = listed((framework.scale.label(grade) for grade in tool.improvement_plan_after), "or")
        said += f", and {grades} needs an improvement plan"
    return sentence(said)


def _question(framework: Framework, question: Question) -> tuple[str, ...]:
    beside = []
    if question.lines:
        beside.append(f"lines of enquiry: {'; '.join(question.lines)}")
    if question.descriptors:
        beside.append(
            f"descriptors: {'; '.join(f'{framework.scale.label(d.grade)}: {d.text}' for d in question.descriptors)}"
        )
    if question.hint:
        beside.insert(0, question.hint)
    follows = []
    if question.comment:
        follows.append("a comment that explains it")
    if question.action_after:
        grades = listed((framework.scale.label(grade) for grade in question.action_after), "or")
        follows.append(f"an action, after {grades}")
    return (
        question.text,
        question.id,
        f"{question.answer.label}{', or not applicable' if question.may_not_apply else ''}",
        _mandatory(question),
        sentence(". ".join(beside)) if beside else "",
        sentence(listed(follows)) if follows else "",
    )


def _mandatory(question: Question) -> str:
    if question.mandatory:
        return "Yes"
    when = question.mandatory_when
    if when is None:
        return "No"
    answers = listed((answer.replace("_", " ") for answer in when.is_one_of), "or")
    return f"Where {when.question} is {answers}"
