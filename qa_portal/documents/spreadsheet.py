"""Lists as a spreadsheet, written row by row in constant memory, and nothing in it is ever a formula."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from qa_portal import clock

#: What a spreadsheet is served as.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: How wide a column is by default, in characters.
WIDTH = 18


def write_spreadsheet(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str, widths: Sequence[int] = ()
) -> IO[bytes]:
    """Write rows of words, numbers, dates and moments under their headings; give the open file, at its beginning.

    A text stays a text whatever it begins with; a moment stands as its day in London. Belongs to whoever closes it.
    """
    return write_workbook([(sheet, headings, widths, rows)])


def write_workbook(
    sheets: Iterable[tuple[str, Sequence[str], Sequence[int], Iterable[Sequence[Any]]]],
) -> IO[bytes]:
    """Write a spreadsheet of several sheets: each one's name, headings, widths and rows, as ``write_spreadsheet``."""
    import xlsxwriter  # takes a while to load, and few requests need it

    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "d mmmm yyyy"})
    for name, headings, widths, rows in sheets:
        page = book.add_worksheet(name[:31])
        for column, _heading in enumerate(headings):
            page.set_column(column, column, widths[column] if column < len(widths) else WIDTH)
        page.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(page, number, column, value, day)
    book.close()
    file.seek(0)
    return file


def _write(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, str):
        if value:
            page.write_string(row, column, value)
    elif isinstance(value, bool):
        page.write_string(row, column, "Yes" if value else "No")
    elif isinstance(value, int | float):
        page.write_number(row, column, value)
    elif isinstance(value, dt.datetime):
        page.write_datetime(row, column, clock.london_date(value), day)
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, day)
