"""Small numbers are hidden, and others with them by which they could be reckoned (KNO-24, NEW-08).

Numbers from one up to the smallest that may be told are hidden. In a table that adds up, a number that is hidden alone
could be got back from its total, so more are hidden until none can be. With rows and columns as the two sides of a
graph and each hidden number as an edge between its row and its column, a number follows from those shown exactly where
its edge lies on no circle; where only rows, or only columns, add up, where nothing else in its sum is hidden. Nought is
shown: that nobody was there tells of nobody. All that is hidden is to be shown alike: who is told which of two numbers
were small, and what they come to, may know both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

#: Numbers below it, but for nought, are hidden, unless a procedure says another.
SMALLEST = 5

Place = tuple[int, int]


def suppressed(cells: Sequence[Sequence[int]], smallest: int = SMALLEST) -> list[list[int | None]]:
    """The table with a last column and a last row of totals; None in place of what is hidden."""
    full = [[*row, sum(row)] for row in cells]
    full.append([sum(column) for column in zip(*full, strict=True)])
    hidden = hidden_cells(full, smallest=smallest, total=True, across=True)
    return [
        [None if (r, c) in hidden else value for c, value in enumerate(row)] for r, row in enumerate(full)
    ]


def hidden_cells(
    rows: Sequence[Sequence[int]], *, smallest: int, total: bool, across: bool
) -> frozenset[Place]:
    """The numbers of a table that are hidden, as (row, column), totals among them.

    ``rows`` holds the totals too: with ``across`` the last column adds up the others, with ``total`` the last row.
    """
    places = [(r, c) for r, row in enumerate(rows) for c in range(len(row))]
    hidden = {(r, c) for r, c in places if 0 < rows[r][c] < smallest}
    if total and across and rows:
        # Several tables of a report add up to the same totals: what is hidden of those goes by them alone, so that no
        # table shows what another hides.
        last = len(rows) - 1
        hidden |= {(last, c) for c in hidden_parts(rows[last][:-1], rows[last][-1], smallest)}
    table = _Table(rows, smallest, total, across)
    given_up: set[Place] = set()
    while told := next((p for p in sorted(hidden - given_up) if table.tells(p, hidden)), None):
        if others := table.that_cover(told, hidden):
            hidden.add(min(others, key=table.cost))
        else:
            given_up.add(told)  # all around it is hidden already
    return frozenset(hidden)


def hidden_parts(parts: Sequence[int], whole: int, smallest: int = SMALLEST) -> frozenset[int]:
    """Which parts of a whole that is shown are hidden, by their places: small ones, and others beside them until
    neither a small part nor a small rest follows, nor is all that is hidden small together."""
    rest = whole - sum(parts)
    gone = {place for place, part in enumerate(parts) if 0 < part < smallest}
    while True:
        unknown = [parts[place] for place in gone] + ([rest] if rest > 0 else [])
        is_safe = len(unknown) > 1 and sum(unknown) >= smallest
        others = [place for place, part in enumerate(parts) if part and place not in gone]
        if is_safe or not others or not any(0 < part < smallest for part in unknown):
            return frozenset(gone)
        gone.add(min(others, key=lambda place: (parts[place], place)))


@dataclass(frozen=True)
class _Table:
    """A table that adds up, or not, and what of it tells what."""

    rows: Sequence[Sequence[int]]
    smallest: int
    total: bool
    across: bool

    def tells(self, place: Place, hidden: set[Place]) -> bool:
        """Whether a hidden number follows from what is shown, or those hidden beside it come to too little with it."""
        if self.total and self.across:
            if not _leads_round(place, hidden):
                return True
        elif any(len(group & hidden) == 1 for group in self._sums_of(place)):
            return True
        return any(self._comes_to_little(place, group, hidden) for group in self._sums_of(place))

    def _comes_to_little(self, place: Place, group: frozenset[Place], hidden: set[Place]) -> bool:
        """Whether a sum is shown, and what is hidden of it is small as a whole."""
        end = max(group)
        gone = (group & hidden) - {end}
        come_to = sum(self.rows[r][c] for r, c in gone)
        return place in gone and end not in hidden and come_to < self.smallest

    def _sums_of(self, place: Place) -> list[frozenset[Place]]:
        """What adds up with a place: its row with its total, its column with its own."""
        row, column = place
        in_row = frozenset((row, c) for c in range(len(self.rows[row])))
        in_column = frozenset((r, column) for r in range(len(self.rows)))
        return [*([in_row] if self.across else []), *([in_column] if self.total else [])]

    def that_cover(self, told: Place, hidden: set[Place]) -> set[Place]:
        """What can be hidden with a number: whatever alone is enough; else what one of its sums shows, that of which
        less is hidden yet. The last line of totals only where nothing else is left."""
        shown = {(r, c) for r, row in enumerate(self.rows) for c in range(len(row))} - hidden
        sums = sorted(self._sums_of(told), key=lambda group: len(group & hidden))
        for among in ({place for place in shown if not self._is_last(place)}, shown):
            if enough := {place for place in among if not self.tells(told, hidden | {place})}:
                return enough
            if some := next((set(group & among) for group in sums if group & among), None):
                return some
        return set()

    def _is_last(self, place: Place) -> bool:
        return self.total and place[0] == len(self.rows) - 1

    def cost(self, place: Place) -> tuple[bool, bool, int, Place]:
        """What is hidden first: small numbers, then noughts, totals last."""
        row, column = place
        is_total = self._is_last(place) or (self.across and column == len(self.rows[row]) - 1)
        value = self.rows[row][column]
        return is_total, value == 0, value, place


def _leads_round(place: Place, hidden: set[Place]) -> bool:
    """Whether one comes from its row to its column by other hidden numbers."""
    beside: dict[tuple[str, int], set[tuple[str, int]]] = defaultdict(set)
    for row, column in hidden - {place}:
        beside["row", row].add(("column", column))
        beside["column", column].add(("row", row))
    start, end = ("row", place[0]), ("column", place[1])
    seen, todo = {start}, [start]
    while todo:
        for there in beside[todo.pop()] - seen:
            seen.add(there)
            todo.append(there)
    return end in seen
