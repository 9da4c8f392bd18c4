"""From what the models refuse to what a person can mend: which key, what is wrong with it, what would be right."""

import difflib
import types
import typing
from typing import Any, Union

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from .policy import Framework
from .yaml_source import Path, Problem, Reading, in_words

_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,39}$": "small letters, digits and underscores, beginning with a letter: out_of_time",
    r"^[a-z][a-z0-9-]{0,49}$": "small letters, digits and hyphens, beginning with a letter: our-council",
}


def problems_of(errors: list[ErrorDetails], reading: Reading) -> list[Problem]:
    """What the models refuse as problems, each with its place."""
    return [_problem_of(error, reading) for error in errors if not _only_follows(error, errors)]


def _only_follows(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Whether a refusal isn't worth a sentence of its own.

    A list counts as too short when an entry of it is wrong; a key is missing because it is misspelt beside.
    """
    path: Path = tuple(error["loc"])
    if error["type"] == "too_short":
        return any(
            len(other["loc"]) > len(path) and tuple(other["loc"])[: len(path)] == path for other in errors
        )
    if error["type"] == "missing":
        beside = [e for e in errors if e["type"] == "extra_forbidden" and tuple(e["loc"])[:-1] == path[:-1]]
        return any(nearest(str(e["loc"][-1]), keys_at(path[:-1])) == path[-1] for e in beside)
    return False


def _problem_of(error: ErrorDetails, reading: Reading) -> Problem:
    path: Path = tuple(error["loc"])
    about_a_key = error["type"] in ("missing", "extra_forbidden") or path[-1] == "[key]"
    says, instead = _explained(error, path)
    place = reading.place_of(path[:-1] if error["type"] == "missing" else path)
    return Problem(place, in_words(path[:-1] if about_a_key else path), says, instead)


def _explained(error: ErrorDetails, path: Path) -> tuple[str, str]:
    kind, given, ctx = error["type"], error["input"], error.get("ctx", {})
    match kind:
        case "missing":
            field = field_at(path)
            about = f"It says: {field.description}" if field and field.description else ""
            return f"“{path[-1]}” is missing", about.rstrip(".")
        case "extra_forbidden":
            return f"unknown key “{path[-1]}”", suggestion(str(path[-1]), keys_at(path[:-1]))
        case "unknown_word" if given is None:
            return _nothing_given(f"One of: {', '.join(ctx['allowed'])}")
        case "unknown_word":
            return f"unknown {ctx['what']} {ctx['word']}", suggestion(str(given), ctx["allowed"])
    if given is None:
        return _nothing_given(_wanted(kind, ctx))
    match kind:
        case "value_error":
            return str(ctx.get("error", error["msg"])), ""
        case "string_type":
            return f"should be text, not {_shown(given)}", f'Put it in quotation marks: "{given}"'
        case "string_pattern_mismatch":
            return (
                f"“{given}” can't be a name in the data",
                f"Use {_PATTERNS.get(ctx['pattern'], ctx['pattern'])}",
            )
        case "string_too_long":
            return f"is too long ({len(given)} characters)", f"At most {ctx['max_length']} characters"
        case "string_too_short":
            return "is empty", "Write what it should say, or leave the key out"
        case "too_short":
            return "is empty", f"At least {ctx['min_length']} is needed"
        case "too_long":
            return f"has {ctx['actual_length']} entries", f"At most {ctx['max_length']} can be given"
        case "greater_than_equal":
            return f"{given} is too little", f"At least {ctx['ge']}"
        case "less_than_equal":
            return f"{given} is too much", f"At most {ctx['le']}"
        case "clock_time":
            return f"{_shown(given)} isn't a time of day", 'Write it like "17:00", in quotation marks'
    wanted = _wanted(kind, ctx)
    if wanted:
        return f"{_shown(given)} doesn't belong here", wanted
    return error["msg"], ""


def _nothing_given(instead: str) -> tuple[str, str]:
    return "nothing is given", instead


def _wanted(kind: str, ctx: dict[str, Any]) -> str:
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return "Give keys and their values, each on a line of its own, indented under this one"
    if kind in ("tuple_type", "list_type"):
        return "Give a list: each entry on a line that begins with a hyphen, or all in [square brackets]"
    if kind.startswith("int"):
        return "Give a whole number, without quotation marks"
    if kind.startswith("bool"):
        return "Give true or false"
    if kind.startswith("date"):
        return "Give a date like 2026-04-01: year, month, day"
    if kind.startswith("string"):
        return "Give a text"
    return ""


def _shown(given: Any) -> str:
    if isinstance(given, dict):
        return "a group of keys"
    if isinstance(given, list):
        return "a list"
    if isinstance(given, bool):
        return str(given).lower()
    return f"the text “{given}”" if isinstance(given, str) else f"{given}"


def suggestion(word: str, allowed: typing.Iterable[str]) -> str:
    """ "Did you mean …? One of: …" for a word that isn't among the allowed ones."""
    allowed = list(allowed)
    near = nearest(word, allowed)
    meant = f"Did you mean '{near}'? " if near else ""
    return f"{meant}One of: {', '.join(allowed)}" if allowed else meant.strip()


def nearest(word: str, allowed: typing.Iterable[str]) -> str | None:
    """The allowed word that was probably meant; None where none is near."""
    return next(iter(difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.6)), None)


# --- finding one's way in the models ----------------------------------------------------------------------------------


def _plain_type(annotation: Any) -> Any:
    """The type itself, without Annotated, None and other trimmings."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            kept = [arg for arg in typing.get_args(annotation) if arg is not type(None)]
            models = [
                arg
                for arg in kept
                if isinstance(_plain_type(arg), type) and issubclass(_plain_type(arg), BaseModel)
            ]
            annotation = (models or kept)[0]
        else:
            return annotation


def _step_into(annotation: Any, step: str | int) -> Any:
    """The type of what lies under ``step``; None where nothing is known of it."""
    plain = _plain_type(annotation)
    if isinstance(plain, type) and issubclass(plain, BaseModel):
        field = plain.model_fields.get(str(step))
        return field.annotation if field else None
    origin, args = typing.get_origin(plain), typing.get_args(plain)
    if origin is tuple and isinstance(step, int):
        return args[0]
    if origin is dict:
        return args[1]
    return None


def type_at(path: Path) -> Any:
    """The type that belongs at a path of a framework; None where nothing does."""
    annotation: Any = Framework
    for step in path:
        annotation = _step_into(annotation, step)
        if annotation is None:
            return None
    return _plain_type(annotation)


def field_at(path: Path) -> FieldInfo | None:
    """The field that a path names."""
    parent = type_at(path[:-1])
    if isinstance(parent, type) and issubclass(parent, BaseModel):
        return parent.model_fields.get(str(path[-1]))
    return None


def keys_at(path: Path) -> list[str]:
    """The keys that may stand under a path."""
    parent = type_at(path)
    if isinstance(parent, type) and issubclass(parent, BaseModel):
        return list(parent.model_fields)
    return []
