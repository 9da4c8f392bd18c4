"""What a chart shows, before it is drawn: its point, its rows or columns, the numbers of the table under it.

A chart says its point in its heading: "3 of 41 pieces of work are overdue", not "Work by person". Colour alone tells
nothing: each part of a bar carries its number, each line a mark of its own, and the table says all of it in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """How a part of a bar or a line is drawn: its fill, the ink of a number on it (4.5 to 1), its outline."""

    fill: str
    ink: str
    line: str


#: The tones that there are. "bad" and "warn" are for what is late or below what is asked, never for a mere volume: that
#: there are many disputes isn't bad (NEW-08).
TONES = {
    "plain": Tone("#1d70b8", "#ffffff", "#1d70b8"),
    "light": Tone("#cfe2f3", "#0b0c0c", "#5694ca"),
    "quiet": Tone("#e4e6e8", "#0b0c0c", "#8a9095"),
    "good": Tone("#00703c", "#ffffff", "#00703c"),
    "strong": Tone("#4c2c92", "#ffffff", "#4c2c92"),
    "warn": Tone("#fcd57a", "#0b0c0c", "#8a6a1c"),
    "bad": Tone("#942514", "#ffffff", "#942514"),
}


@dataclass(frozen=True)
class Part:
    """What one colour of the bars, or one line, stands for: its words and its tone (a key of ``TONES``)."""

    label: str
    tone: str = "plain"


@dataclass(frozen=True)
class BarRow:
    """One bar: its label, a whole number for each part, and where each part leads ("" nowhere)."""

    label: str
    values: tuple[int, ...]
    urls: tuple[str, ...] = ()
    note: str = ""

    @property
    def total(self) -> int:
        """All parts together."""
        return sum(self.values)

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Each number with where it leads; a zero leads nowhere."""
        urls = self.urls or ("",) * len(self.values)
        return [(value, url if value else "") for value, url in zip(self.values, urls, strict=True)]


@dataclass(frozen=True)
class Bars:
    """Bars, one below the other; of several parts each, stacked.

    ``key`` makes its ids unique on a page; ``point`` is its heading, ``about`` what the bars are and are counted in;
    ``first`` heads the labels' column. ``most`` bars are drawn: the table has them all.
    """

    key: str
    point: str
    about: str
    first: str
    parts: tuple[Part, ...]
    rows: tuple[BarRow, ...]
    most: int = 15

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(row.total for row in self.rows)

    @property
    def drawn(self) -> tuple[BarRow, ...]:
        """The bars of the picture."""
        return self.rows[: self.most]

    @property
    def leads_on(self) -> bool:
        """Whether a bar leads to another page."""
        return any(url for row in self.rows for _value, url in row.cells)

    @property
    def headings(self) -> list[str]:
        """The heads of the table's columns."""
        parts = [part.label for part in self.parts]
        return [self.first, *parts, *(["All"] if len(parts) > 1 else [])]

    @property
    def lines(self) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        """The table's rows: the label, its note, and each number with where it leads."""
        for row in self.rows:
            cells = [(f"{value:,}", url) for value, url in row.cells]
            yield row.label, row.note, cells + ([(f"{row.total:,}", "")] if len(self.parts) > 1 else [])


@dataclass(frozen=True)
class Lines:
    """Lines over time: a value, or None, for each column. ``unit`` follows a number: "%".

    ``notes`` says for each line and column what a number is of ("12 of 15"), and stands in the table beside it.
    """

    key: str
    point: str
    about: str
    first: str
    columns: tuple[str, ...]
    parts: tuple[Part, ...]
    values: tuple[tuple[int | None, ...], ...]
    unit: str = ""
    top: int | None = None
    notes: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value is None for line in self.values for value in line)

    @property
    def leads_on(self) -> bool:
        """Lines lead nowhere."""
        return False

    @property
    def headings(self) -> list[str]:
        """The heads of the table's columns: time runs down, a column a line."""
        return [self.first, *(part.label for part in self.parts)]

    @property
    def lines(self) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        """The table's rows: the column's label, and each line's number."""
        for place, column in enumerate(self.columns):
            yield column, "", [(self._words(line, place), "") for line in range(len(self.parts))]

    def _words(self, line: int, place: int) -> str:
        value = self.values[line][place]
        if value is None:
            return "None yet"
        said = f"{value:,}{self.unit}"
        return f"{self.notes[line][place]} ({said})" if self.notes else said
