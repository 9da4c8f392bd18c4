"""Reading the files of an import: encoding, headings, cells. Every refusal names file, line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .columns import FILES, MOST_ROWS, Column, Wrong


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what, and how to mend it. ``line`` 0 is the file as a whole."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = [self.file, f"line {self.line}" if self.line else "", self.column]
        return f"{', '.join(w for w in where if w)}: {self.message}"


@dataclass(frozen=True)
class Row:
    """One line of a file, each cell read; ``None`` for an empty one."""

    file: str
    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]

    def has(self, column: str) -> bool:
        """Whether the file has this column at all: one that is missing changes nothing."""
        return column in self.cells


@dataclass
class Read:
    """The files as read: rows that are well formed, what is wrong, and what to look at."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse(self, file: str, line: int, column: str, message: str) -> None:
        """Note one thing that is wrong."""
        self.problems.append(Problem(file, line, column, message))


def decode(name: str, data: bytes, read: Read) -> str | None:
    """The text of a file; None when it can't be read, which is noted.

    UTF-8 with or without a byte-order mark. Anything else that Windows could have written is read as
    Windows-1252, with a remark that shows the words to look at.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        read.refuse(
            name, 0, "", "The file is saved as Unicode text (UTF-16). Save it as “CSV UTF-8” and try again."
        )
        return None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        read.refuse(
            name, 0, "", "This is a workbook, not a CSV file. Save the sheet as “CSV UTF-8” and try again."
        )
        return None
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        read.refuse(
            name, line, "", "There is an invisible character (NUL) here. Delete it, or save the file anew."
        )
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        read.refuse(
            name,
            line,
            "",
            "A letter here is in an encoding that can't be recognised. Save the file as “CSV UTF-8”.",
        )
        return None
    words = [w.strip('",') for w in text.replace(",", " ").split() if not w.isascii()][:5]
    read.remarks.append(
        f"{name} is saved as Windows-1252, not as UTF-8, and was read as such. Check that these words are right: "
        f"{', '.join(words)}. If they aren't, save the file as “CSV UTF-8” and upload it again."
    )
    return text


def read_files(files: Mapping[str, bytes]) -> Read:
    """Read the files by name (``teams.csv`` …). Nothing is looked up; nothing is written."""
    read = Read()
    for name in FILES:
        if name in files:
            read.rows[name] = []
            text = decode(name, files[name], read)
            if text is not None:
                _read_file(name, text, read)
    for name in files:
        if name not in FILES:
            read.refuse(
                name, 0, "", f"There is no such file in an import. The names are: {', '.join(FILES)}."
            )
    return read


def _read_file(name: str, text: str, read: Read) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    headings: list[str] | None = None
    columns = {column.name: column for column in FILES[name]}
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if headings is None:
                headings = _headings(name, cells, columns, read)
                if headings is None:
                    return
                continue
            if len(read.rows[name]) >= MOST_ROWS:
                read.refuse(
                    name, start, "", f"The file has more than {MOST_ROWS:,} lines. Split it into several."
                )
                return
            _read_row(name, start, headings, cells, columns, read)
    except csv.Error as wrong:
        read.refuse(
            name, line, "", f"This line can't be read as CSV ({wrong}). Look for a quotation mark too many."
        )
    if headings is None:
        read.refuse(name, 0, "", "The file is empty. Fill in the template, or leave the file out.")


def _headings(name: str, cells: list[str], columns: Mapping[str, Column], read: Read) -> list[str] | None:
    found = [cell.strip().casefold().replace(" ", "_") for cell in cells]
    if len(found) == 1 and any(mark in found[0] for mark in ";\t"):
        mark = "semicolons" if ";" in found[0] else "tabs"
        read.refuse(
            name, 1, "", f"The columns are separated by {mark}. Save the file with commas between them."
        )
        return None
    well = True
    for heading in dict.fromkeys(found):
        if heading and heading not in columns:
            read.refuse(name, 1, heading, f"There is no such column. The columns are: {', '.join(columns)}.")
            well = False
        if heading and found.count(heading) > 1:
            read.refuse(name, 1, heading, "This column stands here twice. Remove one.")
            well = False
    for column in columns.values():
        if column.required and column.name not in found:
            read.refuse(
                name, 1, column.name, "This column is missing. Add it to the first line, and fill it in."
            )
            well = False
    return found if well else None


def _read_row(
    name: str, line: int, headings: list[str], cells: list[str], columns: Mapping[str, Column], read: Read
) -> None:
    if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
        read.refuse(
            name,
            line,
            "",
            "The line has more cells than there are columns. Put a text with commas in quotation marks.",
        )
        return
    values, well = {}, True
    for heading, cell in zip(headings, [*cells, *[""] * len(headings)], strict=False):
        if not heading:
            continue
        try:
            values[heading] = columns[heading].value_of(cell)
        except Wrong as wrong:
            read.refuse(name, line, heading, str(wrong))
            well = False
    if well:
        read.rows[name].append(Row(name, line, values))
