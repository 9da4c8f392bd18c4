"""Emails made from the outbox: words, links and headers. None names a child; each says why it came to this person."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from qa_portal import clock
from qa_portal.outbox.attachments import attachments_of
from qa_portal.outbox.links import absolute
from qa_portal.outbox.models import Message
from qa_portal.people.models import User

#: What stands in a mail for a name of the record's person.
LEFT_OUT = "[name left out]"

#: The namespace of the Message-IDs of daily mails.
_DIGESTS = uuid.UUID("5f0b3b52-7f83-4a63-9a3b-0d6b2c1d9f55")


def mail_of(message: Message) -> EmailMultiAlternatives:
    """The email of one message; its Message-ID is made from the outbox's key, so a repeat can be recognised."""
    message = without_names(message)
    return _mail(
        "notice",
        message.recipient,
        message.heading,
        message.message_id,
        {"message": message, "link": absolute(message.url)},
        [message],
        is_alert=message.is_alert,
    )


def digest_of(recipient: User, messages: list[Message], on: dt.date) -> EmailMultiAlternatives:
    """One daily email of everything that is not an alert."""
    number = len(messages)
    return _mail(
        "digest",
        recipient,
        f"Your day: {number} notice{'' if number == 1 else 's'}",
        digest_id(recipient.pk, on),
        {"entries": [(without_names(each), absolute(each.url)) for each in messages], "on": on},
        messages,
    )


def digest_id(recipient_pk: int, on: dt.date) -> uuid.UUID:
    """The key of a person's daily email of one day: the same if it has to be sent again."""
    return uuid.uuid5(_DIGESTS, f"{recipient_pk}:{on.isoformat()}")


def without_names(message: Message) -> Message:
    """The message as a mail may say it: without the names of whom the record is about.

    The portal's own sentences never name a child, but a note that somebody typed may. In the portal it stands as it
    was typed; in a mail the names of the record's person are left out.
    """
    subject = message.subject
    if subject is None:
        return message
    names = {subject.full_name, subject.first_name, subject.last_name, subject.known_as}
    names = {name for name in names if len(name) > 1}
    if names:
        named = re.compile(
            "|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True))
        )
        message.text = named.sub(LEFT_OUT, message.text)
        message.heading = named.sub(LEFT_OUT, message.heading)
    return message


def _mail(
    template: str,
    recipient: User,
    heading: str,
    key: uuid.UUID,
    context: dict[str, Any],
    messages: list[Message],
    is_alert: bool = False,
) -> EmailMultiAlternatives:
    context |= {
        "recipient": recipient,
        "heading": heading,
        "council": settings.COUNCIL_NAME,
        "colour": settings.COUNCIL_COLOUR,
        "home": absolute("/"),
        "now": clock.now(),
    }
    subject = " ".join(render_to_string(f"emails/{template}.subject.txt", context).split())
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"emails/{template}.txt", context),
        to=[recipient.email],
        headers={
            "Message-ID": f"<{key}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    if is_alert:
        mail.extra_headers["X-Priority"] = "1"
    mail.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    for attachment in attachments_of(messages):
        mail.attach(attachment.name, attachment.data, attachment.content_type)
    return mail
