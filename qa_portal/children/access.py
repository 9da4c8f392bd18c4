"""Looking at a record: the one door of every view, and the log of who came through it (LEE-16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest

from qa_portal import clock
from qa_portal.trail.records import acting
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotYours, StandsInTheWay

from .models import AccessLogEntry, EmergencyAccess, Subject
from .queries import for_page
from .rules import remember_sight, sight_of


class RecordIsRestricted(Exception):
    """The record is in this person's scope but restricted: show the reference alone (LEE-14)."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        super().__init__(subject.reference)


def open_record(user: Any, subject: Subject, *, page: str, what: str = AccessLogEntry.What.VIEWED) -> Subject:
    """Let a person look at a record and log that she did; every view of one comes through here.

    ``page`` is the URL's name and the number of what it shows. Raises Http404 out of scope and
    RecordIsRestricted in scope but restricted; both are logged as refusals.
    """
    sight = sight_of(user, subject)
    log_access(
        user, subject, page=page, what=what if sight.opens else AccessLogEntry.What.REFUSED, why=sight.why
    )
    if sight.opens:
        remember_sight(user, subject, sight)
        return subject
    if sight.in_scope:
        raise RecordIsRestricted(subject)
    raise Http404


def open_page(
    request: HttpRequest,
    subject: Subject | int,
    *,
    number: int | None = None,
    what: str = AccessLogEntry.What.VIEWED,
) -> Subject:
    """Open a record for a page: the first line of every view that shows anything of one, whatever the app.

    Takes the record or its key, and gives it with all that the identity bar says. The log names the page by its URL's
    name and ``number``, the key of what it shows (the record's own by default). A page asks once for each request,
    however often it is called; a draft saved while somebody types isn't another look. Raises Http404 and
    RecordIsRestricted, which ``RestrictedRecordMiddleware`` answers.
    """
    pk = subject if isinstance(subject, int) else subject.pk
    opened = request.__dict__.setdefault("_opened_records", {})
    if pk in opened:
        return opened[pk]
    found = for_page(request.user, pk)
    if found is None:
        raise Http404
    match = request.resolver_match
    page = f"{match.url_name if match else 'page'}:{pk if number is None else number}"
    if request.headers.get("X-Draft") == "1" and sight_of(request.user, found).opens:
        opened[pk] = found
        return found
    opened[pk] = open_record(request.user, found, page=page, what=what)
    return found


def log_access(user: Any, subject: Subject, *, page: str, what: str, why: str) -> None:
    """Write one line of the access log; it stays even when the request ends in an error."""
    AccessLogEntry.objects.create(
        subject=subject, person=user, at=clock.now(), what=what, page=page[:80], why=why[:120]
    )


def log_exports(user: Any, subjects: Iterable[Subject], *, page: str) -> None:
    """Log that records were written into a file, one line each (LEE-16); ``page`` is the URL's name of the export.

    The relation that gave the right is the same for all whom the same people look after, and is found once for them.
    """
    known: dict[tuple[object, ...], str] = {}
    entries = []
    for subject in subjects:
        key = (subject.team_id, subject.practitioner_id, subject.iro_id, subject.cp_chair_id)
        if subject.is_restricted or key not in known:
            known[key] = sight_of(user, subject).why[:120]
        entries.append(
            AccessLogEntry(
                subject=subject,
                person=user,
                at=clock.now(),
                what=AccessLogEntry.What.EXPORTED,
                page=page[:80],
                why=known[key],
            )
        )
    AccessLogEntry.objects.bulk_create(entries, batch_size=1000)


def log_shown(user: Any, subjects: Iterable[Subject], *, page: str, why: str) -> None:
    """Log that a list has shown what is written on records that open to its reader, one line each (LEE-16).

    ``why`` is the right by which it was shown, the same for all of them.
    """
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(
            subject=subject,
            person=user,
            at=clock.now(),
            what=AccessLogEntry.What.VIEWED,
            page=page[:80],
            why=why[:120],
        )
        for subject in subjects
    )


def open_in_emergency(subject: Subject, *, by: Any, reason: str) -> EmergencyAccess:
    """Open a restricted record for one person and a few hours, telling its named people at once (LEE-14).

    Raises StandsInTheWay without a reason, NotYours when the record isn't in the person's scope or isn't
    restricted from them.
    """
    from .notices import tell_of_emergency_access

    sight = sight_of(by, subject)
    if sight.opens or not sight.in_scope:
        raise NotYours("Emergency access is for records in your scope that are restricted from you.")
    if len(reason.strip()) < 10:
        raise StandsInTheWay(
            [
                Blocker(
                    "Say why you need this record now, in a sentence. The named people read it.", "#id_reason"
                )
            ]
        )
    with transaction.atomic(), acting(by=by, step="open_in_emergency", reason=reason):
        now = clock.now()
        access = EmergencyAccess.objects.create(
            subject=subject,
            person=by,
            reason=reason.strip(),
            opened_at=now,
            ends_at=now + dt.timedelta(hours=settings.EMERGENCY_ACCESS_HOURS),
        )
        log_access(
            by,
            subject,
            page="emergency",
            what=AccessLogEntry.What.EMERGENCY,
            why=f"Emergency access {access.pk}",
        )
        tell_of_emergency_access(access)
    return access
