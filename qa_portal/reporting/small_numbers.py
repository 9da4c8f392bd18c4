"""Small numbers in what leaves the service: left out, and others with them by which they could be reckoned (NEW-08).

A number below the smallest that may be told, but for 0, is *small*. In a table that adds up, a number that is left out
alone could be got back from its total; so further ones are left out until none can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

Cell = tuple[int, int]

#: What stands for a number that could be reckoned from a small one.
NOT_SHOWN = "not shown"
#: What stands for a part of a whole that is small itself.
TOO_FEW = "too few to say"


def is_small(number: int | float | None, smallest: int) -> bool:
    """Whether a count is too small to be told."""
    return number is not None and 0 < number < smallest


def words_of_small(smallest: int) -> str:
    """What stands for a small number."""
    return f"fewer than {smallest}"


def part_of_whole(number: int, of: int, smallest: int) -> str:
    """ "12 of 15 (80%)" with what is small in it left out: the number, what is missing to the whole, or the whole."""
    if is_small(of, smallest):
        return TOO_FEW
    if is_small(number, smallest):
        return f"{words_of_small(smallest)} of {of}"
    if is_small(of - number, smallest):
        return f"{NOT_SHOWN}, of {of}"
    return f"{number} of {of} ({round(100 * number / of)}%)" if of else "None"


def hidden_cells(
    rows: Sequence[Sequence[int]], *, smallest: int, total: bool, across: bool
) -> frozenset[Cell]:
    """The cells of a table that are left out, as (line, column), the totals that are shown among them.

    ``rows`` holds the totals too: with ``across`` the last column adds up the others, with ``total`` the last line.
    """
    width = len(rows[0]) if rows else 0
    every = [(line, column) for line in range(len(rows)) for column in range(width)]
    hidden = {cell for cell in every if is_small(rows[cell[0]][cell[1]], smallest)}
    sums = list(_sums(len(rows), width, total=total, across=across))
    while told := _can_be_reckoned(hidden, sums):
        beside = {cell for group in sums if told & group for cell in group} - hidden
        if not beside:
            break
        # The one that says least: the smallest that isn't nothing, and no total where a plain number will do.
        ends = (len(rows) - 1 if total else -1, width - 1 if across else -1)
        hidden.add(
            min(
                beside,
                key=lambda c: (rows[c[0]][c[1]] == 0, c[0] == ends[0] or c[1] == ends[1], rows[c[0]][c[1]]),
            )
        )
    return frozenset(hidden)


def _sums(height: int, width: int, *, total: bool, across: bool) -> Iterator[frozenset[Cell]]:
    """The groups of cells that add up: each line with its total, each column with its own."""
    if across:
        yield from (frozenset((line, column) for column in range(width)) for line in range(height))
    if total:
        yield from (frozenset((line, column) for line in range(height)) for column in range(width))


def _can_be_reckoned(hidden: set[Cell], sums: list[frozenset[Cell]]) -> set[Cell]:
    """The hidden cells that follow from what is shown: those that the sums determine.

    Each sum is an equation in the hidden cells alone. Solved as far as they go, an equation with one unknown left tells
    that cell.
    """
    order = sorted(hidden)
    equations = [
        [Fraction(int(cell in group)) for cell in order] for group in sums if any(c in group for c in order)
    ]
    done = 0
    for column in range(len(order)):
        pivot = next((row for row in range(done, len(equations)) if equations[row][column]), None)
        if pivot is None:
            continue
        equations[done], equations[pivot] = equations[pivot], equations[done]
        lead = equations[done]
        factor = lead[column]
        equations[done] = lead = [value / factor for value in lead]
        for row, equation in enumerate(equations):
            if row != done and equation[column]:
                by = equation[column]
                equations[row] = [value - by * leading for value, leading in zip(equation, lead, strict=True)]
        done += 1
    told = (equation for equation in equations if sum(1 for value in equation if value) == 1)
    return {order[next(i for i, value in enumerate(equation) if value)] for equation in told}
