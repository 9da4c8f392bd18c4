"""What people do with notices, and what administrators do with incidents and with a sweep that holds itself."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from qa_portal import clock
from qa_portal.celery import nudge
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.outbox.incidents import close_incidents
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.rules import is_administrator
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import NotNow, NotYours

from .models import SweepState


def read_notice(message: Message, *, by: Any) -> Message:
    """Mark one of a person's own notices as read; the first time counts."""
    if message.recipient_id != by.pk:
        raise NotYours("That notice is somebody else's.")
    Message.objects.filter(pk=message.pk, read_at=None).update(read_at=clock.now())
    return message


def read_all_notices(*, by: Any) -> int:
    """Mark all of a person's notices as read; give how many were not."""
    return Message.objects.filter(recipient=by, read_at=None).update(read_at=clock.now())


def retry_incident(incident: Incident, *, by: Any) -> None:
    """Have what was set apart tried again, from the beginning, and close its incident.

    Raises NotYours for whoever isn't an administrator, NotNow when it has been closed meanwhile.
    """
    _administrators_only(by)
    with transaction.atomic(), acting(by=by, step="retry_incident"):
        incident = Incident.objects.select_for_update().get(pk=incident.pk)
        if incident.closed_at is not None:
            raise NotNow("Somebody has dealt with this already.")
        if incident.kind == Incident.Kind.SET_ASIDE and incident.deadline_id:
            deadline = Deadline.objects.select_for_update().get(pk=incident.deadline_id)
            deadline.attempts, deadline.set_aside_at, deadline.last_error = 0, None, ""
            deadline.save()
        elif incident.kind == Incident.Kind.CONSEQUENCE and incident.deadline_id:
            deadline = Deadline.objects.select_for_update().get(pk=incident.deadline_id)
            deadline.breach_attempts, deadline.last_error = 0, ""
            deadline.save()
        elif incident.kind == Incident.Kind.MAIL and incident.message_id:
            Message.objects.filter(pk=incident.message_id, mail=Message.Mail.FAILED).update(
                mail=Message.Mail.WAITING, mail_next_at=clock.now(), mail_attempts=0, mail_error=""
            )
        close_incidents(incident.kind, incident.key, by=by)
    nudge("notifications.send_mail" if incident.kind == Incident.Kind.MAIL else "notifications.sweep")


def close_incident(incident: Incident, *, by: Any) -> None:
    """Close an incident that somebody has dealt with. Raises NotYours, NotNow.

    A deadline that was set apart can only be tried again: closed, nobody would hear of it any more.
    """
    _administrators_only(by)
    if incident.kind in (Incident.Kind.SET_ASIDE, Incident.Kind.CONSEQUENCE):
        raise NotNow("A deadline that was set apart can't be closed, only tried again.")
    if not close_incidents(incident.kind, incident.key, by=by):
        raise NotNow("Somebody has dealt with this already.")


def retry_document(document: Document, *, by: Any) -> None:
    """Have a paper that could not be made tried again. Raises NotYours, NotNow."""
    _administrators_only(by)
    with transaction.atomic(), acting(by=by, step="retry_document"):
        document = Document.objects.select_for_update().get(pk=document.pk)
        if document.state != Document.State.FAILED:
            raise NotNow("It has been tried again already.")
        document.state, document.attempts, document.last_error = Document.State.PENDING, 0, ""
        document.next_try_at = clock.now()
        document.save()
    nudge("qa_portal.documents.tasks.make_documents")


def stop_alerts(*, by: Any) -> None:
    """Keep a held sweep held until an administrator lets it go on. Raises NotYours, NotNow."""
    _administrators_only(by)
    held = SweepState.objects.filter(pk=1, held_since__isnull=False, stopped_at=None)
    if not held.update(stopped_at=clock.now(), stopped_by=by):
        raise NotNow("The alerts aren't held back any more, or are stopped already.")


def let_alerts_go(*, by: Any) -> None:
    """Let a held or stopped sweep go on now. Raises NotYours, NotNow."""
    _administrators_only(by)
    held = SweepState.objects.filter(pk=1, held_since__isnull=False)
    if not held.update(release_at=clock.now(), stopped_at=None, stopped_by=None):
        raise NotNow("The alerts aren't held back any more.")
    nudge("notifications.sweep")


def _administrators_only(by: Any) -> None:
    if not is_administrator(by):
        raise NotYours("This is for administrators.")
