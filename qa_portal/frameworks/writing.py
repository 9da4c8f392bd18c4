"""A framework as YAML again, and the reference of everything that a framework can say."""

import re
import types
import typing
from datetime import date, time
from enum import Enum
from io import StringIO
from typing import Any, Union

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from qa_portal.deadlines.calendar import Duration

from . import vocabulary
from .policy import Framework


def as_yaml(framework: Framework) -> str:
    """A framework as one text of YAML, with everything it takes over from others in it.

    Loading the text gives the same framework again, but for ``includes``, which is empty then.
    """
    plain = _plain(framework)
    plain.pop("includes", None)
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    written = StringIO()
    for section, said in plain.items():
        if isinstance(said, dict | list):
            written.write("\n")
        yaml.dump({section: _laid_out(said)}, written)
    return f"# {framework.title}, version {framework.about.version}\n\n{written.getvalue()}"


def _plain(said: Any) -> Any:
    """A part of a framework as plain data, without what is left out by default and says nothing."""
    if isinstance(said, BaseModel):
        fields = type(said).model_fields
        return {
            name: _plain(getattr(said, name))
            for name, field in fields.items()
            if getattr(said, name) not in (None, ()) or field.is_required()
        }
    if isinstance(said, tuple | list):
        return [_plain(entry) for entry in said]
    if isinstance(said, dict):
        return {_plain(key): _plain(value) for key, value in said.items()}
    if isinstance(said, Enum):
        return said.value
    if isinstance(said, time):
        return f"{said:%H:%M}"
    return said


def _laid_out(said: Any) -> Any:
    """The same with short lists and durations on one line, as people write them."""
    if isinstance(said, list):
        laid = CommentedSeq([_laid_out(entry) for entry in said])
        is_short = (
            not any(isinstance(entry, dict | list) for entry in said) and len(", ".join(map(str, said))) < 90
        )
        if is_short:
            laid.fa.set_flow_style()
        return laid
    if isinstance(said, dict):
        laid = CommentedMap({key: _laid_out(value) for key, value in said.items()})
        if _is_duration(said):
            laid.fa.set_flow_style()
        return laid
    if isinstance(said, str) and re.fullmatch(r"[0-9:.]+", said):
        return DoubleQuotedScalarString(said)
    return said


def _is_duration(said: dict) -> bool:
    return len(said) == 1 and set(said) <= {"working_days", "hours"}


# --- the reference ----------------------------------------------------------------------------------------------------

_OPENING = """# Frameworks: a council's procedure, written down

This page is written from the code (`manage.py write_framework_reference`): it lists every key that a framework can
have. The state machines of the portal are few and fixed; who, how long, in what order, on or off, and the words on
screen are a framework's to say. An unknown word is refused, and there are no expressions.

A framework is a folder of YAML files, or one text in the browser. A section (a key at the outermost level) stands in
one file only. `includes` are flattened when the framework is loaded: a section that it has itself replaces the
included one whole; `clocks` and `terms` are put together key by key; `key`, `title`, `about` and `includes` are always
its own. YAML's anchors, aliases and tags aren't read. A framework that is wrong is refused whole, with the file, the
line, what is wrong and what would be right.

- Load the shipped ones: `manage.py load_frameworks`. A new version is made only for new content.
- Load your own: `manage.py load_frameworks FOLDER [--publish]`, or in the browser under Frameworks.
- Whatever has started keeps the version it started under; a published version serves what starts after it.
- A version edited in the browser is the council's own: a shipped one never takes its place.

"""

_LISTS = (
    ("Roles", "role", vocabulary.Role),
    ("Relations", "relation", vocabulary.Relation),
    ("Clocks", "name of a clock", vocabulary.ClockName),
    ("Kinds of record", "kind of record", vocabulary.SubjectKind),
    ("Kinds of case", "kind of case", vocabulary.CaseKind),
    ("Ladders", "name of a ladder", vocabulary.LadderName),
    ("Informal resolution", "way with informal resolution", vocabulary.Informal),
    ("Starts of a QAP", "start of a QAP", vocabulary.QapStart),
    ("Next actions of a QAP", "next action of a QAP", vocabulary.QapNext),
    ("Next actions of a stage", "next action of a stage", vocabulary.DisputeNext),
    ("Kinds of answer", "kind of answer", vocabulary.AnswerKind),
)


def reference() -> str:
    """Every key that a framework can have, as Markdown, from the models themselves."""
    parts: list[str] = [_OPENING, "## A framework\n\n", _table(Framework)]
    done: set[type] = {Framework}
    todo = _parts_of(Framework)
    while todo:
        part = todo.pop(0)
        if part in done:
            continue
        done.add(part)
        parts += [f"\n## {_title(part)}\n\n{_first_paragraph(part)}\n\n", _table(part)]
        todo = _parts_of(part) + todo
    parts.append("\n## The words that may be used\n")
    for title, _, words in _LISTS:
        lines = "".join(f"| `{word.value}` | {word.label} |\n" for word in words)
        parts.append(f"\n### {title}\n\n| word | means |\n| --- | --- |\n{lines}")
    return "".join(parts)


def _table(part: type[BaseModel]) -> str:
    lines = [
        f"| `{name}` | {_type_in_words(field.annotation)} | {_default_in_words(field)} | {field.description} |\n"
        for name, field in part.model_fields.items()
    ]
    return "| key | holds | if left out | says |\n| --- | --- | --- | --- |\n" + "".join(lines)


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
        word = "duration" if annotation is Duration else "delay"
        return f"[{word}](#{word})"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return next((one for _, one, words in _LISTS if words is annotation), annotation.__name__)
    title = _title(annotation)
    return f"[{title[0].lower() if title[1].islower() else title[0]}{title[1:]}](#{title.lower().replace(' ', '-')})"


def _default_in_words(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = _plain(field.default)
    if default is None or default == []:
        return "none"
    if isinstance(default, dict):
        return "as given there"
    if isinstance(default, list):
        return f"`[{', '.join(default)}]`"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
