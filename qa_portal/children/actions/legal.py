"""Legal statuses as they begin and end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from qa_portal.children.models import LegalStatus, Subject
from qa_portal.deadlines.words import weekday_date
from qa_portal.trail.acts import act

from .details import refuse_unless_writer


def add_legal_status(
    subject: Subject, *, by: Any, status: str, starts_on: dt.date, replaces: Iterable[LegalStatus] = ()
) -> LegalStatus:
    """Record a legal status from a day; those that it ``replaces`` end on that day.

    Raises NotYours, and ValidationError by field where the same status runs on that day already.
    """
    with act("add_legal_status", by=by):
        refuse_unless_writer(by, subject)
        runs = Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on)
        if subject.legal_statuses.filter(runs, status=status).exists():
            label = LegalStatus.Status(status).label
            raise ValidationError(
                {"status": f"“{label}” is on the record for that day already. End it first."}
            )
        for old in replaces:
            end_legal_status(old, by=by, ends_on=starts_on)
        return LegalStatus.objects.create(subject=subject, status=status, starts_on=starts_on)


def end_legal_status(status: LegalStatus, *, by: Any, ends_on: dt.date) -> LegalStatus:
    """Record the day on which a legal status ended. Raises NotYours, and ValidationError for a day before it began."""
    with act("end_legal_status", by=by):
        fresh = (
            LegalStatus.objects.select_for_update(of=("self",)).select_related("subject").get(pk=status.pk)
        )
        refuse_unless_writer(by, fresh.subject)
        if fresh.ends_on is not None:
            raise ValidationError(f"It ended already, on {weekday_date(fresh.ends_on)}. Nothing was changed.")
        if ends_on < fresh.starts_on:
            began = weekday_date(fresh.starts_on)
            raise ValidationError(
                {"ends_on": f"It began on {began}, so it can't end before. Give a later day."}
            )
        fresh.ends_on = ends_on
        fresh.save()
    return fresh
