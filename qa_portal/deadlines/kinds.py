"""The kinds of deadline: each app registers its own when it loads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa_portal.addresses import address


def _nothing(about: Any, deadline: Any) -> None:
    """What most breaches lead to beyond their alerts."""


@dataclass(frozen=True)
class DeadlineKind:
    """What the ledger must know of a kind of deadline.

    ``label`` is an imperative (*Answer the request*); ``url_name`` takes the key of what the deadline is
    about; ``on_breach(about, deadline)`` runs once after the breach is recorded, outside the sweep's own
    transaction, only while the deadline is still open, and must be safe to run twice. ``is_upcoming``
    marks a date on which work opens by itself, which is no failing of anybody's. ``answers_request`` says
    that what is due is the answer to a request for response: *my work* shows the request, not this as well.
    ``next_words`` says, in a sentence, what its holder does next; it is read in reminders and alerts. ``on_record`` is
    false for what isn't for everybody who sees the record: its summary leaves it out (an audit that waits for its panel
    would tell its grade).
    """

    key: str
    label: str
    url_name: str
    on_breach: Callable[[Any, Any], None] = _nothing
    is_upcoming: bool = False
    answers_request: bool = False
    next_words: str = ""
    on_record: bool = True

    @property
    def has_consequence(self) -> bool:
        """Whether a breach leads to anything beyond its alerts."""
        return self.on_breach is not _nothing

    def url_of(self, about_id: int) -> str:
        """The page on which what is due can be done, for a deadline about the thing with this key."""
        return address(self.url_name, about_id)


_kinds: dict[str, DeadlineKind] = {}


def register(kind: DeadlineKind) -> DeadlineKind:
    """Make a kind known; called from an app's ``ready``."""
    _kinds[kind.key] = kind
    return kind


def kind_of(key: str) -> DeadlineKind:
    """The kind with this key; raises KeyError for one that no app has registered."""
    return _kinds[key]


def kinds_to_do() -> list[DeadlineKind]:
    """The kinds whose date ends work, by what they are called."""
    return sorted((kind for kind in _kinds.values() if not kind.is_upcoming), key=lambda kind: kind.label)


def unregister(key: str) -> None:
    """Forget a kind; for tests that bring one of their own."""
    _kinds.pop(key, None)


def upcoming_kinds() -> list[str]:
    """The kinds whose date opens work instead of ending it."""
    return [kind.key for kind in _kinds.values() if kind.is_upcoming]


def kinds_off_record() -> list[str]:
    """The kinds that the summary of a record leaves out."""
    return [kind.key for kind in _kinds.values() if not kind.on_record]
