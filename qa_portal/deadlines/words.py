"""Dates and due times in words, the same on pages, in mails and on paper. A date always says its weekday."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from qa_portal import clock
from qa_portal.deadlines.calendar import CalendarEnds


def _in_london(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(clock.LONDON)


def weekday_date(value: dt.date | dt.datetime | None, *, year: bool = True) -> str:
    """ "Friday 4 December 2026"; a moment is placed on its day in London. "" for None."""
    if value is None or value == "":
        return ""
    return _day_in_words(_in_london(value).date() if isinstance(value, dt.datetime) else value, year)


@lru_cache(maxsize=4096)
def _day_in_words(day: dt.date, year: bool) -> str:
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if year else "")


def short_date(value: dt.date | dt.datetime) -> str:
    """ "Fri 4 December", for a box of a map; a moment is placed on its day in London."""
    day = _in_london(value) if isinstance(value, dt.datetime) else value
    return f"{day:%a} {day.day} {day:%B}"


def clock_time(value: dt.datetime | dt.time) -> str:
    """ "5pm", "9:30am", "midday", "midnight": as the clocks in London show it."""
    time = _in_london(value).time() if isinstance(value, dt.datetime) else value
    if (time.hour, time.minute) in ((0, 0), (12, 0)):
        return "midday" if time.hour else "midnight"
    minutes = f":{time.minute:02}" if time.minute else ""
    return f"{time.hour % 12 or 12}{minutes}{'am' if time.hour < 12 else 'pm'}"


def weekday_time(value: dt.datetime | None) -> str:
    """ "Friday 4 December 2026 at 5pm". "" for None."""
    return f"{weekday_date(value)} at {clock_time(value)}" if value else ""


#: When work that is scheduled for a day opens: as the day begins, so that it is there when people come in.
DAY_BEGINS = dt.time(0, 1)


def by_when(moment: dt.datetime, now: dt.datetime) -> str:
    """ "5pm on Friday 4 December"; with the year where it isn't this one, or the day is over half a year
    away."""
    return _by_when(moment, abs((moment - now).days) < 183, _in_london(now).year)


@lru_cache(maxsize=4096)
def _by_when(moment: dt.datetime, is_near: bool, this_year: int) -> str:
    there = _in_london(moment)
    year = not is_near or there.year != this_year
    if there.time() == DAY_BEGINS:
        return f"the morning of {weekday_date(moment, year=year)}"
    return f"{clock_time(moment)} on {weekday_date(moment, year=year)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def working_days_from(now: dt.datetime, moment: dt.datetime) -> int:
    """Working days after the day of ``now`` up to and including the day of ``moment``; negative when it is
    past.

    Beyond the years whose bank holidays are known, Mondays to Fridays are counted.
    """
    from qa_portal.deadlines.closures import current_calendar

    start, end = clock.london_date(now), clock.london_date(moment)
    try:
        return current_calendar().working_days_between(start, end)
    except CalendarEnds:
        weeks, rest = divmod((end - start).days, 7)
        return weeks * 5 + sum(1 for day in range(1, rest + 1) if (start + dt.timedelta(day)).weekday() < 5)


class DueState(StrEnum):
    """How near something is, which decides its symbol and its colour."""

    LATER = "later"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met-late"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Due:
    """A deadline in words, at one moment.

    ``state`` · ``short``: "in 3 working days", "2 working days overdue" · ``when``: "5pm on Friday 4
    December" · ``sentence``: "by 5pm on Friday 4 December (in 3 working days)", which follows a verb.
    """

    state: DueState
    short: str
    when: str
    sentence: str


#: From this many working days before it, a deadline is due soon.
SOON = 2


def in_words(deadline, now: dt.datetime | None = None) -> Due:
    """How a deadline stands at ``now`` (the portal's clock unless given).

    ``deadline`` has ``due_at`` and, where they mean something, ``met_at`` and ``is_open``.
    """
    now = now or clock.now()
    due_at, met_at = deadline.due_at, getattr(deadline, "met_at", None)
    when = by_when(due_at, now)
    if met_at is not None:
        done = by_when(met_at, now)
        # An extension is still counted late (LAW-06), and isn't called late where it was kept to.
        in_time = met_at <= (getattr(deadline, "first_due_at", None) or due_at)
        short = (
            "done in time" if in_time else "done within the extension" if met_at <= due_at else "done late"
        )
        state = DueState.MET if in_time else DueState.MET_LATE
        return Due(state, short, done, f"by {when}: {short}, at {done}")
    if not getattr(deadline, "is_open", True):
        return Due(DueState.STOPPED, "no longer due", when, f"by {when}: no longer due")
    if now > due_at:
        short = _overdue(now, due_at)
        return Due(DueState.OVERDUE, short, when, f"by {when} ({short})")
    short, state = _ahead(now, due_at)
    return Due(state, short, when, f"by {when} ({short})")


def _overdue(now: dt.datetime, due_at: dt.datetime) -> str:
    days = working_days_from(due_at, now)
    if days >= 1:
        return f"{_count(days, 'working day')} overdue"
    hours = int((now - due_at).total_seconds() // 3600)
    return f"{_count(hours, 'hour')} overdue" if hours else "just overdue"


def _ahead(now: dt.datetime, due_at: dt.datetime) -> tuple[str, DueState]:
    if clock.london_date(now) == clock.london_date(due_at):
        hours = int((due_at - now).total_seconds() // 3600)
        return (f"today, in {_count(hours, 'hour')}" if hours else "today, within the hour"), DueState.TODAY
    days = working_days_from(now, due_at)
    if days < 1:
        # A due time that falls on a day off, before the next working day.
        calendar_days = (clock.london_date(due_at) - clock.london_date(now)).days
        return f"in {_count(calendar_days, 'day')}", DueState.SOON
    return f"in {_count(days, 'working day')}", DueState.SOON if days <= SOON else DueState.LATER


def due_words(deadline, now: dt.datetime | None = None) -> str:
    """ "Answer by 5pm on Friday 4 December (in 3 working days)": the deadline's ``label``, and until when."""
    label = getattr(deadline, "label", "") or "Due"
    return f"{label} {in_words(deadline, now).sentence}"
