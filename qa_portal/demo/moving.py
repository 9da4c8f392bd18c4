"""Moving the demonstration's clock. What then happens is the apps' business: each registers it by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.plan import MORNING

from .clock import move_demo_clock_to

#: ``passes(until)`` does what would have happened by itself until then, and gives sentences about it.
Passes = Callable[[dt.datetime], list[str]]
_passes: dict[str, Passes] = {}

#: The demonstration goes no further at once.
FARTHEST = dt.timedelta(days=100)


class WillNotMove(ValueError):
    """The clock can't be moved to that moment; the sentence says why."""


def when_clock_moves(passes: Passes) -> Passes:
    """Register what is to happen, moment by moment, while the clock moves on; called when an app loads."""
    _passes[f"{passes.__module__}.{passes.__qualname__}"] = passes
    return passes


def move_to(moment: dt.datetime) -> list[str]:
    """Let time pass until ``moment``, as it would have passed, then set the clock; give what happened.

    Raises WillNotMove for a moment that is past, or more than a hundred days ahead.
    """
    now = clock.now()
    if moment <= now:
        raise WillNotMove("The clock only goes forward. Choose a later day or time.")
    if moment - now > FARTHEST:
        raise WillNotMove("That is more than a hundred days ahead. Go there in smaller steps.")
    said = [sentence for passes in _passes.values() for sentence in passes(moment)]
    move_demo_clock_to(max(moment, clock.now()))
    return said


def steps_from(now: dt.datetime) -> dict[str, tuple[str, dt.datetime]]:
    """The moves that the page offers: key → (words, the moment that each leads to)."""
    calendar, today = current_calendar(), clock.london_date(now)
    next_day = calendar.add_working_days(today, 1)
    at_this_time = now.astimezone(clock.LONDON).time()
    return {
        "hour": ("One hour", now + dt.timedelta(hours=1)),
        "morning": ("Next working morning, 9am", clock.at_london(next_day, MORNING)),
        "day": ("One working day", clock.at_london(next_day, at_this_time)),
        "five": ("Five working days", clock.at_london(calendar.add_working_days(today, 5), at_this_time)),
    }
