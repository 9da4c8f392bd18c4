"""Lock a record down to named people, and open it again (LEE-14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from qa_portal.children.models import Guardian, Subject
from qa_portal.children.notices import tell_named_people
from qa_portal.children.rules import may_restrict_record
from qa_portal.trail.acts import act
from qa_portal.workflow.steps import NotYours


def restrict_record(subject: Subject, *, by: Any, people: Iterable[Any], reason: str) -> Subject:
    """Lock a record down to these people, or say anew who they are; each who wasn't named before is told.

    Everyone else in whose scope it is sees that it is restricted and nothing of it. Raises NotYours, and
    ValidationError by field without a reason or without people.
    """
    named = list(dict.fromkeys(people))
    if not named:
        raise ValidationError({"people": "Name at least one person to whom the record stays open."})
    if not reason.strip():
        raise ValidationError({"reason": "Say why the record is restricted. The named people read it."})
    with act("restrict_record", by=by, reason=reason):
        fresh = _locked(subject, by)
        wanted = {person.pk for person in named}
        for gone in fresh.guardians.exclude(person__in=wanted):
            gone.delete()
        before = set(fresh.guardians.values_list("person_id", flat=True))
        new = [Guardian.objects.create(subject=fresh, person=p) for p in named if p.pk not in before]
        fresh.is_restricted = True
        fresh.version += 1
        fresh.save()
        tell_named_people(fresh, new, by=by)
    return fresh


def open_record_again(subject: Subject, *, by: Any, reason: str) -> Subject:
    """Lift the restriction: whoever has to do with the record sees it again. Raises NotYours, ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the restriction ends. It stays in the record's history."})
    with act("open_record_again", by=by, reason=reason):
        fresh = _locked(subject, by)
        for guardian in fresh.guardians.all():
            guardian.delete()
        fresh.is_restricted = False
        fresh.version += 1
        fresh.save()
    return fresh


def _locked(subject: Subject, by: Any) -> Subject:
    fresh = Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    if not may_restrict_record(by, fresh):
        raise NotYours("Heads of service and above and the IRO Manager restrict a record and open it again.")
    return fresh
