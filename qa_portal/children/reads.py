"""What a page of a record shows, declared by every app for its own and read together in one statement.

SUMMARY.register(reads)                # in an app's wiring: reads(subject) gives querysets by name
SUMMARY.of(subject)["disputes"]        # wherever the page is put together; asked once a page
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qa_portal.reading.prepared import Parts, Prepared

from .models import Subject


class PageReads:
    """The parts of one page of a record, by name; names are one app's, so that no two mean different things."""

    def __init__(self, page: str) -> None:
        self._key = f"_reads_of_{page}"
        self._declared: list[Callable[[int], Parts]] = []
        self._read = Prepared(self._together)

    def register(self, reads: Callable[[int], Parts]) -> None:
        """Add an app's parts: ``reads(subject)`` gives them for a record's key; see ``qa_portal.reading.prepared``."""
        if reads not in self._declared:
            self._declared.append(reads)

    def of(self, subject: Subject) -> dict[str, list[Any]]:
        """All parts for a record: one query, at the first call for this object."""
        known = subject.__dict__.get(self._key)
        if known is None:
            known = subject.__dict__[self._key] = self._read(subject=subject.pk)
        return known

    def _together(self, subject: int) -> Parts:
        parts: dict[str, Any] = {}
        for reads in self._declared:
            for name, rows in reads(subject).items():
                if name in parts:
                    raise ValueError(f"Two apps read a part {name!r}.")
                parts[name] = rows
        return parts


SUMMARY = PageReads("summary")
CHRONOLOGY = PageReads("chronology")
