"""The Insights dashboard: how cycles, grades, actions, alerts and disputes stand, and how they moved over a year.

Each app counts its own (``qa_portal.figures``) and registers how it is shown::

    register_insight(Insight("audits.grades", AUDITS, 20, ("audits.grades",), chart_of_grades))

The page reads all kept figures in one query, whatever their number: nothing is counted while somebody waits. That there
is much of something is never shown as bad; what is late or below what is asked is (NEW-08).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.http import urlencode

from qa_portal import clock
from qa_portal.charts.shapes import Bars, Lines
from qa_portal.figures.queries import Found, figures_of
from qa_portal.people.directory import directory

#: The parts of the page, in order, with what each says under its heading.
AUDITS, WORK, DISPUTES = "audits", "work", "disputes"
SECTIONS = {
    AUDITS: (
        "Audits",
        "Audits that were returned to their team. One whose grade is challenged isn’t counted.",
    ),
    WORK: ("Actions, alerts and overdue work", "As it stands now."),
    DISPUTES: ("Disputes and commendations", "How many there are says nothing of how good practice is."),
}

#: How many months the page shows, the present one among them.
MONTHS = 12
#: How far back figures by month are counted.
COUNTED_MONTHS = 24


def sees_insights(user: Any) -> bool:
    """The quality assurance team."""
    return directory().is_quality_team(user.pk)


@dataclass(frozen=True)
class Asked:
    """What a chart is made of: the months shown, the figures found, and the team that was chosen ("" for all)."""

    months: tuple[dt.date, ...]
    found: Mapping[str, list[Found]]
    team: str = ""

    def of(self, measure: str) -> list[Found]:
        """The figures of a measure."""
        return self.found.get(measure, [])

    def url(self, name: str, **filters: Any) -> str:
        """The list behind a bar, of the same team."""
        kept = filters | ({"team": self.team} if self.team else {})
        return f"{reverse(name)}?{urlencode(kept)}" if kept else reverse(name)


@dataclass(frozen=True)
class Insight:
    """One chart of the dashboard: its part of the page, its place there, the measures it is made of."""

    key: str
    section: str
    order: int
    measures: tuple[str, ...]
    chart: Callable[[Asked], Bars | Lines]


_insights: dict[str, Insight] = {}


def register_insight(insight: Insight) -> Insight:
    """Add a chart; registering its key again replaces it."""
    _insights[insight.key] = insight
    return insight


def measures_shown() -> list[str]:
    """All measures that the page is made of."""
    return sorted({measure for each in _insights.values() for measure in each.measures})


def charts(teams: Collection[int] | None, team: str) -> list[tuple[str, str, list[Bars | Lines]]]:
    """The parts of the page: heading, what it says, its charts; over ``teams`` (None: the whole council)."""
    months = months_until(clock.today(), MONTHS)
    asked = Asked(months, figures_of(measures_shown(), teams=teams, since=months[0]), team)
    found = []
    for key, (heading, about) in SECTIONS.items():
        ordered = sorted((i for i in _insights.values() if i.section == key), key=lambda i: i.order)
        found.append((heading, about, [each.chart(asked) for each in ordered]))
    return found


# -- months ---------------------------------------------------------------------------------------------------


def months_until(day: dt.date, number: int) -> tuple[dt.date, ...]:
    """The first days of so many months, up to that of ``day``."""
    last = day.year * 12 + day.month - 1
    return tuple(dt.date(n // 12, n % 12 + 1, 1) for n in range(last - number + 1, last + 1))


def counted_since() -> dt.datetime:
    """The moment from which on figures by month are counted."""
    return clock.at_london(months_until(clock.today(), COUNTED_MONTHS)[0], dt.time(0))


def month_of(column: str) -> TruncMonth:
    """The first day of the month in London in which a moment lies, as the database says it."""
    return TruncMonth(column, output_field=DateField(), tzinfo=clock.LONDON)


def in_words(month: dt.date) -> str:
    """A month as charts say it: "Nov 2026"."""
    return f"{month:%b %Y}"


def by_month(rows: list[Found], months: tuple[dt.date, ...]) -> dict[dt.date, tuple[int, int]]:
    """For each month, numerator and denominator summed; (0, 0) where there was nothing."""
    found = dict.fromkeys(months, (0, 0))
    for row in rows:
        if row.month in found:
            number, out_of = found[row.month]
            found[row.month] = (number + row.number, out_of + row.out_of)
    return found


def some(number: int, one: str, many: str) -> str:
    """ "1 dispute was", "2 disputes were"."""
    return f"{number:,} {one if number == 1 else many}"


def share(number: int, out_of: int) -> str:
    """ "12 of 15 (80%)"; says so where there is nothing to count."""
    return f"{number:,} of {out_of:,} ({round(100 * number / out_of)}%)" if out_of else "none yet"


def shares(rows: list[Found], months: tuple[dt.date, ...]) -> tuple[tuple[int | None, ...], tuple[str, ...]]:
    """A line of percentages over the months, and each with its numerator and denominator (LAW-07)."""
    found = by_month(rows, months).values()
    percent = tuple(round(100 * number / of) if of else None for number, of in found)
    return percent, tuple(f"{number:,} of {of:,}" if of else "" for number, of in found)
