"""Figures as a page and a paper show them: words alone, totals added up, small numbers left out where they must be."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from qa_portal.figures.suppression import Place, hidden_cells, hidden_parts

from .figures import figure_in
from .small_numbers import NOT_SHOWN, TOO_FEW, is_small, part_of_whole, words_of_small

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
    words, hidden = _figures_in_words(parts, smallest), _hidden(parts, smallest)
    return tuple(
        ShownPart(
            part["key"],
            part["heading"],
            tuple(part["sentences"]),
            tuple(
                ShownFigure(figure["label"], words[part["key"], figure["key"]], figure["means"])
                for figure in part["figures"]
            ),
            (
                *(_grid(grid, hidden[grid["key"]]) for grid in part["grids"]),
                *(_words(each) for each in part["tables"] if smallest is None or not each["is_inside"]),
            ),
        )
        for part in parts
    )


def said(parts: list[dict[str, Any]], key: str, smallest: int | None = None) -> str:
    """One figure of a report in words, as ``shown`` has it: for the texts that are begun from it. Raises KeyError."""
    words = _figures_in_words(parts, smallest)
    return next(words[place] for place in words if place[1] == figure_in(parts, key)["key"])


def _figures_in_words(parts: list[dict[str, Any]], smallest: int | None) -> dict[tuple[str, str], str]:
    """Every figure in words, by part and key. As it leaves the service without those from which a small number could be
    reckoned: parts that split a whole, sums of a table's totals, and where such a number is the whole of another."""
    every = {(part["key"], figure["key"]): figure for part in parts for figure in part["figures"]}
    if not smallest:
        return {place: _in_words(figure, None) for place, figure in every.items()}
    left_out = _left_out(every, _hidden(parts, smallest), parts, smallest)
    wholes = {every[place]["number"] for place in left_out} - {0}
    found = {}
    for place, figure in every.items():
        if not figure["unit"] and figure["of"] in wholes:
            found[place] = NOT_SHOWN
        elif place in left_out and not is_small(figure["number"], smallest):
            found[place] = f"{NOT_SHOWN}, of {figure['of']:,}" if figure["of"] is not None else NOT_SHOWN
        else:
            found[place] = _in_words(figure, smallest)
    return found


def _left_out(
    every: dict[tuple[str, str], dict[str, Any]],
    hidden: dict[str, frozenset[Place]],
    parts: list[dict[str, Any]],
    smallest: int,
) -> set[tuple[str, str]]:
    """The figures that aren't told, but for those that are small of themselves."""
    grids = {grid["key"]: grid for part in parts for grid in part["grids"]}
    found, splitting = set(), defaultdict(list)
    for place, figure in every.items():
        number, of = figure["number"], figure["of"]
        if number is None or figure["unit"]:
            continue
        if of is not None and not is_small(number, smallest) and is_small(of - number, smallest):
            found.add(place)
        if figure.get("splits") and of is not None:
            splitting[place[0], figure["splits"]].append(place)
        key, *columns = figure.get("adds") or [""]
        if key in grids and grids[key]["total"]:
            last, heads = len(grids[key]["lines"]), grids[key]["columns"]
            gone = {heads[column] for line, column in hidden[key] if line == last and column < len(heads)}
            if gone & set(columns) and not gone <= set(columns):
                found.add(place)
    for places in splitting.values():
        numbers = [every[place]["number"] for place in places]
        gone = hidden_parts(numbers, every[places[0]]["of"], smallest)
        found |= {place for number, place in enumerate(places) if number in gone}
    return {place for place in found if not is_small(every[place]["number"], smallest)}


def _hidden(parts: list[dict[str, Any]], smallest: int | None) -> dict[str, frozenset[Place]]:
    """What is hidden of each table of a report, by its key."""
    return {
        grid["key"]: hidden_cells(
            added_up(grid), smallest=smallest, total=grid["total"], across=grid["across"]
        )
        if smallest
        else frozenset()
        for part in parts
        for grid in part["grids"]
    }


def _in_words(figure: dict[str, Any], smallest: int | None) -> str:
    """ "12 of 15 (80%)", "7", "14 working days"; says so where there is nothing to count."""
    number, of = figure["number"], figure["of"]
    if number is None:
        return "None yet"
    if figure["unit"]:
        return TOO_FEW if smallest and is_small(of, smallest) else f"{number:g} {figure['unit']}"
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


def _grid(grid: dict[str, Any], hidden: frozenset[Place]) -> ShownTable:
    rows = added_up(grid)
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
