"""Write a case note, and follow one up. A note is never changed: what was wrong with it is said in a follow-up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from qa_portal import clock
from qa_portal.children.models import CaseNote, Subject
from qa_portal.children.queries import siblings_of
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


def copy_case_note(note: CaseNote, *, by: Any, to: Iterable[Subject]) -> list[CaseNote]:
    """Copy a note that concerns siblings to their records, in one step; each copy says where it came from (LEE-08).

    A record that has the note already is left out. Raises NotYours for a record that doesn't open to this person, and
    ValidationError for one that isn't a sibling's.
    """
    first = note.copied_from or note
    with act("copy_case_note", by=by):
        refuse_unless_writer(by, note.subject)
        siblings = {sibling.pk for sibling in siblings_of(by, note.subject)}
        copies = []
        for subject in to:
            refuse_unless_writer(by, subject)
            if subject.pk not in siblings:
                raise ValidationError(
                    {"to": "That record isn’t a sibling’s. Link the two as siblings first."}
                )
            if subject.pk == first.subject_id or first.copies.filter(subject=subject).exists():
                continue
            copies.append(
                CaseNote.objects.create(
                    subject=subject,
                    title=first.title,
                    type=first.type,
                    text=first.text,
                    is_significant=first.is_significant,
                    copied_from=first,
                    occurred_at=first.occurred_at,
                    recorded_at=clock.now(),
                    recorded_by=by,
                )
            )
    return copies
