"""The rolling plan as CSV (LEE-18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qa_portal import clock
from qa_portal.documents.cells import csv_line

from .models import Action
from .words import owner_in_words

HEADINGS = (
    "Action",
    "Record",
    "Team",
    "What",
    "Success",
    "Priority",
    "Owner",
    "Due on",
    "State",
    "Done on",
    "Verified on",
)


def csv_lines(actions: Iterable[Action]) -> Iterator[str]:
    """The actions as lines of CSV with a heading; no cell is read as a formula by a spreadsheet."""
    yield csv_line(HEADINGS)
    for action in actions:
        yield csv_line(
            (
                action.pk,
                action.subject.reference,
                action.subject.team.name if action.subject.team else "",
                action.what,
                action.success,
                action.get_priority_display(),
                owner_in_words(action),
                action.due_on or "",
                action.get_state_display(),
                clock.london_date(action.done_at) if action.done_at else "",
                clock.london_date(action.verified_at) if action.verified_at else "",
            )
        )
