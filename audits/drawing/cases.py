"""What goes into a draw and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: What becomes of a case; the same words as ``DrawLine.Fate``.
DRAWN, NOT_DRAWN, EXCLUDED = "drawn", "not_drawn", "excluded"

#: The phases of a draw, in order: what is given up in each. The shortest allocation is given up last (WAL-02).
IN_PLACES, BEYOND_PLACES, TOO_NEW = "in_places", "beyond_places", "too_new"


@dataclass(frozen=True)
class Exclusion:
    """Why a case isn't in the pool: ``label`` to count by ("Restricted to named people"), ``because`` in full."""

    label: str
    because: str


@dataclass(frozen=True, slots=True)
class Case:
    """One open record of the service, by keys alone.

    ``too_new`` says, in a sentence, that it was allocated to its practitioner too lately; "" where it wasn't.
    ``ties`` are what single reviewers have had to do with it: reviewer → phrases that follow their name.
    """

    key: int
    team: int | None
    practitioner: int | None
    excluded: Exclusion | None = None
    too_new: str = ""
    ties: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who audits: how many they take, the teams that are their own, and whom they supervise."""

    key: int
    name: str
    share: int
    teams: frozenset[int] = frozenset()
    supervises: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rules:
    """The rules of selection that a framework sets."""

    by_team: bool = True
    one_a_cycle: bool = True
    not_own_team: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one case, and why; ``lot`` is empty for a case that wasn't in the pool."""

    case: Case
    fate: str
    because: str
    lot: float | None = None
    reviewer: int | None = None
    barred: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class TeamShare:
    """How one team fared: its records, those in the pool, its places, those drawn, and what chance alone would give."""

    team: int | None
    records: int
    in_pool: int
    places: int
    drawn: int
    expected: float


@dataclass(frozen=True)
class Outcome:
    """A draw: its lines (drawn first, by lot), what had to be relaxed, why it fell short, and how fair it was.

    ``infeasible`` is empty where as many cases were drawn and paired as were asked for.
    """

    lines: tuple[Line, ...]
    relaxed: tuple[str, ...]
    infeasible: tuple[str, ...]
    teams: tuple[TeamShare, ...]
    taken: Mapping[int, int]
    left_out: Mapping[str, int]

    @property
    def drawn(self) -> tuple[Line, ...]:
        """The cases that were drawn, by lot."""
        return tuple(line for line in self.lines if line.fate == DRAWN)
