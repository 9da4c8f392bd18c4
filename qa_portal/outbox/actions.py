"""``tell``: the one way in which anybody hears of anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.reading.inserting import insert_new

from .models import Message


@dataclass(frozen=True)
class Notice:
    """The words of one event, as an app's ``notices.py`` lists them.

    ``heading`` and ``text`` are format strings over what ``tell`` is given; they may use the record's
    ``{reference}``, never a name from the record.
    """

    event: str
    heading: str
    text: str
    urgency: str = Message.Urgency.NOTICE


@dataclass(frozen=True)
class Recipient:
    """A person to tell, and why it is they, in a sentence (empty when it goes without saying)."""

    person_pk: int
    why: str = ""


def tell(
    notice: Notice,
    recipients: Iterable[Recipient],
    /,
    *,
    about: Any,
    subject: Subject | None,
    occasion: str,
    url: str = "",
    deadline: Any = None,
    **words: Any,
) -> int:
    """Put a notice into the outbox, once for each person; give how many rows were asked for.

    Belongs in the transaction of what it tells of. ``occasion`` makes it unique: the same occasion told
    again to the same person adds nothing, so every caller may run twice.
    """
    messages = [
        compose(
            notice, who, about=about, subject=subject, occasion=occasion, url=url, deadline=deadline, **words
        )
        for who in _once_each(recipients)
    ]
    insert_new(messages)
    return len(messages)


def compose(
    notice: Notice,
    who: Recipient,
    /,
    *,
    about: Any,
    subject: Subject | None,
    occasion: str,
    url: str = "",
    deadline: Any = None,
    **words: Any,
) -> Message:
    """One unsaved message; the sweep saves many at once."""
    words.setdefault("reference", subject.reference if subject else "")
    return Message(
        recipient_id=who.person_pk,
        deadline=deadline,
        occasion=occasion,
        event=notice.event,
        urgency=notice.urgency,
        subject=subject,
        about_type=ContentType.objects.get_for_model(about) if about is not None else None,
        about_id=about.pk if about is not None else None,
        heading=notice.heading.format(**words)[:200],
        text=notice.text.format(**words),
        why_you=who.why[:300],
        url=url,
        created_at=clock.now(),
        mail_next_at=clock.now(),
    )


def _once_each(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Each person once, with the first reason given."""
    first: dict[int, Recipient] = {}
    for who in recipients:
        first.setdefault(who.person_pk, who)
    return list(first.values())
