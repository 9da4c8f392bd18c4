"""The spreadsheet of a report on disputes: a row for each dispute raised in the period."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from qa_portal.people.directory import directory
from qa_portal.reporting.kinds import Scope, SheetRow

from .counted import fostering, raised_in

#: What stands for the reference of a restricted record.
RESTRICTED = "Restricted record"

HEADINGS = (
    "Record",
    "Service or team",
    "Kind of case",
    "Theme",
    "Raised on",
    "Raised by",
    "First taken up informally",
    "Highest stage",
    "Stages",
    "Closed on",
    "Outcome",
    "Working days, formal process",
    "Child told",
    "Advocate offered",
)
WIDTHS = (14, 28, 20, 28, 18, 24, 14, 18, 8, 18, 30, 14, 10, 10)


def dispute_rows(scope: Scope, narrowed: Q | None = None) -> Iterator[SheetRow]:
    """A row for each dispute raised in the period."""
    names = directory().team_names
    for each in raised_in(scope, narrowed):
        cells = (
            each.reference,
            names.get(each.unit, "Other"),
            each.kind,
            each.theme,
            each.on,
            each.raised_by,
            each.tried == "yes",
            each.highest,
            len(each.levels),
            each.closed_on,
            each.outcome or "Still open",
            each.days,
            each.told,
            each.advocate,
        )
        yield (None, (RESTRICTED, *cells[1:])) if each.is_restricted else (each.record, cells)


def fostering_rows(scope: Scope) -> Iterator[SheetRow]:
    """A row for each dispute of the period that concerns fostering."""
    return dispute_rows(scope, fostering())
