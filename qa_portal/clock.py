"""The only clock in the product.

Every moment that the portal records or compares comes from here, so that a test, a rehearsal of the
sweep and the demonstration can all move it, and nothing else can. In the demonstration the time is the
real time plus a stored offset that only ever grows; sessions and lock-outs never use it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")

_standing_at: ContextVar[dt.datetime | None] = ContextVar("standing_at", default=None)
_ahead: Callable[[], dt.timedelta] = dt.timedelta


def now() -> dt.datetime:
    """The moment it is for the portal: aware, in UTC."""
    fixed = _standing_at.get()
    if fixed is not None:
        return fixed
    return timezone.now() + _ahead()


def today() -> dt.date:
    """The calendar day that it is in London."""
    return london_date(now())


def london_date(moment: dt.datetime) -> dt.date:
    """The calendar day in London on which an aware moment falls."""
    return moment.astimezone(LONDON).date()


def at_london(day: dt.date, time: dt.time) -> dt.datetime:
    """The moment, in UTC, at which London's clocks show this time on this day."""
    return dt.datetime.combine(day, time, tzinfo=LONDON).astimezone(dt.UTC)


@contextlib.contextmanager
def standing_at(moment: dt.datetime) -> Iterator[None]:
    """Make the portal's clock stand at an aware moment, for a rehearsal or a test."""
    if moment.tzinfo is None:
        raise ValueError("The clock needs a moment with its time zone.")
    token = _standing_at.set(moment.astimezone(dt.UTC))
    try:
        yield
    finally:
        _standing_at.reset(token)


def runs_ahead_by(ahead: Callable[[], dt.timedelta]) -> None:
    """Let the portal's clock run ahead of real time by what ``ahead()`` gives: in the demonstration, nowhere else."""
    global _ahead
    _ahead = ahead
