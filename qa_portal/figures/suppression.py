"""Small numbers are hidden, and whatever would tell them by a subtraction (KNO-24, NEW-08).

A table of counts is shown with its totals. Numbers from one up to ``FEWEST`` - 1 are hidden. Then more are hidden until
no hidden number follows from those shown: with rows and columns as the two sides of a graph and each hidden number as
an edge between its row and its column, a number follows from the rest exactly where its edge lies on no circle. Nought
is shown: that nobody was there tells of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Numbers below it, but for nought, are hidden.
FEWEST = 5

Place = tuple[int, int]


def suppressed(cells: Sequence[Sequence[int]], fewest: int = FEWEST) -> list[list[int | None]]:
    """The table with a last column and a last row of totals; None in place of what is hidden."""
    full = [[*row, sum(row)] for row in cells]
    full.append([sum(column) for column in zip(*full, strict=True)])
    hidden = {(r, c) for r, row in enumerate(full) for c, value in enumerate(row) if 0 < value < fewest}
    given_up: set[Place] = set()
    while told := next((p for p in sorted(hidden - given_up) if _is_told(p, hidden, full, fewest)), None):
        if others := _that_cover(told, hidden, full, fewest):
            hidden.add(min(others, key=lambda place: _cost(place, full)))
        else:
            given_up.add(told)  # all around it is hidden already
    return [
        [None if (r, c) in hidden else value for c, value in enumerate(row)] for r, row in enumerate(full)
    ]


def _that_cover(told: Place, hidden: set[Place], full: list[list[int]], fewest: int) -> set[Place]:
    """What can be hidden with a number: whatever alone is enough; else what its row or its column shows,
    whichever of them hides less yet."""
    row, column = told
    shown = {(r, c) for r in range(len(full)) for c in range(len(full[0]))} - hidden
    if enough := {place for place in shown if not _is_told(told, hidden | {place}, full, fewest)}:
        return enough
    in_row, in_column = {p for p in shown if p[0] == row}, {p for p in shown if p[1] == column}
    is_first = sum(r == row for r, _ in hidden) <= sum(c == column for _, c in hidden)
    return (in_row or in_column) if is_first else (in_column or in_row)


def _cost(place: Place, full: list[list[int]]) -> tuple[bool, bool, int, Place]:
    """What is hidden first: small numbers, then noughts, totals last."""
    row, column = place
    is_total = row == len(full) - 1 or column == len(full[row]) - 1
    value = full[row][column]
    return is_total, value == 0, value, place


def _is_told(place: Place, hidden: set[Place], full: list[list[int]], fewest: int) -> bool:
    """Whether a hidden number follows from what is shown, or those hidden beside it come to too little with it."""
    row, column = place
    if not _leads_round(place, hidden):
        return True
    in_row = [(row, c) for c in range(len(full[row]) - 1) if (row, c) in hidden]
    in_column = [(r, column) for r in range(len(full) - 1) if (r, column) in hidden]
    ends = ((row, len(full[row]) - 1), (len(full) - 1, column))
    for line, end in zip((in_row, in_column), ends, strict=True):
        if place in line and end not in hidden and sum(full[r][c] for r, c in line) < fewest:
            return True
    return False


def _leads_round(place: Place, hidden: set[Place]) -> bool:
    """Whether one comes from its row to its column by other hidden numbers."""
    row, column = place
    others = hidden - {place}
    seen, todo = {("row", row)}, [("row", row)]
    while todo:
        side, line = todo.pop()
        for r, c in others:
            here, there = (("row", r), ("column", c)) if side == "row" else (("column", c), ("row", r))
            if here == (side, line) and there not in seen:
                seen.add(there)
                todo.append(there)
    return ("column", column) in seen
