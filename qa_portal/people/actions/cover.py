"""Cover: who answers for an absent person, from when until when."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from qa_portal import clock
from qa_portal.people.directory import directory
from qa_portal.people.models import Cover, User
from qa_portal.people.notices import tell_of_cover
from qa_portal.people.rules import may_keep_cover_of
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import NotYours


def record_cover(
    *, absent: User, covered_by: User, starts_on: dt.date, ends_on: dt.date, reason: str, by: User
) -> Cover:
    """Record that ``covered_by`` answers for ``absent`` in all their posts and records, both days included.

    Raises NotYours unless ``by`` is an administrator or manages the absent person; ValidationError by
    field for days the wrong way round or past, a person who can't sign in, and cover twice over.
    """
    _ask(by, absent)
    with transaction.atomic(), acting(by=by, step="record_cover", role=_words(by), reason=reason or None):
        if absent.pk == covered_by.pk:
            raise ValidationError({"covered_by": "Nobody covers for themselves. Choose somebody else."})
        if not covered_by.is_active:
            raise ValidationError({"covered_by": f"{covered_by} can't sign in. Choose somebody else."})
        if ends_on < starts_on:
            raise ValidationError({"ends_on": "The last day is before the first. Change one of the two."})
        if ends_on < clock.today():
            raise ValidationError({"ends_on": "That day has passed. Give a last day from today on."})
        overlapping = Cover.objects.filter(
            absent=absent, covered_by=covered_by, starts_on__lte=ends_on, ends_on__gte=starts_on
        )
        if overlapping.exists():
            raise ValidationError(
                {"starts_on": f"{covered_by} covers for {absent} in that time already. Change the days."}
            )
        away = Cover.objects.filter(absent=covered_by, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
        if away is not None:
            raise ValidationError(
                {
                    "covered_by": f"{covered_by} is away in that time and covered by {away.covered_by}. "
                    "Choose somebody who is there."
                }
            )
        cover = Cover.objects.create(
            absent=absent,
            covered_by=covered_by,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason.strip() or "Absence",
        )
        tell_of_cover(cover, by=by)
    return cover


def end_cover(cover: Cover, *, by: User) -> None:
    """End cover at once: from this moment the person who was away answers for themselves again.

    Cover that never ran a whole day is deleted; its trail stays. Raises NotYours.
    """
    _ask(by, cover.absent)
    with transaction.atomic(), acting(by=by, step="end_cover", role=_words(by)):
        cover = Cover.objects.select_for_update().get(pk=cover.pk)
        yesterday = clock.today() - dt.timedelta(days=1)
        if yesterday < cover.starts_on:
            cover.delete()
        elif cover.ends_on > yesterday:
            cover.ends_on = yesterday
            cover.save()


def _ask(by: User, absent: User) -> None:
    if not (by.is_active and may_keep_cover_of(by, absent)):
        raise NotYours("An administrator, or a manager of the absent person, records their cover.")


def _words(by: User) -> str:
    return directory().post_in_words(by.pk)
