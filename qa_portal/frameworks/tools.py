"""A council's own audit tools: the version one goes on from, the ids that are taken, a tool with a section edited.

The question's id is what answers are counted by over years. One that was used stays with its question; a question that
is taken out leaves its id behind, and no other question is ever given it.
"""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from .models import FrameworkVersion
from .policy import AuditSection, CycleTool, Descriptor, Framework, Question, When
from .queries import policy_of, published_version, versions_in_force
from .vocabulary import AnswerKind, Grade

LONGEST_KEY = 40
"""Characters that a name in the data may have."""


@dataclass(frozen=True)
class Edited:
    """A question as somebody edited it. ``id`` is None for a new one.

    ``mandatory``: "yes", "no", or "when", then on the condition ``when``: the id of another question and its answers.
    ``descriptors`` are (grade, text) pairs.
    """

    id: str | None
    text: str
    hint: str
    answer: str
    lines: tuple[str, ...]
    mandatory: str
    comment: bool
    may_not_apply: bool
    when: tuple[str, tuple[str, ...]] | None = None
    descriptors: tuple[tuple[str, str], ...] = ()
    action_after: tuple[str, ...] = ()


def version_of_tools(key: str) -> FrameworkVersion:
    """The version whose tools one goes on from: the council's latest one that isn't published yet, where it differs
    from the one in force in its tools alone; else the one in force.

    Raises:
        NoFramework: none has been published.
    """
    return _or_waiting(published_version(key), _waiting().filter(key=key).last())


def versions_of_tools() -> dict[str, FrameworkVersion]:
    """The same for every framework in force, by its key."""
    waiting = {version.key: version for version in _waiting()}
    return {key: _or_waiting(version, waiting.get(key)) for key, version in versions_in_force().items()}


def _waiting() -> QuerySet[FrameworkVersion]:
    own = FrameworkVersion.objects.filter(source=FrameworkVersion.Source.COUNCIL, published_at=None)
    return own.order_by("number")


def _or_waiting(in_force: FrameworkVersion, waiting: FrameworkVersion | None) -> FrameworkVersion:
    is_later = waiting is not None and waiting.number > in_force.number
    return waiting if is_later and differ_in_tools_alone(in_force, waiting) else in_force


def differ_in_tools_alone(in_force: FrameworkVersion, version: FrameworkVersion) -> bool:
    """Whether a version says the same as the one in force but for its audit tools, and what it says of itself."""
    old, new = policy_of(in_force), policy_of(version)
    own = {"tools": new.tools, "about": new.about, "includes": new.includes}
    return old.model_copy(update=own) == new


def ids_of(key: str) -> dict[str, dict[str, str]]:
    """For each tool of a framework, every question's id that any version ever used, with its kind of answer."""
    used: dict[str, dict[str, str]] = defaultdict(dict)
    versions = FrameworkVersion.objects.filter(key=key).select_related("document").order_by("number")
    for version in versions:
        for tool in version.content.get("tools", ()):
            for section in tool["sections"]:
                for question in section["questions"]:
                    used[tool["key"]][question["id"]] = question["answer"]
    return dict(used)


def name_for(words: str, taken: Iterable[str]) -> str:
    """A name in the data made of words: "How well is she heard?" → how_well_is_she_heard; unlike all that are taken."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    parts = re.findall(r"[a-z0-9]+", plain)[:6]
    name = "_".join(parts)[: LONGEST_KEY - 4].strip("_") or "question"
    name = name if name[0].isalpha() else f"q_{name}"
    taken, number, found = set(taken), 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def row_number(question_id: str) -> int:
    """A whole number that stands for a question's id in a form, whatever its place."""
    return int(hashlib.sha256(question_id.encode()).hexdigest()[:14], 16)


def with_section(
    tool: CycleTool,
    key: str | None,
    *,
    title: str,
    about: str,
    questions: Iterable[Edited],
    taken: Iterable[str],
) -> CycleTool:
    """The tool with one section as it was edited; a new one at the end where ``key`` is None.

    A section without questions is taken out. ``taken`` are the ids that were ever used in this tool.

    Raises:
        ValueError: nothing would be left of the tool.
    """
    before = {question.id: question for question in tool.questions}
    taken = {*taken, *before}
    made = []
    for edited in questions:
        question = _question(edited, before.get(edited.id or ""), taken)
        taken.add(question.id)
        made.append(question)
    sections = list(tool.sections)
    if key is None:
        name = name_for(title, (section.key for section in sections))
        sections.append(_section(name, title, about, made))
    else:
        place = next(n for n, section in enumerate(sections) if section.key == key)
        sections[place] = _section(key, title, about, made)
    sections = [section for section in sections if section.questions]
    if not sections:
        raise ValueError("A tool has at least one question.")
    return tool.model_copy(update={"sections": tuple(sections)})


def _section(key: str, title: str, about: str, questions: list[Question]) -> AuditSection:
    # What it says is judged when the version is saved, with everything else of the framework.
    return AuditSection.model_construct(key=key, title=title, about=about or None, questions=tuple(questions))


def _question(edited: Edited, before: Question | None, taken: set[str]) -> Question:
    said = {
        "text": edited.text,
        "hint": edited.hint or None,
        "lines": edited.lines,
        "mandatory": edited.mandatory == "yes",
        "comment": edited.comment,
        "may_not_apply": edited.may_not_apply,
        "mandatory_when": _when(edited),
        "descriptors": tuple(
            Descriptor.model_construct(grade=Grade(grade), text=text) for grade, text in edited.descriptors
        ),
        "action_after": tuple(Grade(grade) for grade in edited.action_after),
    }
    if before is not None:
        return before.model_copy(update=said)
    fields = Question.model_fields.items()
    blank = {name: field.default for name, field in fields if not field.is_required()}
    named = {"id": name_for(edited.text, taken), "answer": AnswerKind(edited.answer)}
    return Question.model_construct(**{**blank, **said, **named})


def _when(edited: Edited) -> When | None:
    if edited.mandatory != "when" or edited.when is None:
        return None
    question, answers = edited.when
    return When.model_construct(question=question, is_one_of=answers)


def with_tool(framework: Framework, tool: CycleTool, *, changes: str) -> Framework:
    """The framework with one tool as it was edited, or added at the end, and what changed."""
    known = [each.key for each in framework.tools]
    tools = tuple(tool if each.key == tool.key else each for each in framework.tools)
    tools = tools if tool.key in known else (*tools, tool)
    about = framework.about.model_copy(update={"changes": changes})
    return framework.model_copy(update={"tools": tools, "about": about})
