"""The calendar file of a panel: when, where, who chairs; it names no record and no child."""

from __future__ import annotations

import datetime as dt

from moderation.models import Panel
from qa_portal.outbox.attachments import Attachment
from qa_portal.outbox.calendar_file import CONTENT_TYPE, Appointment, calendar_file
from qa_portal.outbox.models import Message

#: How long a panel is taken to last.
LASTS = dt.timedelta(hours=2)

FILE_NAME = "panel.ics"


def calendar_of(panel: Panel) -> bytes:
    """The file of a panel; after it was moved, one that takes the place of the one before."""
    return calendar_file(
        Appointment(
            key=f"panel-{panel.pk}",
            sequence=panel.version,
            begins_at=panel.begins_at,
            ends_at=panel.begins_at + LASTS,
            summary=panel.get_kind_display(),
            place=panel.place,
            description=f"{panel.chair.name} chairs it.",
            url=panel.get_absolute_url(),
        )
    )


def attached_calendar(message: Message) -> Attachment | None:
    """The file that goes with the mail of an invitation; None where the panel was called off since."""
    panel = Panel.objects.select_related("chair").filter(pk=message.about_id).first()
    if panel is None or panel.is_over:
        return None
    return Attachment(FILE_NAME, calendar_of(panel), CONTENT_TYPE)
