"""Gathering a report's figures and the rows of its sheets, together, from one reading of the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa_portal import clock

from .kinds import Scope, Sheet, parts_of, sheets_of


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet as they are kept, and the records that they are about."""

    sheet: Sheet
    rows: list[list[Any]]
    records: list[int]


def gather_parts(kind: str, scope: Scope) -> list[dict[str, Any]]:
    """What every part of a kind of report says of a scope today, as it is kept with a report."""
    found = []
    for part in parts_of(kind):
        gathered = part.gather(scope)
        if gathered is not None:
            found.append(gathered.as_json(part.key, part.heading))
    return found


def gather_sheets(kind: str, scope: Scope) -> list[SheetRows]:
    """The rows of every sheet of a kind of report."""
    found = []
    for sheet in sheets_of(kind):
        rows, records = [], set()
        for record, cells in sheet.rows(scope):
            rows.append([_kept(cell) for cell in cells])
            if record is not None:
                records.add(record)
        found.append(SheetRows(sheet, rows, sorted(records)))
    return found


def _kept(cell: Any) -> Any:
    """A cell as JSON keeps it: a day as a list of one."""
    if isinstance(cell, dt.datetime):
        return [clock.london_date(cell).isoformat()]
    return [cell.isoformat()] if isinstance(cell, dt.date) else cell


def as_cells(rows: Iterable[list[Any]]) -> Iterable[list[Any]]:
    """Kept rows as a spreadsheet takes them."""
    for row in rows:
        yield [dt.date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in row]
