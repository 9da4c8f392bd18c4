"""The calendar file of a conversation: when, where, the record’s reference; it names no child (WAL-26)."""

from __future__ import annotations

import datetime as dt

from audits.models import Audit
from qa_portal.outbox.attachments import Attachment
from qa_portal.outbox.calendar_file import CONTENT_TYPE, Appointment, calendar_file
from qa_portal.outbox.models import Message

#: How long a conversation is taken to last.
LASTS = dt.timedelta(hours=1)

FILE_NAME = "conversation.ics"


def calendar_of(audit: Audit) -> bytes:
    """The file of a booked conversation. A later booking takes its place."""
    at = audit.conversation_on
    assert at is not None, "only a booked conversation has a calendar file"
    name = audit.policy.audit_steps.conversation_name
    return calendar_file(
        Appointment(
            key=f"audit-{audit.pk}",
            sequence=audit.version,
            begins_at=at,
            ends_at=at + LASTS,
            summary=f"{name}, record {audit.subject.reference}",
            place=audit.conversation_place,
            description=f"{audit.title}, with {audit.reviewer.name}.",
            url=audit.get_absolute_url(),
        )
    )


def attached_calendar(message: Message) -> Attachment | None:
    """The file that goes with the mail of a booking; None where it was booked otherwise or left out since."""
    audit = (
        Audit.objects.select_related("subject", "framework", "reviewer").filter(pk=message.about_id).first()
    )
    if audit is None or audit.conversation_on is None or audit.conversation_why_not:
        return None
    return Attachment(FILE_NAME, calendar_of(audit), CONTENT_TYPE)
