"""The calendar file of a conversation (RFC 5545): when, where, the record’s reference; it names no child (WAL-26)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from audits.models import Audit
from qa_portal import clock
from qa_portal.outbox.attachments import Attachment
from qa_portal.outbox.models import Message

#: How long a conversation is taken to last.
LASTS = dt.timedelta(hours=1)

FILE_NAME = "conversation.ics"
CONTENT_TYPE = "text/calendar"


def calendar_file(audit: Audit) -> bytes:
    """The file of a booked conversation. A later booking has the same UID and a higher sequence, and replaces it."""
    at = audit.conversation_on
    assert at is not None, "only a booked conversation has a calendar file"
    host = settings.PUBLIC_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    name = audit.policy.audit_steps.conversation_name
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//QA portal//Audits//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:audit-{audit.pk}@{host}",
        f"SEQUENCE:{audit.version}",
        f"DTSTAMP:{_utc(clock.now())}",
        f"DTSTART:{_utc(at)}",
        f"DTEND:{_utc(at + LASTS)}",
        f"SUMMARY:{_text(f'{name}, record {audit.subject.reference}')}",
        f"LOCATION:{_text(audit.conversation_place)}",
        f"DESCRIPTION:{_text(f'{audit.title}, with {audit.reviewer.name}.')}",
        f"URL:{settings.PUBLIC_URL}{audit.get_absolute_url()}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in [_folded(line)]).encode()


def attached_calendar(message: Message) -> Attachment | None:
    """The file that goes with the mail of a booking; None where it was booked otherwise or left out since."""
    audit = (
        Audit.objects.select_related("subject", "framework", "reviewer").filter(pk=message.about_id).first()
    )
    if audit is None or audit.conversation_on is None:
        return None
    return Attachment(FILE_NAME, calendar_file(audit), CONTENT_TYPE)


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    """A text value: backslash, semicolon, comma and line breaks escaped, control characters left out."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign.isprintable())


def _folded(line: str) -> str:
    """A line of at most 75 octets; what is longer goes on in the next, after a space."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 74:
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
