"""What other apps put beside a supervision: links for whoever supervises, put together by name.

An app says what it adds when it loads::

    register_beside("outcomes", link_to_outcomes)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa_portal.children.models import Subject


@dataclass(frozen=True)
class Beside:
    """One link, in words."""

    label: str
    url: str


_sources: dict[str, Callable[[Any, Subject], Beside | None]] = {}


def register_beside(key: str, find: Callable[[Any, Subject], Beside | None]) -> None:
    """Add a link to the pages of supervision. Registering a key twice replaces it.

    ``find`` gives it for a person and a record, or None where it isn't theirs; it asks the directory alone.
    """
    _sources[key] = find


def beside(user: Any, subject: Subject) -> list[Beside]:
    """The links for this person on this record."""
    found = (find(user, subject) for find in _sources.values())
    return [link for link in found if link is not None]
