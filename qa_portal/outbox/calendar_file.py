"""Calendar files (RFC 5545) that go with a notice: when, where, which page; they name no child."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from qa_portal import clock

CONTENT_TYPE = "text/calendar"


@dataclass(frozen=True)
class Appointment:
    """One entry of a calendar. ``key`` stays the same when it is moved; a later one has a higher ``sequence`` and takes
    its place. ``url`` is a path in the portal."""

    key: str
    sequence: int
    begins_at: dt.datetime
    ends_at: dt.datetime
    summary: str
    place: str
    description: str
    url: str


def calendar_file(entry: Appointment) -> bytes:
    """The file of one entry."""
    host = settings.PUBLIC_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//QA portal//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{entry.key}@{host}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_utc(clock.now())}",
        f"DTSTART:{_utc(entry.begins_at)}",
        f"DTEND:{_utc(entry.ends_at)}",
        f"SUMMARY:{_text(entry.summary)}",
        f"LOCATION:{_text(entry.place)}",
        f"DESCRIPTION:{_text(entry.description)}",
        f"URL:{settings.PUBLIC_URL}{entry.url}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


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
