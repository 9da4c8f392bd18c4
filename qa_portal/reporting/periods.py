"""The periods that reports are about: months, quarters and years, as a service counts its year."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

#: How far back a report can be drafted.
MONTHS_BACK, QUARTERS_BACK, YEARS_BACK = 24, 8, 5


class PeriodKind(StrEnum):
    """What a report is about."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    #: A month, a quarter or a year: what an inspection asks for.
    ANY = "any"
    #: Something else with a beginning and an end: a cycle.
    THING = "thing"


Period = tuple[dt.date, dt.date]


def month_of(day: dt.date) -> Period:
    """The month that a day lies in."""
    first = day.replace(day=1)
    return first, months_after(first, 1) - dt.timedelta(days=1)


def months_after(first: dt.date, number: int) -> dt.date:
    """The first day of the month so many months after a first of a month; before it where negative."""
    month = first.month - 1 + number
    return dt.date(first.year + month // 12, month % 12 + 1, 1)


def year_of(day: dt.date, begins: int) -> Period:
    """The year that a day lies in, where a year begins with this month."""
    first = dt.date(day.year if day.month >= begins else day.year - 1, begins, 1)
    return first, months_after(first, 12) - dt.timedelta(days=1)


def quarter_of(day: dt.date, begins: int) -> Period:
    """The quarter of that year that a day lies in."""
    first, _ = year_of(day, begins)
    months = (day.year - first.year) * 12 + day.month - first.month
    start = months_after(first, months // 3 * 3)
    return start, months_after(start, 3) - dt.timedelta(days=1)


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of each month from one day's to another's."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = months_after(month, 1)
    return found


def periods(kind: PeriodKind, today: dt.date, begins: int) -> list[Period]:
    """The periods of a kind that a report can be drafted for today, the newest (which isn't over yet) first."""
    if kind == PeriodKind.ANY:
        each = (PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH)
        return [period for one in each for period in periods(one, today, begins)]
    if kind == PeriodKind.MONTH:
        first = today.replace(day=1)
        return [month_of(months_after(first, -n)) for n in range(MONTHS_BACK)]
    if kind == PeriodKind.QUARTER:
        first, _ = quarter_of(today, begins)
        return [quarter_of(months_after(first, -3 * n), begins) for n in range(QUARTERS_BACK)]
    if kind == PeriodKind.YEAR:
        first, _ = year_of(today, begins)
        return [year_of(months_after(first, -12 * n), begins) for n in range(YEARS_BACK)]
    return []


def in_words(first: dt.date, last: dt.date) -> str:
    """ "November 2026", "July to September 2026", "April 2026 to March 2027"; days where it is no whole months."""
    if (first, last) == month_of(first):
        return f"{first:%B %Y}"
    if first.day != 1 or last != month_of(last)[1]:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    return f"{first:%B} to {last:%B %Y}" if first.year == last.year else f"{first:%B %Y} to {last:%B %Y}"
