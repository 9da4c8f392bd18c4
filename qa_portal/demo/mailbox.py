"""The demonstration's post: a mail backend that keeps every email in the database, to be read in the browser."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from qa_portal import clock

from .models import DemoMail


class EmailBackend(BaseEmailBackend):
    """Takes every email of the outbox; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the emails; give how many."""
        for mail in email_messages:
            sent = mail.message()  # what would go over the wire, its headers checked
            html = next(
                (part.content for part in getattr(mail, "alternatives", ()) if part.mimetype == "text/html"),
                "",
            )
            DemoMail.objects.create(
                message_id=str(sent["Message-ID"])[:200],
                from_address=mail.from_email[:200],
                to_address=", ".join(mail.recipients())[:300],
                heading=str(mail.subject)[:300],
                text=mail.body,
                html=html,
                sent_at=clock.now(),
            )
        return len(email_messages)
