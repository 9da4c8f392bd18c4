"""What a report's figures are made of: counts with what they are counted of, tables of counts, tables of words.

All of it is plain data, gathered once by an app and kept with the report as JSON: a page, a paper and a comparison with
today's records read the same. A number is a count unless it says otherwise, so that small ones can be left out.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One number, with what it is counted of; ``means`` says how it is counted.

    ``number`` is None where there is nothing to say (no median of nothing). ``unit`` follows a number that counts no
    people or cases ("working days"): such a number is never small, but what it is of may be.

    For what leaves the service (``shown``): ``adds`` is the key of a table and the columns whose totals the number adds
    up; figures with the same ``splits`` are parts of one whole that exclude each other.
    """

    key: str
    label: str
    number: int | float | None
    of: int | None = None
    unit: str = ""
    means: str = ""
    adds: tuple[str, ...] = ()
    splits: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a table of counts."""

    label: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Grid:
    """A table of counts.

    ``total``: the lines add up to a last line; ``across``: the columns add up to a last column. Neither is kept: both
    are added up when the table is shown, so that they can't differ from what stands above and before them. ``tones``
    (a tone of ``charts`` for each column) has it drawn as bars, under ``point``, the sentence that they make.
    """

    key: str
    caption: str
    heading: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: bool = True
    across: bool = False
    means: str = ""
    tones: tuple[str, ...] = ()
    point: str = ""


@dataclass(frozen=True)
class WordTable:
    """A table of words; it names no child. ``is_inside`` keeps it out of what leaves the service."""

    key: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_inside: bool = False


@dataclass(frozen=True)
class Gathered:
    """What one part of a report says: sentences that hold no numbers, figures, tables."""

    sentences: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    grids: tuple[Grid, ...] = ()
    tables: tuple[WordTable, ...] = ()

    def as_json(self, key: str, heading: str) -> dict[str, Any]:
        """As it is kept with its report, in the very form in which it comes back from there."""
        return json.loads(json.dumps({"key": key, "heading": heading, **asdict(self)}))


def figure_in(parts: list[dict[str, Any]], key: str) -> dict[str, Any]:
    """The figure with this key in the parts of a report. Raises KeyError."""
    for part in parts:
        for figure in part["figures"]:
            if figure["key"] == key:
                return figure
    raise KeyError(key)


def grid_in(parts: list[dict[str, Any]], key: str) -> dict[str, Any]:
    """The table of counts with this key in the parts of a report. Raises KeyError."""
    for part in parts:
        for grid in part["grids"]:
            if grid["key"] == key:
                return grid
    raise KeyError(key)


def every_number(parts: list[dict[str, Any]]) -> dict[str, int | float | None]:
    """Each number of a report by what it says, for a comparison: "Grades: Good in July"."""
    found: dict[str, int | float | None] = {}
    for part in parts:
        for figure in part["figures"]:
            name = f"{part['heading']}: {figure['label']}"
            found[name] = figure["number"]
            if figure["of"] is not None:
                found[f"{name}, counted of"] = figure["of"]
        for grid in part["grids"]:
            for line in grid["lines"]:
                for column, number in zip(grid["columns"], line["numbers"], strict=True):
                    found[f"{grid['caption']}: {line['label']}, {column}"] = number
    return found
