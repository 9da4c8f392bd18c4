"""*My work*: everything that waits for a person today, from ground tables alone (MOS-20, LEE-05).

It asks for the posts that she answers for, cover and vacancies included, and for the records that she stands in a
relation to; the apps above add what only they know (``work.register_work``). The number of queries is the same for
any number of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from qa_portal import clock
from qa_portal.children.queries import visible_to
from qa_portal.children.rules import Asker, asker
from qa_portal.outbox.models import Message
from qa_portal.people.directory import directory

from .asked import add_requests, request_legs
from .held import add_deadlines, deadline_legs
from .legs import MOST, Leg, Legs, count_each
from .work import HEADINGS, Heading, Row, Section, read_of_sources, sources

#: How many rows of a section the page shows; the rest has a page of its own.
SHOWN = 25


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
    def is_empty(self) -> bool:
        """Whether nothing waits for her."""
        waiting = (Section.TO_DO, Section.INCOMING, Section.INCOMPLETE, Section.UPCOMING)
        return not any(self.sections[key].number for key in waiting)


def work_of(user: Any, *, section: str | None = None, upto: int = SHOWN) -> MyWork:
    """A person's work, the first ``upto`` rows of each section, or of one ``section`` alone; soonest first."""
    book, now = directory(), clock.now()
    lists: dict[str, list[Legs]] = {key: [] for key in Section}
    rows: dict[str, list[Row]] = {key: [] for key in Section}
    # One row more than is shown says whether there is anything left to count.
    for legs_of, add in ((deadline_legs, add_deadlines), (request_legs, add_requests)):
        wanted = {key: legs for key, legs in legs_of(user, book, now).items() if section in (None, key)}
        for key, legs in wanted.items():
            lists[key].append(legs)
        add(rows, user, wanted.values(), upto + 1, book)
    who = asker(user)
    found = _rows_of_sources(who, section, upto + 1)
    for source in sources():
        if section in (None, source.section):
            if source.read_more is not None:
                source.read_more(found[source.key])
            rows[source.section] += [source.as_row(each) for each in found[source.key]]
    unread = Leg("it.recipient_id = %s AND it.read_at IS NULL AND it.urgency = 'alert'", (user.pk,))
    counts = count_each(
        {key: [*lists[key], *_all_rows_of_sources(who, key)] for key in Section if len(rows[key]) > upto}
        | {"alerts": [Legs(Message, "id", [unread])]}
    )
    shown = {
        key: WorkSection(
            key, HEADINGS[key], counts.get(key, len(found)), sorted(found, key=_order_in(key))[:upto]
        )
        for key, found in rows.items()
    }
    _close(user, shown)
    return MyWork(shown, counts["alerts"])


def _rows_of_sources(who: Asker, section: str | None, upto: int) -> dict[str, list[Any]]:
    """The first rows of each source: on the first page in one prepared read, on a section's own pages as asked for."""
    if section is None:
        return read_of_sources(upto)(**vars(who))
    return {each.key: list(each.rows_for(who)[:upto]) for each in sources() if each.section == section}


def _all_rows_of_sources(who: Asker, section: str) -> list[QuerySet]:
    return [each.rows_for(who) for each in sources() if each.section == section]


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
