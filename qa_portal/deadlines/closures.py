"""The council's closure days, and the one function that gives today's working-day calendar.

A closure day (between Christmas and New Year, say) is not a working day. Adding or removing one re-dates the open
deadlines, which is the ledger's work (LAW-05).
"""

import contextlib
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from datetime import date
from functools import lru_cache

from django.core.signals import request_finished, request_started
from django.db import models

from qa_portal.deadlines.calendar import WorkingCalendar
from qa_portal.trail.records import Trail


class ClosureDay(models.Model):
    """A day on which the council is closed beyond weekends and bank holidays."""

    day = models.DateField("day", unique=True)
    reason = models.CharField("reason", max_length=200)
    history = Trail()

    class Meta:
        ordering = ("day",)
        verbose_name = "closure day"

    def __str__(self) -> str:
        return f"{self.day.isoformat()}: {self.reason}"

    def save(self, *args, **kwargs):
        """Save, and forget the calendar that this request has already asked for."""
        super().save(*args, **kwargs)
        forget_calendar()

    def delete(self, *args, **kwargs):
        """Delete, and forget the calendar that this request has already asked for."""
        deleted = super().delete(*args, **kwargs)
        forget_calendar()
        return deleted


_in_this_request: ContextVar[dict | None] = ContextVar("calendar_in_this_request", default=None)


def current_calendar() -> WorkingCalendar:
    """Today's calendar: the bank holidays of England and Wales and the council's closure days.

    The closure days (a handful) are read once a request, and at each call outside a request, so that every process sees
    a change at its next request; the calendar itself is built once a process for each set of closure days. Code that
    dates many deadlines asks once and passes the calendar on.
    """
    asked = _in_this_request.get()
    if asked and "calendar" in asked:
        return asked["calendar"]
    calendar = _calendar_with(tuple(ClosureDay.objects.order_by("day").values_list("day", flat=True)))
    if asked is not None:
        asked["calendar"] = calendar
    return calendar


def know_closure_days(days: Iterable[date]) -> None:
    """Spare this request its question: the closure days, in order, were read with something else."""
    asked = _in_this_request.get()
    if asked is not None:
        asked["calendar"] = _calendar_with(tuple(days))


@contextlib.contextmanager
def one_calendar() -> Iterator[None]:
    """Read the closure days once for all that is dated inside, as within a request: for the sweep."""
    token = _in_this_request.set({})
    try:
        yield
    finally:
        _in_this_request.reset(token)


def forget_calendar() -> None:
    """Make the next ``current_calendar()`` of this request read the closure days again."""
    asked = _in_this_request.get()
    if asked is not None:
        asked.clear()


@lru_cache(maxsize=4)
def _calendar_with(closure_days: tuple[date, ...]) -> WorkingCalendar:
    return WorkingCalendar.of_england(closure_days)


def _begin_request(**_signal) -> None:
    _in_this_request.set({})


def _end_request(**_signal) -> None:
    _in_this_request.set(None)


request_started.connect(_begin_request, dispatch_uid="calendar-begins-a-request")
request_finished.connect(_end_request, dispatch_uid="calendar-ends-a-request")
