"""The dry run: what a sweep would say at a moment, by the sweep's own rules, from rows that stay as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa_portal import clock
from qa_portal.deadlines.closures import one_calendar
from qa_portal.deadlines.holders import Hearers
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.plan import DUE_SOON, DUE_TODAY, Occasion
from qa_portal.deadlines.words import by_when

from .flood import due, flood_at
from .saying import Saying
from .sweep import BATCH, hearers_for, try_to_say


@dataclass(frozen=True)
class Line:
    """One line of the table: who would hear what about which deadline, and why it is they."""

    what: str
    reference: str
    due: str
    says: str
    to: str
    why: str


@dataclass
class Rehearsal:
    """What a sweep at one moment would do."""

    at: dt.datetime
    flood: int = 0
    deadlines: int = 0
    missed: int = 0
    messages: int = 0
    lines: list[Line] = field(default_factory=list)


def rehearse(at: dt.datetime) -> Rehearsal:
    """What a sweep at ``at`` would do with the deadlines as they stand now; posts and cover as of that day.

    Reads alone. What the sweeps before then would have said by themselves is said late, or left out, by the
    rules of a late sweep.
    """
    shown = Rehearsal(at)
    with clock.standing_at(at), one_calendar():
        shown.flood = flood_at(at)
        after = 0
        while rows := list(due(at).filter(pk__gt=after).select_related("subject").order_by("pk")[:BATCH]):
            after = rows[-1].pk
            hearers = hearers_for(rows)
            for row in rows:
                saying = try_to_say(row, at, hearers)
                shown.deadlines += 1
                shown.missed += saying.is_breach
                shown.messages += len(saying.messages)
                shown.lines += _lines(row, saying, hearers, at)
    return shown


def _lines(row: Deadline, saying: Saying, hearers: Hearers, at: dt.datetime) -> Iterator[Line]:
    start = (row.label, row.subject.reference, by_when(row.due_at, at))
    if saying.error is not None:
        yield Line(*start, "fails", "", type(saying.error).__name__)
    for occasion, to in saying.said:
        says = in_words(occasion)
        if not occasion.tell:
            yield Line(*start, says, "nobody, as the framework says", "")
        elif not to:
            yield Line(*start, says, "nobody could be found", "an incident for the administrators")
        for who in to:
            yield Line(*start, says, hearers.in_words([who.person_pk], preferring=row.owner), who.why)
    for occasion in saying.left_out:
        yield Line(*start, in_words(occasion), "left out", "it came too late to be of use")


def in_words(occasion: Occasion) -> str:
    """An occasion as the table names it: "reminder (2wd before)", "due", "overdue (5wd)"."""
    name, _, how_long = occasion.name.partition(":")
    if name == DUE_SOON:
        return f"due in {how_long}"
    if name == DUE_TODAY:
        return "due today"
    return "missed" if occasion.is_breach else f"overdue by {how_long}"
