"""The kinds of report, and the parts and sheets that apps put into them when they load.

The ground knows neither audits nor disputes: an app says in its ``ready`` which kinds there are, and what it knows to
say in each. A kind to which nobody contributes isn't offered.

    register_kind(ReportKind(ReportName.MONTHLY, PeriodKind.MONTH, narratives=(...)))
    register_part(ReportName.MONTHLY, Part("grades", "Grades", grades_of, order=20))
    register_sheet(ReportName.MONTHLY, Sheet("audits", "Audits", HEADINGS, WIDTHS, rows_of_audits))
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from qa_portal import clock
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.people.directory import directory

from .figures import Gathered
from .periods import PeriodKind, year_of


@dataclass(frozen=True)
class Scope:
    """What a report is about: a service under its framework, from a first day until a last; ``about``, the key of a
    thing (a cycle) where it is about one, else 0. ``gathered_at``: when the figures were gathered, so that they can be
    gathered once more as of then."""

    framework: FrameworkVersion
    team: int
    first: dt.date
    last: dt.date
    about: int = 0
    gathered_at: dt.datetime | None = None

    @property
    def policy(self) -> Framework:
        """The service's procedure."""
        return policy_of(self.framework)

    @property
    def teams(self) -> frozenset[int]:
        """The service's team and every team under it."""
        return frozenset(directory().teams_under(self.team))

    @property
    def begins(self) -> dt.datetime:
        """The moment at which the period begins."""
        return clock.at_london(self.first, dt.time(0))

    @property
    def ends(self) -> dt.datetime:
        """The moment at which the period has ended: what happened before it counts."""
        return clock.at_london(self.last + dt.timedelta(days=1), dt.time(0))

    @property
    def looked_at(self) -> dt.datetime:
        """The moment as of which a thing is told that goes on after the period's end: when the figures are gathered."""
        return self.gathered_at or clock.now()

    @property
    def year_first(self) -> dt.date:
        """The first day of the year that the period's last day lies in."""
        reports = self.policy.reports
        return year_of(self.last, reports.year_begins if reports else 4)[0]

    @property
    def year_begins(self) -> dt.datetime:
        """The moment at which that year begins."""
        return clock.at_london(self.year_first, dt.time(0))

    def unit_of(self, team: int | None) -> int | None:
        """Which of the units directly below the service a team belongs to; the service itself for its own work."""
        line = directory().line_of_teams(team)
        if self.team not in line:
            return None
        place = line.index(self.team)
        return line[place - 1] if place else self.team


@dataclass(frozen=True)
class Narrative:
    """One text of a report that people write. ``drafted`` writes a first version from the figures, naming no small
    number: the text goes to everybody on the list. ``is_needed``: it can't be published without."""

    key: str
    heading: str
    hint: str = ""
    drafted: Callable[[list[dict[str, Any]], int], str] | None = None
    is_needed: bool = True


@dataclass(frozen=True)
class Thing:
    """What a report can be about that is no month, quarter or year: its key, its words, its first and last day."""

    key: int
    words: str
    first: dt.date
    last: dt.date


def _nothing(scope_team: int) -> list[Thing]:
    return []


@dataclass(frozen=True)
class ReportKind:
    """One kind of report. ``things(team)`` gives what one can be about, the newest first, where it is about a thing.

    ``is_anonymous``: its texts may name nobody, not even those who work there (MER-22).
    """

    name: ReportName
    period: PeriodKind
    narratives: tuple[Narrative, ...] = ()
    things: Callable[[int], list[Thing]] = _nothing
    is_anonymous: bool = False

    @property
    def label(self) -> str:
        """In words."""
        return self.name.label

    def narrative(self, key: str) -> Narrative:
        """The text with this key. Raises KeyError."""
        for narrative in self.narratives:
            if narrative.key == key:
                return narrative
        raise KeyError(key)


@dataclass(frozen=True)
class Part:
    """One part of a kind of report; ``gather`` says what it has to say of a scope, None for nothing."""

    key: str
    heading: str
    gather: Callable[[Scope], Gathered | None]
    order: int = 50


#: A row of a sheet: the key of the record that it is about (None for none), and its cells.
SheetRow = tuple[int | None, tuple[Any, ...]]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a report's spreadsheet. Cells are words, numbers, days, moments, yes or no."""

    key: str
    name: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Callable[[Scope], Iterable[SheetRow]]


_kinds: dict[ReportName, ReportKind] = {}
_parts: defaultdict[ReportName, dict[str, Part]] = defaultdict(dict)
_sheets: defaultdict[ReportName, dict[str, Sheet]] = defaultdict(dict)


def register_kind(kind: ReportKind) -> None:
    """Make a kind of report known."""
    _kinds[kind.name] = kind


def register_part(name: ReportName, part: Part) -> None:
    """Put a part into a kind of report."""
    _parts[name][part.key] = part


def register_sheet(name: ReportName, sheet: Sheet) -> None:
    """Put a sheet into the spreadsheet of a kind of report."""
    _sheets[name][sheet.key] = sheet


def kind_of(name: str) -> ReportKind:
    """The kind of this name. Raises KeyError."""
    return _kinds[ReportName(name)]


def parts_of(name: str) -> list[Part]:
    """The parts of a kind of report, in their order."""
    return sorted(_parts[ReportName(name)].values(), key=lambda part: (part.order, part.key))


def sheets_of(name: str) -> list[Sheet]:
    """The sheets of a kind of report, in the order in which they were registered."""
    return list(_sheets[ReportName(name)].values())


def kinds_for(policy: Framework) -> list[ReportKind]:
    """The kinds of report that a procedure has and somebody contributes to, in the procedure's order."""
    if policy.reports is None:
        return []
    names = [plan.report for plan in policy.reports.plans]
    return [_kinds[name] for name in names if name in _kinds and (_parts[name] or _sheets[name])]
