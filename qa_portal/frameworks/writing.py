"""A framework as YAML again."""

import re
from datetime import time
from enum import Enum
from io import StringIO
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from .policy import Framework
from .policy.qap import Raisers


def as_yaml(framework: Framework) -> str:
    """A framework as one text of YAML, with everything it takes over from others in it.

    Loading the text gives the same framework again, but for ``includes``, which is empty then.
    """
    said_in = plain(framework)
    said_in.pop("includes", None)
    yaml, written = _yaml(), StringIO()
    for section, said in said_in.items():
        if isinstance(said, dict | list):
            written.write("\n")
        yaml.dump({section: _laid_out(said)}, written)
    return f"# {framework.title}, version {framework.about.version}\n\n{written.getvalue()}"


def _yaml() -> YAML:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    return yaml


def with_sections(text: str, framework: Framework, *sections: str) -> str:
    """A framework's text with some of its sections written anew, at its end; the rest stays as it was written."""
    kept, is_kept = [], True
    for line in text.splitlines():
        if found := re.match(r"([a-z_]+)\s*:", line):
            is_kept = found[1] not in sections
        elif re.match(r"#|\s*$", line) and not is_kept:
            kept.append(line)  # a comment on what follows; those inside a section are indented
        if is_kept:
            kept.append(line)
    written = StringIO()
    for section in sections:
        written.write("\n")
        _yaml().dump({section: _laid_out(plain(getattr(framework, section)))}, written)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).rstrip() + "\n" + written.getvalue()


def plain(said: Any) -> Any:
    """A part of a framework as plain data, without what is left out by default and says nothing."""
    if isinstance(said, BaseModel):
        fields = type(said).model_fields
        needed = said.needed_where_offered if isinstance(said, Raisers) and said.offered else ()
        return {
            name: plain(value)
            for name, field in fields.items()
            if (value := getattr(said, name)) not in (None, ())
            or field.is_required()
            or value != field.default  # a list that is empty on purpose
            or name in needed
        }
    if isinstance(said, tuple | list):
        return [plain(entry) for entry in said]
    if isinstance(said, dict):
        return {plain(key): plain(value) for key, value in said.items()}
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
