"""*My work*: everything that waits for a person today, from ground tables alone (MOS-20, LEE-05).

It asks for the posts that she answers for, cover and vacancies included, and for the records that she stands in a
relation to; the apps above add what only they know (``work.register_work``). The number of queries is the same for
any number of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from qa_portal import clock
from qa_portal.children.queries import visible_to
from qa_portal.children.rules import asker
from qa_portal.outbox.models import Message
from qa_portal.people.directory import directory

from .asked import add_requests, request_legs
from .held import add_deadlines, deadline_legs
from .legs import MOST, Leg, Legs, count_each, first_of
from .work import HEADINGS, Heading, Row, Section, add_of_sources

#: How many rows of a section the page shows; the rest has a page of its own.
SHOWN = 25

#: Unread alerts are counted up to here, as the bell counts notices.
MOST_ALERTS = 100


@dataclass
class WorkSection:
    """One section as a page shows it."""

    key: str
    heading: Heading
    number: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def is_counted_in_full(self) -> bool:
        """Whether ``number`` is all there is; else it is "1,000 or more"."""
        return self.number < MOST

    @property
    def has_more(self) -> bool:
        """Whether there are rows that the first page doesn't show."""
        return self.number > len(self.rows)


@dataclass
class MyWork:
    """All of a person's work."""

    sections: dict[str, WorkSection]
    unread_alerts: int = 0

    @property
    def has_more_alerts(self) -> bool:
        """Whether there are more unread alerts than were counted."""
        return self.unread_alerts >= MOST_ALERTS

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for her."""
        waiting = (Section.TO_DO, Section.INCOMING, Section.INCOMPLETE, Section.UPCOMING)
        return not any(self.sections[key].number for key in waiting)


def work_of(user: Any, *, section: str | None = None, upto: int = SHOWN) -> MyWork:
    """A person's work, the first ``upto`` rows of each section, or of one ``section`` alone; soonest first."""
    book, now = directory(), clock.now()
    of_deadlines, of_requests = (
        {key: legs for key, legs in legs_of(user, book, now).items() if section in (None, key)}
        for legs_of in (deadline_legs, request_legs)
    )
    # One row more than is shown says whether there is anything left to count.
    found = first_of([*of_deadlines.values(), *of_requests.values()], upto + 1)
    rows: dict[str, list[Row]] = {key: [] for key in Section}
    if keys := tuple(chain(*found[: len(of_deadlines)])):
        add_deadlines(rows, user, keys, book)
    if keys := tuple(chain(*found[len(of_deadlines) :])):
        add_requests(rows, user, keys, book)
    of_sources = add_of_sources(rows, asker(user), section, upto + 1)
    unread = Leg("it.recipient_id = %s AND it.read_at IS NULL AND it.urgency = 'alert'", (user.pk,))
    cut = [key for key in Section if len(rows[key]) > upto]
    legs = {key: [each[key] for each in (of_deadlines, of_requests) if key in each] for key in cut}
    counts = count_each(legs | {"alerts": [Legs(Message, "", [unread], most=MOST_ALERTS)]})
    counts |= {key: min(counts[key] + of_sources[key], MOST) for key in cut}
    shown = {
        key: WorkSection(
            key, HEADINGS[key], counts.get(key, len(found)), sorted(found, key=_order_in(key))[:upto]
        )
        for key, found in rows.items()
    }
    _close(user, shown)
    return MyWork(shown, counts["alerts"])


def _order_in(section: str) -> Callable[[Row], float]:
    newest_first = section == Section.DONE

    def place(row: Row) -> float:
        at = row.deadline.due_at if row.deadline is not None and not newest_first else row.at
        if at is None:
            return float("inf")
        return -at.timestamp() if newest_first else at.timestamp()

    return place


def _close(user: Any, sections: dict[str, WorkSection]) -> None:
    """Leave nothing but the reference of restricted records that don't open to this person."""
    subjects = {row.subject.pk for each in sections.values() for row in each.rows if _is_restricted(row)}
    if not subjects:
        return
    opens = set(visible_to(user).filter(pk__in=subjects).values_list("pk", flat=True))
    for each in sections.values():
        each.rows = [
            Row("Work on a restricted record", "", subject=row.subject, is_closed=True)
            if _is_restricted(row) and row.subject.pk not in opens
            else row
            for row in each.rows
        ]


def _is_restricted(row: Row) -> bool:
    return row.subject is not None and row.subject.is_restricted
