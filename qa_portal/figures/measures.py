"""The measures that are kept: each app registers its own when it loads.

    register_measure(Measure("audits.grades", grades_by_month, every=AN_HOUR))

``count()`` gives the rows of today: it reads what it likes, as large as it is, since nobody waits for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

#: How old the figures of a measure grow before they are counted anew.
FIVE_MINUTES = dt.timedelta(minutes=5)
AN_HOUR = dt.timedelta(hours=1)


class Row(NamedTuple):
    """One figure as a measure counts it; see ``Figure``."""

    number: int
    out_of: int = 0
    team: int | None = None
    month: dt.date | None = None
    along: str = ""
    within: str = ""
    stands: str = ""


@dataclass(frozen=True)
class Measure:
    """Something that is counted regularly."""

    key: str
    count: Callable[[], Iterable[Row]]
    every: dt.timedelta = FIVE_MINUTES


_measures: dict[str, Measure] = {}


def register_measure(measure: Measure) -> Measure:
    """Have a measure kept; registering its key again replaces it."""
    _measures[measure.key] = measure
    return measure


def measures() -> list[Measure]:
    """All that are kept."""
    return list(_measures.values())
