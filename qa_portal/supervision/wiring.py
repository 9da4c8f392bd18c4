"""What supervision brings to the pages of a record: its start menu, its chronology, its trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa_portal.children.changes import register_trail
from qa_portal.children.chronology import MOST, Entry, register_chronology
from qa_portal.children.models import Subject
from qa_portal.children.reads import CHRONOLOGY
from qa_portal.children.summary import register_start
from qa_portal.reading.prepared import Parts

from .models import Supervision, SupervisionExtension
from .rules import may_note_decision, may_supervise


def reads(subject: int) -> Parts:
    """What the chronology shows of supervision."""
    found = Supervision.objects.filter(subject=subject).select_related("recorded_by")
    return {"supervisions": found[:MOST]}


def supervisions(user: Any, subject: Subject) -> Iterable[Entry]:
    """Supervisions and management decisions, on the day on which they were held (LEE-17)."""
    for each in CHRONOLOGY.of(subject)["supervisions"]:
        yield Entry(
            each.held_on,
            "Supervision",
            each.get_kind_display(),
            each.recorded_by.name,
            each.get_absolute_url(),
            each.reflection,
        )


CHRONOLOGY.register(reads)
register_chronology("supervisions", supervisions)
register_start("supervision", "Record a case supervision", "supervision_add", may_supervise, order=60)
register_start("oversight", "Record a management decision", "oversight_add", may_note_decision, order=61)
register_trail("supervisions", Supervision, "Supervision")
register_trail("supervision_extensions", SupervisionExtension, "Longer times between supervisions")
