"""In what a narrative can stand: each app says so when it loads, so that the ground knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from qa_portal.reading.giving import type_of


@dataclass(frozen=True)
class NarrativeKind:
    """One kind of thing: a dispute, an audit.

    ``key`` is what an address calls it, ``url_name`` its page, ``noun`` what it is called beside a child's name.
    ``may_write(user, thing)`` says who writes its narrative and puts it into one; ``open_on(subjects)`` gives the
    things on records (by key) that can take part; ``keepers(thing)`` whom to tell when others change the words.
    ``begin(thing, subject, by=)`` starts one like it for another child, where ``may_begin(user, thing, subject)``.
    """

    key: str
    model: type
    url_name: str
    noun: str
    may_write: Callable[[Any, Any], bool]
    open_on: Callable[[Iterable[int]], Iterable[Any]]
    keepers: Callable[[Any], list[str | int]]
    begin: Callable[..., Any] | None = None
    may_begin: Callable[[Any, Any, Any], bool] = lambda user, thing, subject: False


_kinds: dict[str, NarrativeKind] = {}


def register_narrated(kind: NarrativeKind) -> None:
    """Make a kind known. Registering a key twice replaces it."""
    _kinds[kind.key] = kind


def kind_called(key: str) -> NarrativeKind | None:
    """The kind that an address names; None where there is none."""
    return _kinds.get(key)


def kind_of(thing: Any) -> NarrativeKind:
    """The kind of a thing. Raises KeyError."""
    return next(kind for kind in _kinds.values() if isinstance(thing, kind.model))


def kind_of_type(about_type: int) -> NarrativeKind | None:
    """The kind whose content type has this key."""
    return next((kind for kind in _kinds.values() if type_of(kind.model) == about_type), None)
