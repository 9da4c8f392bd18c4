"""The chronology of a record: structured entries from everything that is dated (LEE-17), composed by name.

What it shows is read together: an app declares its querysets to ``reads.CHRONOLOGY`` and takes its rows from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from qa_portal.documents.models import Document
from qa_portal.reading.prepared import Parts

from .models import Allocation, CaseNote, LegalStatus, Meeting, Subject
from .reads import CHRONOLOGY


@dataclass(frozen=True)
class Entry:
    """One line: the day (or moment), what sort of thing, what happened, by whom, and where it can be read."""

    at: dt.date | dt.datetime
    sort: str
    what: str
    who: str = ""
    url: str = ""
    detail: str = ""

    @property
    def day(self) -> dt.date:
        """The calendar day in London that it stands under."""
        from qa_portal import clock

        return clock.london_date(self.at) if isinstance(self.at, dt.datetime) else self.at


Source = Callable[[Any, Subject], Iterable[Entry]]
_sources: dict[str, Source] = {}

#: The most entries that one source gives: beyond it, the newest.
MOST = 2000


def register_chronology(name: str, source: Source) -> None:
    """Add an app's entries: ``source(user, subject)`` gives them from what the page has read."""
    _sources[name] = source


def chronology_of(user: Any, subject: Subject, sort: str = "") -> list[Entry]:
    """The whole chronology, newest first; of one sort, or of all."""
    entries = [entry for source in _sources.values() for entry in source(user, subject)]
    if sort:
        entries = [entry for entry in entries if entry.sort == sort]
    return sorted(entries, key=_when, reverse=True)


def sorts_of(entries: Iterable[Entry]) -> list[str]:
    """The sorts that occur, by name: what a page can filter by."""
    return sorted({entry.sort for entry in entries})


def _when(entry: Entry) -> tuple[dt.date, dt.datetime]:
    moment = entry.at if isinstance(entry.at, dt.datetime) else dt.datetime.min.replace(tzinfo=dt.UTC)
    return entry.day, moment


def ground_reads(subject: int) -> Parts:
    """What the chronology shows of the ground's own."""
    notes = CaseNote.objects.filter(subject=subject, is_significant=True, document=None)
    documents = Document.objects.filter(subject=subject, state="stored").defer("content")
    return {
        "notes": notes.select_related("recorded_by")[:MOST],
        "legal_statuses": LegalStatus.objects.filter(subject=subject)[:MOST],
        "allocations": Allocation.objects.filter(subject=subject).select_related("person", "team")[:MOST],
        "meetings": Meeting.objects.filter(subject=subject).select_related("chair")[:MOST],
        "documents": documents.select_related("added_by")[:MOST],
    }


CHRONOLOGY.register(ground_reads)


def significant_events(user: Any, subject: Subject) -> Iterable[Entry]:
    """Case notes that were marked as significant."""
    for note in CHRONOLOGY.of(subject)["notes"]:
        who = note.recorded_by.name if note.recorded_by else ""
        yield Entry(note.occurred_at, "Significant event", note.title, who, detail=note.text)


def legal_statuses(user: Any, subject: Subject) -> Iterable[Entry]:
    """Legal statuses as they began and ended."""
    for status in CHRONOLOGY.of(subject)["legal_statuses"]:
        yield Entry(status.starts_on, "Legal status", f"{status.get_status_display()} began")
        if status.ends_on:
            yield Entry(status.ends_on, "Legal status", f"{status.get_status_display()} ended")


def allocations(user: Any, subject: Subject) -> Iterable[Entry]:
    """Who worked with the record, from when."""
    for row in CHRONOLOGY.of(subject)["allocations"]:
        to = ", ".join(str(part) for part in (row.person, row.team) if part)
        yield Entry(row.starts_on, "Allocation", f"{row.get_relation_display()}: {to}")


def meetings(user: Any, subject: Subject) -> Iterable[Entry]:
    """Reviews and conferences."""
    for meeting in CHRONOLOGY.of(subject)["meetings"]:
        words = meeting.get_kind_display() + ("" if meeting.is_completed else " (being written)")
        yield Entry(meeting.held_on, "Review", words, meeting.chair.name, meeting.get_absolute_url())


def documents(user: Any, subject: Subject) -> Iterable[Entry]:
    """Documents as they came onto the record."""
    for document in CHRONOLOGY.of(subject)["documents"]:
        who = document.added_by.name if document.added_by else "The portal"
        yield Entry(
            document.added_at, document.get_kind_display(), document.title, who, document.get_absolute_url()
        )


for _name, _source in (
    ("significant_events", significant_events),
    ("legal_statuses", legal_statuses),
    ("allocations", allocations),
    ("meetings", meetings),
    ("documents", documents),
):
    register_chronology(_name, _source)
