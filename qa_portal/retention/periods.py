"""Until when a record is kept: by law where somebody was ever looked after, else by the procedure (LAW-09)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from qa_portal.children.models import Subject
from qa_portal.frameworks.policy import Retention
from qa_portal.frameworks.policy.retention import SAID_BY_LAW
from qa_portal.frameworks.vocabulary import CountedFrom

#: Of somebody who was ever looked after: so many years from birth; from death, where they died under that age (LAW-09).
YEARS_FROM_BIRTH, YEARS_FROM_DEATH, DIED_UNDER = 75, 15, 18


@dataclass(frozen=True)
class Period:
    """How long a record is kept. ``until`` is the last day; None: for good, or it can't be reckoned (``lacks`` says
    why). ``basis`` says by what, in words that give no date away."""

    basis: str
    until: dt.date | None = None
    lacks: str = ""

    def is_over(self, today: dt.date) -> bool:
        """Whether the last day lies behind: never while there is none."""
        return self.until is not None and today > self.until


def period_of(subject: Subject, *, was_looked_after: bool, policy: Retention) -> Period:
    """How long a record is kept, by its kind of case and by whether its subject was ever looked after.

    An open record is kept whatever its age, so no period ends before the day on which it was closed, or of the death.
    """
    closed = subject.closed_on or subject.died_on
    period = (
        _by_law(subject)
        if was_looked_after or subject.case_kind in SAID_BY_LAW
        else _by_policy(subject, policy)
    )
    if closed is None:
        return Period(period.basis, lacks="The record is open.")
    if period.until is None:
        return period
    return Period(period.basis, max(period.until, closed))


def _by_law(subject: Subject) -> Period:
    if subject.date_of_birth is None:
        return Period("The law, for looked-after children", lacks="The date of birth isn’t recorded.")
    if subject.died_on and subject.died_on < anniversary(subject.date_of_birth, DIED_UNDER):
        return Period(
            f"Looked-after child who died under {DIED_UNDER}: {YEARS_FROM_DEATH} years from death",
            anniversary(subject.died_on, YEARS_FROM_DEATH),
        )
    return Period(
        f"Looked-after child: the {YEARS_FROM_BIRTH}th anniversary of birth",
        anniversary(subject.date_of_birth, YEARS_FROM_BIRTH),
    )


def _by_policy(subject: Subject, policy: Retention) -> Period:
    kept = policy.period_of(subject.case_kind)
    kind = subject.get_case_kind_display()
    if kept is None:
        return Period(f"{kind}: kept for good", lacks="The procedure sets no period for this type of record.")
    years = f"{kept.years} year{'' if kept.years == 1 else 's'}"
    basis = f"{kind}: {years} from {kept.counted_from.label.lower()}"
    if kept.counted_from == CountedFrom.BIRTH:
        if subject.date_of_birth is None:
            return Period(basis, lacks="The date of birth isn’t recorded.")
        return Period(basis, anniversary(subject.date_of_birth, kept.years))
    closed = subject.closed_on or subject.died_on
    return Period(basis, anniversary(closed, kept.years) if closed else None)


def anniversary(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; of 29 February, where there is none, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
