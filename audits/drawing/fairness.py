"""How fair a draw was: each team's records, places and cases drawn, beside what chance alone would give (NEW-04)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from .cases import Case, TeamShare


def shares_of_teams(
    cases: Iterable[Case], places: Mapping[int | None, int], drawn: Collection[int], wanted: int
) -> tuple[TeamShare, ...]:
    """A row for each team that has a record in the pool's service, the largest first.

    ``expected`` is its part of the cases in the pool, times the cases wanted.
    """
    records: Counter[int | None] = Counter()
    in_pool: Counter[int | None] = Counter()
    were_drawn: Counter[int | None] = Counter()
    for case in cases:
        records[case.team] += 1
        in_pool[case.team] += case.excluded is None
        were_drawn[case.team] += case.key in drawn
    whole = sum(in_pool.values())
    rows = [
        TeamShare(
            team=team,
            records=records[team],
            in_pool=in_pool[team],
            places=places.get(team, 0),
            drawn=were_drawn[team],
            expected=round(wanted * in_pool[team] / whole, 2) if whole else 0.0,
        )
        for team in records
    ]
    return tuple(sorted(rows, key=lambda row: (-row.in_pool, row.team or 0)))


def left_out_by_label(cases: Iterable[Case]) -> dict[str, int]:
    """Why cases were left out of the pool, and how many for each reason; most first."""
    labels = Counter(case.excluded.label for case in cases if case.excluded)
    return dict(labels.most_common())
