"""Figures as a page and a paper show them: words alone, totals added up, small numbers left out where they must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_portal.figures.suppression import hidden_cells

from .small_numbers import NOT_SHOWN, is_small, part_of_whole, words_of_small

ALL = "All"


@dataclass(frozen=True)
class ShownFigure:
    """One figure in words."""

    label: str
    words: str
    means: str = ""


@dataclass(frozen=True)
class ShownTable:
    """A table in words; the first cell of a row heads it. ``last_is_total``: the last row adds up the others.

    ``numbers`` are those of the lines and columns that are drawn as bars in these ``tones``, under ``point``: none
    where a number is left out, since a bar would tell it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    means: str = ""
    is_numbers: bool = True
    last_is_total: bool = False
    key: str = ""
    point: str = ""
    tones: tuple[str, ...] = ()
    numbers: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class ShownPart:
    """One part of a report."""

    key: str
    heading: str
    sentences: tuple[str, ...]
    figures: tuple[ShownFigure, ...]
    tables: tuple[ShownTable, ...]


def shown(parts: list[dict[str, Any]], *, smallest: int | None = None) -> tuple[ShownPart, ...]:
    """The parts of a report in words. With ``smallest``, as it leaves the service: no number below it, but for 0, nor
    one by which it could be reckoned, and no table that is for the service alone."""
    return tuple(
        ShownPart(
            part["key"],
            part["heading"],
            tuple(part["sentences"]),
            tuple(
                ShownFigure(figure["label"], figure_in_words(figure, smallest), figure["means"])
                for figure in part["figures"]
            ),
            (
                *(_grid(grid, smallest) for grid in part["grids"]),
                *(_words(each) for each in part["tables"] if smallest is None or not each["is_inside"]),
            ),
        )
        for part in parts
    )


def figure_in_words(figure: dict[str, Any], smallest: int | None = None) -> str:
    """ "12 of 15 (80%)", "7", "14 working days"; says so where there is nothing to count."""
    number, of = figure["number"], figure["of"]
    if number is None:
        return "None yet"
    if figure["unit"]:
        return f"{number:g} {figure['unit']}"
    if of is None:
        return words_of_small(smallest) if smallest and is_small(number, smallest) else f"{number:,}"
    if not of:
        return "None yet"
    if smallest:
        return part_of_whole(number, of, smallest)
    return f"{number:,} of {of:,} ({round(100 * number / of)}%)"


def added_up(grid: dict[str, Any]) -> list[list[int]]:
    """The numbers of a table with its totals."""
    rows = [list(line["numbers"]) for line in grid["lines"]]
    if grid["across"]:
        rows = [[*row, sum(row)] for row in rows]
    if grid["total"] and rows:
        rows.append([sum(column) for column in zip(*rows, strict=True)])
    return rows


def _grid(grid: dict[str, Any], smallest: int | None) -> ShownTable:
    rows = added_up(grid)
    hidden = (
        hidden_cells(rows, smallest=smallest, total=grid["total"], across=grid["across"])
        if smallest
        else frozenset()
    )
    labels = [line["label"] for line in grid["lines"]] + ([ALL] if grid["total"] and rows else [])

    def words(line: int, column: int) -> str:
        return NOT_SHOWN if (line, column) in hidden else f"{rows[line][column]:,}"

    return ShownTable(
        grid["caption"],
        (grid["heading"], *grid["columns"], *([ALL] if grid["across"] else [])),
        tuple(
            (label, *(words(line, column) for column in range(len(rows[line]))))
            for line, label in enumerate(labels)
        ),
        grid["means"],
        last_is_total=bool(grid["total"] and rows),
        key=grid["key"],
        point=grid["point"],
        tones=tuple(grid["tones"]),
        numbers=() if hidden else tuple(tuple(line["numbers"]) for line in grid["lines"]),
    )


def _words(table: dict[str, Any]) -> ShownTable:
    rows = tuple(tuple(row) for row in table["rows"])
    return ShownTable(table["caption"], tuple(table["columns"]), rows, is_numbers=False)
