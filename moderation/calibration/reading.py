"""What the page of calibration says: a line for each reviewer, team, tool or cycle and stratum, from the kept pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum

from audits.grading import ORDER, rank_of
from qa_portal.charts.shapes import BarRow, Bars, Part
from qa_portal.dashboards.insights import share
from qa_portal.figures.queries import kept
from qa_portal.people.directory import Directory

from .agreement import Agreement, agreement_of
from .counts import CALIBRATION, STRATA

#: By what it can be looked at, with the heading of the column.
BY = {"reviewer": "Reviewer", "team": "Team", "tool": "Tool", "cycle": "Cycle"}
_PARTS = (
    Part("Reviewer lower", "light"),
    Part("The same", "plain"),
    Part("Reviewer higher", "strong"),
)


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    name: str
    stratum: str
    agreement: Agreement

    @property
    def exact(self) -> str:
        """How many were graded the same."""
        return share(self.agreement.exact, self.agreement.number)

    @property
    def within_one(self) -> str:
        """How many were at most one grade apart."""
        return share(self.agreement.within_one, self.agreement.number)

    @property
    def kappa(self) -> str:
        """Weighted kappa with its 95% confidence interval."""
        found = self.agreement.kappa
        if found is None:
            return "Can’t be reckoned: all in one grade"
        return f"{found.value:.2f} ({found.low:.2f} to {found.high:.2f})"


def keys_by(dimension: str) -> list[str]:
    """All reviewers, teams, tools or cycles of which something was moderated; one query."""
    rows = kept([CALIBRATION]).filter(along__startswith=f"{dimension}:")
    return sorted(set(rows.values_list("along", flat=True)))


def lines_of(keys: Iterable[str], book: Directory) -> list[Line]:
    """A line for each of these and each stratum, in the order of the keys; one query."""
    ordered = list(keys)
    tables: dict[tuple[str, str], list[list[int]]] = defaultdict(_no_pairs)
    rows = kept([CALIBRATION]).filter(along__in=ordered)
    for along, stratum, pair, number in rows.values_list("along", "within", "stands").annotate(Sum("number")):
        own, moderated = pair.split(">")
        tables[along, stratum][rank_of(own)][rank_of(moderated)] += number
    return [
        Line(name_of(key, book), STRATA[stratum], agreement_of(tables[key, stratum]))
        for key in ordered
        for stratum in STRATA
        if (key, stratum) in tables
    ]


def _no_pairs() -> list[list[int]]:
    return [[0] * len(ORDER) for _ in ORDER]


def name_of(key: str, book: Directory) -> str:
    """What a key stands for, in words."""
    dimension, of, label = key.split(":", 2)
    if dimension == "reviewer":
        person = book.people.get(int(of))
        return person.name if person else "Somebody who has left"
    if dimension == "team":
        return book.team_names.get(int(of), "")
    return label


def chart_of(lines: list[Line]) -> Bars:
    """Which way reviewers and moderators differ, the strata apart, each of which there are enough to say anything.
    Neither way is good or bad."""
    rows = tuple(
        BarRow(line.stratum, (line.agreement.lower, line.agreement.exact, line.agreement.higher))
        for line in lines
        if not line.agreement.is_too_few
    )
    if rows:
        same = sum(row.values[1] for row in rows)
        point = f"Graded the same by reviewer and moderator: {share(same, sum(row.total for row in rows))}"
    else:
        number = sum(line.agreement.number for line in lines)
        point = f"{number:,} moderated: too few to say how far grades agree"
    return Bars(
        "calibration", point, "Moderated audits, by why they were moderated", "Moderated", _PARTS, rows
    )
