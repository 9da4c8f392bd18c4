"""Write a case note, and follow one up. A note is never changed: what was wrong with it is said in a follow-up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from qa_portal import clock
from qa_portal.children.models import CaseNote, Subject
from qa_portal.trail.acts import act

from .details import refuse_unless_writer


def add_case_note(
    subject: Subject,
    *,
    by: Any,
    title: str,
    text: str,
    type: str = CaseNote.Type.CASE_NOTE,
    is_significant: bool = False,
    occurred_at: dt.datetime | None = None,
) -> CaseNote:
    """Put a note on a record (LEE-17): a title of 100 characters at most, when it was (now unless given), by whom.

    Raises NotYours.
    """
    with act("add_case_note", by=by):
        refuse_unless_writer(by, subject)
        return CaseNote.objects.create(
            subject=subject,
            title=title.strip()[:100],
            type=type,
            text=text,
            is_significant=is_significant,
            occurred_at=occurred_at or clock.now(),
            recorded_at=clock.now(),
            recorded_by=by,
        )


def add_follow_up(
    note: CaseNote,
    *,
    by: Any,
    text: str,
    is_significant: bool = False,
    occurred_at: dt.datetime | None = None,
) -> CaseNote:
    """Follow a note up with another one that points to it. A follow-up of a follow-up points to the first note."""
    first = note.follows or note
    with act("add_follow_up", by=by):
        refuse_unless_writer(by, note.subject)
        return CaseNote.objects.create(
            subject=note.subject,
            title=f"Follow-up: {first.title}"[:100],
            type=first.type,
            text=text,
            is_significant=is_significant,
            follows=first,
            occurred_at=occurred_at or clock.now(),
            recorded_at=clock.now(),
            recorded_by=by,
        )
