"""The reference of everything that a framework can say, from the models themselves."""

import re
import types
import typing
from dataclasses import dataclass
from datetime import date, time
from enum import Enum
from functools import cache
from typing import Any, Union

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from qa_portal.deadlines.calendar import Duration

from . import vocabulary
from .policy import Framework
from .policy.qap import Raisers
from .writing import plain

_OPENING = """# Frameworks: a council's procedure, written down

This page is written from the code (`manage.py write_framework_reference`): it lists every key that a framework can
have. The state machines of the portal are few and fixed; who, how long, in what order, on or off, and the words on
screen are a framework's to say. An unknown word is refused, and there are no expressions.

A framework is a folder of YAML files, or one text in the browser. A section (a key at the outermost level) stands in
one file only, but for `tools`: each audit tool may have a file of its own. A procedure that has no QAP or no disputes
says so (`disputes: { offered: false }`) and nothing else of it. `includes` are flattened when the framework is loaded:
a section that it has itself replaces the included one whole; `clocks` and `terms` are put together key by key; `key`,
`title`, `about` and `includes` are always its own. YAML's anchors, aliases and tags aren't read. A framework that is
wrong is refused whole, with the file, the line, what is wrong and what would be right.

- Load the shipped ones: `manage.py load_frameworks`. A new version is made only for new content.
- Load your own: `manage.py load_frameworks FOLDER [--publish]`, or in the browser under Frameworks.
- Whatever has started keeps the version it started under; a published version serves what starts after it.
- A version edited in the browser is the council's own: a shipped one never takes its place.
- Who answers for quality assurance edits the audit tools under Audit tools, a section at a time, and publishes what
  differs in them alone. A question's id is for good: once used, it is given to no other question, and keeps how it is
  answered.

"""

_LISTS = (
    ("Roles", "role", vocabulary.Role),
    ("Relations", "relation", vocabulary.Relation),
    ("Clocks", "clock's name", vocabulary.ClockName),
    ("Kinds of record", "kind of record", vocabulary.SubjectKind),
    ("Kinds of case", "kind of case", vocabulary.CaseKind),
    ("Ladders", "ladder's name", vocabulary.LadderName),
    ("Informal resolution", "way with informal resolution", vocabulary.Informal),
    ("Starts of a QAP", "start of a QAP", vocabulary.QapStart),
    ("Next actions of a QAP", "next action of a QAP", vocabulary.QapNext),
    ("Next actions of a stage", "next action of a stage", vocabulary.DisputeNext),
    ("Kinds of answer", "kind of answer", vocabulary.AnswerKind),
    ("Grades", "grade", vocabulary.Grade),
    ("What a tool measures", "measure", vocabulary.Measures),
    ("Kinds of meeting", "kind of meeting", vocabulary.MeetingKind),
    ("Kinds of activity", "kind of activity", vocabulary.ActivityKind),
    ("Whether a part is held", "way with it", vocabulary.Practice),
    ("When moderation takes place", "moment of moderation", vocabulary.ModerationWhen),
    ("When a report is filed", "moment of filing", vocabulary.Filing),
    ("Reports", "report", vocabulary.ReportName),
    ("What years are counted from", "beginning of a period", vocabulary.CountedFrom),
)


@dataclass(frozen=True)
class ReferencePart:
    """One part of a framework: its heading, what it is, and its keys (name, holds, if left out, says)."""

    title: str
    about: str
    keys: tuple[tuple[str, str, str, str], ...]

    @property
    def anchor(self) -> str:
        """Its name in links."""
        return self.title.lower().replace(" ", "-")


def reference_parts() -> list[ReferencePart]:
    """Every part of a framework with its keys, from the models themselves, the whole first."""
    found: list[ReferencePart] = []
    done: set[type] = set()
    todo: list[type[BaseModel]] = [Framework]
    while todo:
        part = todo.pop(0)
        if part in done:
            continue
        done.add(part)
        keys = tuple(
            (name, _type_in_words(each.annotation), _if_left_out(part, name), each.description or "")
            for name, each in part.model_fields.items()
        )
        found.append(ReferencePart(_title(part), _first_paragraph(part), keys))
        todo = _parts_of(part) + todo
    return found


def reference_words() -> list[tuple[str, list[tuple[str, str]]]]:
    """The closed lists of words: heading, and each word with its meaning."""
    return [(title, [(word.value, word.label) for word in words]) for title, _, words in _LISTS]


def reference() -> str:
    """Every key that a framework can have, as Markdown."""
    pages: list[str] = [_OPENING.rstrip() + "\n"]
    for part in reference_parts():
        lines = "".join(
            f"| `{key}` | {_linked(holds)} | {left_out} | {says} |\n"
            for key, holds, left_out, says in part.keys
        )
        head = "| key | holds | if left out | says |\n| --- | --- | --- | --- |\n"
        pages.append(f"\n## {part.title}\n\n{part.about}\n\n{head}{lines}")
    pages.append("\n## The words that may be used\n")
    for title, words in reference_words():
        lines = "".join(f"| `{word}` | {means} |\n" for word, means in words)
        pages.append(f"\n### {title}\n\n| word | means |\n| --- | --- |\n{lines}")
    return "".join(pages)


def _linked(holds: str) -> str:
    """What a key holds, with a link to the part that it names."""
    for part in sorted(_titles(), key=len, reverse=True):
        name = part if part.isupper() or part.startswith("QAP") else part[0].lower() + part[1:]
        if found := re.search(rf"(?:^|: |→ )({re.escape(name)})(?:$| or null)", holds):
            link = f"[{name}](#{part.lower().replace(' ', '-')})"
            return holds[: found.start(1)] + link + holds[found.end(1) :]
    return holds


@cache
def _titles() -> tuple[str, ...]:
    return tuple(part.title for part in reference_parts())


def _title(part: type[BaseModel]) -> str:
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in part.__name__).split()
    return " ".join(words).capitalize().replace("Qap", "QAP")


def _first_paragraph(part: type[BaseModel]) -> str:
    return " ".join((part.__doc__ or "").split("\n\n")[0].split())


def _parts_of(part: type[BaseModel]) -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    for field in part.model_fields.values():
        found += _models_in(field.annotation)
    return found


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for arg in typing.get_args(annotation) if arg is not Ellipsis for model in _models_in(arg)]


_SIMPLE = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "date, 2026-04-01",
    time: 'time, "17:00"',
}


def _type_in_words(annotation: Any) -> str:
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _type_in_words(args[0])
    if origin is tuple:
        return f"list: {_type_in_words(args[0])}"
    if origin is dict:
        return f"{_type_in_words(args[0])} → {_type_in_words(args[1])}"
    if origin in (Union, types.UnionType):
        return " or ".join(
            dict.fromkeys("null" if arg is type(None) else _type_in_words(arg) for arg in args)
        )
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Duration):
        return "duration" if annotation is Duration else "delay"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next((one for _, one, words in _LISTS if words is annotation), annotation.__name__)
    title = _title(annotation)
    return title if title.startswith("QAP") else title[0].lower() + title[1:]


def _if_left_out(part: type[BaseModel], name: str) -> str:
    if issubclass(part, Raisers) and name in part.needed_where_offered:
        return "required where it is offered"
    return _default_in_words(part.model_fields[name])


def _default_in_words(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = plain(field.default)
    if default is None or default == []:
        return "none"
    if isinstance(default, dict):
        return "as given there"
    if isinstance(default, list):
        return f"[{', '.join(map(str, default))}]"
    return str(default).lower() if isinstance(default, bool) else str(default)
