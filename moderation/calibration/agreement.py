"""Agreement of two people's grades: pure functions over a table of counts (NEW-03).

A table has a row for each grade that the reviewer gave and a column for each that the moderator gave, both from the
lowest to the highest. Weighted kappa is Cohen's (1968), "Weighted kappa: nominal scale agreement with provision for
scaled disagreement or partial credit", Psychological Bulletin 70, 213-220; its standard error that of Fleiss, Cohen and
Everitt (1969), "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72, 323-327. Why they
are written here: docs/adr/0082.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

Table = Sequence[Sequence[int]]
Weights = Sequence[Sequence[float]]

#: Of fewer pairs nothing is said but how many there are: chance would say the most of it.
FEWEST = 10
#: Two-sided 95% of a normal distribution.
_95 = 1.959963984540054


def linear(size: int) -> Weights:
    """Partial credit that falls by the same amount with each grade between two: 1, 2/3, 1/3, 0 of four grades."""
    return _weights(size, lambda apart: 1 - apart / (size - 1))


def quadratic(size: int) -> Weights:
    """Partial credit that falls with the square of the distance: 1, 8/9, 5/9, 0 of four grades."""
    return _weights(size, lambda apart: 1 - (apart / (size - 1)) ** 2)


def _weights(size: int, credit: Callable[[int], float]) -> Weights:
    return [[credit(abs(row - column)) for column in range(size)] for row in range(size)]


@dataclass(frozen=True)
class Kappa:
    """Weighted kappa with its standard error and 95% confidence interval (within -1 and 1)."""

    value: float
    error: float
    low: float
    high: float


def weighted_kappa(table: Table, weights: Weights) -> Kappa | None:
    """Weighted kappa of a square table of counts; ``weights`` are of agreement, 1 on the diagonal.

    None where it can't be reckoned: no pairs, or everything in one grade on both sides.
    """
    number, size = sum(map(sum, table)), range(len(table))
    if not number:
        return None
    shares = [[count / number for count in row] for row in table]
    rows = [sum(row) for row in shares]
    columns = [sum(row[c] for row in shares) for c in size]
    observed = sum(weights[r][c] * shares[r][c] for r in size for c in size)
    expected = sum(weights[r][c] * rows[r] * columns[c] for r in size for c in size)
    if abs(1 - expected) < 1e-12:
        return None
    kappa = (observed - expected) / (1 - expected)
    of_row = [sum(weights[r][c] * columns[c] for c in size) for r in size]
    of_column = [sum(weights[r][c] * rows[r] for r in size) for c in size]
    spread = sum(
        shares[r][c] * (weights[r][c] - (of_row[r] + of_column[c]) * (1 - kappa)) ** 2
        for r in size
        for c in size
    )
    variance = (spread - (kappa - expected * (1 - kappa)) ** 2) / (number * (1 - expected) ** 2)
    error = sqrt(max(variance, 0.0))
    return Kappa(kappa, error, max(kappa - _95 * error, -1.0), min(kappa + _95 * error, 1.0))


@dataclass(frozen=True)
class Agreement:
    """What is said of a table: how many pairs, how many the same, within one grade, and which way they differ."""

    number: int
    exact: int
    within_one: int
    higher: int  #: the reviewer's grade was above the moderator's
    lower: int
    kappa: Kappa | None

    @property
    def is_too_few(self) -> bool:
        """Whether nothing is said of so few."""
        return self.number < FEWEST

    @property
    def bias(self) -> str:
        """The direction of the difference, in words."""
        if self.higher == self.lower:
            return "Neither way"
        return "Higher than the moderator" if self.higher > self.lower else "Lower than the moderator"


def agreement_of(table: Table) -> Agreement:
    """The agreement of a table of counts, its kappa with linear weights."""
    size = range(len(table))
    cells = [(r - c, table[r][c]) for r in size for c in size]
    return Agreement(
        number=sum(count for _, count in cells),
        exact=sum(count for apart, count in cells if apart == 0),
        within_one=sum(count for apart, count in cells if abs(apart) <= 1),
        higher=sum(count for apart, count in cells if apart > 0),
        lower=sum(count for apart, count in cells if apart < 0),
        kappa=weighted_kappa(table, linear(len(table))),
    )
