"""The only clock in the product.

Every moment that the portal records or compares comes from here, so that a test, a rehearsal of the
sweep and the demonstration can all move it, and nothing else can. In the demonstration the time is the
real time plus a stored offset that only ever grows; sessions and lock-outs never use it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import caches
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")

_standing_at: ContextVar[dt.datetime | None] = ContextVar("standing_at", default=None)
_OFFSET_KEY = "demo-clock-offset"


def now() -> dt.datetime:
    """The moment it is for the portal: aware, in UTC."""
    fixed = _standing_at.get()
    if fixed is not None:
        return fixed
    moment = timezone.now()
    if getattr(settings, "DEMO", False):
        moment += _demo_offset()
    return moment


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


def move_demo_clock_to(moment: dt.datetime) -> dt.timedelta:
    """Move the demonstration's clock forward to a moment; give the new offset from real time.

    Raises ValueError outside the demonstration, and for a moment that is already past: rows are never
    shifted, so a clock that went back would contradict what is recorded.
    """
    from qa_portal.models import DemoClock

    if not getattr(settings, "DEMO", False):
        raise ValueError("Only the demonstration can move its clock.")
    if moment < now():
        raise ValueError("The demonstration's clock only goes forward.")
    offset = moment - timezone.now()
    DemoClock.objects.update_or_create(pk=1, defaults={"offset": offset})
    caches["local"].delete(_OFFSET_KEY)
    return offset


def _demo_offset() -> dt.timedelta:
    """The stored offset, kept for one second so that a page does not ask for it at each row."""
    from qa_portal.models import DemoClock

    offset = caches["local"].get(_OFFSET_KEY)
    if offset is None:
        try:
            stored = DemoClock.objects.filter(pk=1).values_list("offset", flat=True).first()
        except (OperationalError, ProgrammingError):  # before the first migration Django's checks ask already
            return dt.timedelta()
        offset = stored or dt.timedelta()
        caches["local"].set(_OFFSET_KEY, offset, 1)
    return offset
