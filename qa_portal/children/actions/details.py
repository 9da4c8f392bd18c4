"""Correct what a record says of its subject, and say who its siblings are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from qa_portal.children.models import Sibling, Subject
from qa_portal.children.rules import may_see_record, may_write_on_record
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotYours

#: What can be corrected in the portal. The reference is the council's and stays.
CORRECTABLE = (
    "first_name",
    "last_name",
    "known_as",
    "date_of_birth",
    "died_on",
    "other_reference",
    "case_kind",
    "sex",
    "ethnicity",
    "disability",
)


def refuse_unless_writer(by: Any, subject: Subject) -> None:
    """Raise NotYours unless the record opens to this person."""
    if not may_write_on_record(by, subject):
        raise NotYours("This record isn't open to you, so nothing was written on it.")


def correct_details(subject: Subject, *, by: Any, details: Mapping[str, Any], reason: str = "") -> Subject:
    """Correct details where somebody noticed that they are wrong (MOS-04), and give the fresh record.

    The correction is part of the record's history, with ``reason`` as its why, and a later import leaves
    the corrected columns alone. What is not in ``details`` stays. Raises NotYours, and ValidationError by
    field for dates that contradict each other.
    """
    unknown = set(details) - set(CORRECTABLE)
    if unknown:
        raise ValueError(f"These are not details that can be corrected: {sorted(unknown)}")
    with act("correct_details", by=by, reason=reason):
        fresh = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
        refuse_unless_writer(by, fresh)
        changed = [name for name, value in details.items() if getattr(fresh, name) != value]
        for name in changed:
            setattr(fresh, name, details[name])
        if fresh.died_on and fresh.date_of_birth and fresh.died_on < fresh.date_of_birth:
            raise ValidationError(
                {"died_on": "The date of death is before the date of birth. Correct one of them."}
            )
        if changed:
            fresh.corrected_fields = sorted({*fresh.corrected_fields, *changed})
            fresh.version += 1
            fresh.save()
    return fresh


def link_siblings(subject: Subject, *, by: Any, other: Subject) -> Sibling:
    """Record that two subjects are siblings; the pair is kept once. Raises NotYours and ValidationError."""
    with act("link_siblings", by=by):
        refuse_unless_writer(by, subject)
        if not may_see_record(by, other):
            raise NotYours("The other record isn't open to you, so the two were not linked.")
        if subject.pk == other.pk:
            raise ValidationError({"other": "This is the same record. Give the sibling's reference."})
        one, two = sorted((subject, other), key=lambda each: each.pk)
        link, _ = Sibling.objects.get_or_create(one=one, other=two)
    return link


def unlink_siblings(link: Sibling, *, by: Any, subject: Subject, reason: str) -> None:
    """Take back a link that was wrong; its history stays. Raises NotYours and ValidationError."""
    if not reason.strip():
        raise ValidationError(
            {"reason": "Say why the two are not siblings. It stays in the record's history."}
        )
    with act("unlink_siblings", by=by, reason=reason):
        refuse_unless_writer(by, subject)
        if subject.pk not in (link.one_id, link.other_id):
            raise NotYours("This link belongs to other records.")
        link.delete()
