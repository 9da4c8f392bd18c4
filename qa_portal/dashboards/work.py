"""The rows of *my work*, and the registry for rows that only an app knows.

An app says what it adds when it loads::

    register_work(WorkSource("disputes.unfinished_qaps", Section.INCOMPLETE, rows_for=unfinished_qaps, as_row=qap_row))

Deadlines and requests that wait are there by themselves: nothing that has such a clock or request needs a source of its
own. A request that came back is for the process to list: it knows whose it is to send again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from qa_portal.children.rules import Asker
from qa_portal.reading.prepared import Keys, Parts, Prepared

from .legs import MOST
from .paging import counted, number_of


class Section(StrEnum):
    """The lists of *my work* (MOS-20, LEE-05); each is counted."""

    TO_DO = "to-do"
    INCOMING = "incoming"
    INCOMPLETE = "incomplete"
    UPCOMING = "upcoming"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True)
class Heading:
    """A section in words: its heading, what it holds, and what its emptiness says."""

    title: str
    holds: str
    empty: str


HEADINGS = {
    Section.TO_DO: Heading(
        "To do now",
        "What is yours to do, overdue or due within five working days.",
        "Beside what others ask of you, nothing is due in the next five working days.",
    ),
    Section.INCOMING: Heading(
        "Incoming requests",
        "What others ask you to answer.",
        "Nobody waits for an answer from you.",
    ),
    Section.INCOMPLETE: Heading(
        "Incomplete", "What you started and have not finished.", "You have left nothing half done."
    ),
    Section.UPCOMING: Heading("Upcoming", "What is planned, or due later.", "Nothing is planned for later."),
    Section.WAITING: Heading(
        "Waiting for others", "What you asked and others have still to answer.", "You wait for nobody."
    ),
    Section.DONE: Heading(
        "Done lately", "What you completed in the last two weeks.", "Nothing in the last two weeks."
    ),
}


@dataclass(frozen=True)
class Row:
    """One row: what, of which record, from whom, until when.

    ``what`` names no child. ``subject`` is the record (its reference is shown; where it is restricted from the
    person, nothing else is). ``deadline`` has ``due_at`` and what the deadline chip reads; ``at`` is the moment
    of a row that isn't due (started, completed), with ``at_words`` before it. ``state`` is a request's.
    """

    what: str
    url: str
    subject: Any = None
    from_whom: str = ""
    note: str = ""
    deadline: Any = None
    at: dt.datetime | None = None
    at_words: str = ""
    state: str = ""
    is_closed: bool = False

    @property
    def reference(self) -> str:
        """The record's reference."""
        return self.subject.reference if self.subject is not None else ""


@dataclass(frozen=True)
class WorkSource:
    """Rows of one section that only an app knows.

    ``rows_for(who)`` is an ordered queryset of what this person has there, and sees; it selects what ``as_row``
    needs. The page reads the rows of all sources in one statement (see ``qa_portal.reading.prepared``), so it asks with
    nothing but what the ``Asker`` holds. ``key`` names it: registering again replaces it.
    ``read_more(rows)`` may read what a few of them need besides.
    """

    key: str
    section: str
    rows_for: Callable[[Asker], QuerySet]
    as_row: Callable[[Any], Row]
    read_more: Callable[[list[Any]], None] | None = None


_sources: dict[str, WorkSource] = {}


def register_work(source: WorkSource) -> WorkSource:
    """Add a source of rows; called when an app loads."""
    _sources[source.key] = source
    _read_of_sources.cache_clear()
    return source


def unregister_work(key: str) -> None:
    """Forget a source; for tests."""
    _sources.pop(key, None)
    _read_of_sources.cache_clear()


def add_of_sources(rows: dict[str, list[Row]], who: Asker, section: str | None, upto: int) -> dict[str, int]:
    """Add the first ``upto`` rows of the sources of one section, or of all, and say how many each section has of them:
    one query.
    """
    found = _read_of_sources(section, upto)(**vars(who))
    numbers: dict[str, int] = dict.fromkeys(Section, 0)
    for source in _of(section):
        own = found[source.key]
        if source.read_more is not None:
            source.read_more(own)
        rows[source.section] += [source.as_row(each) for each in own]
        numbers[source.section] += number_of(found[f"number of {source.key}"])
    return numbers


def _of(section: str | None) -> list[WorkSource]:
    return [each for each in _sources.values() if section in (None, each.section)]


@lru_cache(maxsize=32)
def _read_of_sources(section: str | None, upto: int) -> Prepared:
    def parts(
        person: int, acts_for: Keys, posts: Keys, teams: Keys, sees_all: bool, now: dt.datetime
    ) -> Parts:
        who = Asker(person, acts_for, posts, teams, sees_all, now)
        asked = {each.key: each.rows_for(who) for each in _of(section)}
        return {key: rows[:upto] for key, rows in asked.items()} | {
            f"number of {key}": counted(rows, upto=MOST) for key, rows in asked.items()
        }

    return Prepared(parts)
