"""The words of reminders, alerts and of the portal's own news to administrators; whom each reaches.

A reminder or alert says what is due, for which record (by reference alone), until when, who holds it and what to
do next. It blames nobody.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.holders import Hearers
from qa_portal.deadlines.kinds import DeadlineKind, kind_of
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.plan import DUE_SOON, DUE_TODAY, OVERDUE, Occasion
from qa_portal.deadlines.words import by_when, in_words, weekday_time
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.people.directory import Directory, directory
from qa_portal.people.roles import Role


@dataclass(frozen=True)
class Wording:
    """How one sort of occasion is said: to whoever must act, and to those who only hear of it."""

    event: str
    urgency: str
    to_holder: str
    to_others: str


REMINDER = Wording(
    "deadline_due_soon",
    Message.Urgency.REMINDER,
    "It is with you. {next}",
    "It is with {holders}. You are told in time, so that help can be offered.",
)
TODAY = Wording(
    "deadline_due_today",
    Message.Urgency.REMINDER,
    "It is with you and due today. {next}",
    "It is with {holders} and due today. Ask whether help is needed.",
)
ALERT = Wording(
    "deadline_overdue",
    Message.Urgency.ALERT,
    "It is with you, and the time for it has passed. {next}",
    "It is with {holders}, and the time for it has passed. Ask what is needed to get it done; "
    "the page shows where it stands.",
)
OPENS = Wording(
    "work_opens",
    Message.Urgency.NOTICE,
    "It was planned for now and is in your work. {next}",
    "It was planned for now. It is with {holders}.",
)


@dataclass(slots=True)
class Said:
    """One message about a deadline, to be written to the outbox; what it is about it has of its deadline."""

    message_id: uuid.UUID
    recipient_id: int
    occasion: str
    event: str
    urgency: str
    heading: str
    text: str
    why_you: str
    url: str


#: What the portal says of a deadline: by the sort of occasion.
WORDINGS = {DUE_SOON: REMINDER, DUE_TODAY: TODAY, OVERDUE: ALERT}

#: What a holder does next, where the kind of deadline doesn't say it better.
NEXT = "Open it to do this; its clock stops as soon as it is done."


def wording_of(kind: DeadlineKind, occasion: Occasion) -> Wording:
    """The words of an occasion; a date on which work opens is news, not an alert."""
    if kind.is_upcoming and occasion.is_late:
        return OPENS
    return WORDINGS[occasion.name.partition(":")[0]]


def messages_of(deadline: Deadline, occasion: Occasion, hearers: Hearers, to: list[Recipient]) -> list[Said]:
    """The messages of one occasion, one for each person."""
    kind = kind_of(deadline.kind)
    wording = wording_of(kind, occasion)
    holding = [who.person_pk for who in hearers.holders(deadline)]
    words = {
        "holders": hearers.in_words(holding, preferring=deadline.owner),
        "next": kind.next_words or NEXT,
    }
    to_holder, to_others = wording.to_holder.format(**words), wording.to_others.format(**words)
    heading = heading_of(deadline, kind, occasion)
    key, url = deadline.occasion(occasion.name), kind.url_of(deadline.about_id)
    return [
        Said(
            message_id=uuid.uuid4(),
            recipient_id=who.person_pk,
            occasion=key,
            event=wording.event,
            urgency=wording.urgency.value,
            heading=heading,
            text=to_holder if who.person_pk in holding else to_others,
            why_you=who.why[:300],
            url=url,
        )
        for who in to
    ]


def heading_of(deadline: Deadline, kind: DeadlineKind, occasion: Occasion) -> str:
    """ "Answer stage 1 — record C-1042 — by 5pm on Friday 4 December (in 1 working day)"."""
    start = f"{deadline.label} — record {deadline.subject.reference}"
    if kind.is_upcoming:
        return f"{start} — planned for {by_when(deadline.due_at, clock.now())}"[:200]
    # At the very moment at which it was due the words would still look ahead.
    now = max(clock.now(), deadline.due_at + dt.timedelta(seconds=1)) if occasion.is_late else clock.now()
    due = in_words(deadline, now)
    said = f"was due by {due.when} ({due.short})" if occasion.is_late else due.sentence
    return f"{start} — {said}"[:200]


# -- due dates that move ----------------------------------------------------------------------------------

DATE_MOVED = Notice(
    "deadline_moved",
    "{label} — record {reference} — is now due by {when}",
    "The date moved from {before}. Reason: {reason}",
)


def tell_of_moved_dates(deadlines: list[Deadline], *, by: Any, reason: str) -> None:
    """Tell whoever holds each deadline that its date moved, with the calendar or in this one case (LAW-05)."""
    hearers = Hearers()
    for deadline in deadlines:
        change = deadline.changes.last()
        tell(
            DATE_MOVED,
            [who for who in hearers.holders(deadline) if by is None or who.person_pk != by.pk],
            about=deadline.about,
            subject=deadline.subject,
            occasion=deadline.occasion(f"moved:{change.pk}"),
            deadline=deadline,
            url=deadline.get_absolute_url(),
            label=deadline.label,
            when=by_when(deadline.due_at, clock.now()),
            before=weekday_time(change.from_due_at),
            reason=reason,
        )


# -- news to administrators ---------------------------------------------------------------------------------

SWEEP_HELD = Notice(
    "sweep_held",
    "{number} alerts are held back: look at the clock and the calendar",
    "{number} deadlines, more than a fifth of all that are open, would be reported overdue at once. As a rule that "
    "means that the server's clock or the working-day calendar is wrong, so the portal holds all alerts back. "
    "They go out on {until} unless you stop them. If they are right, let them go on now.",
    Message.Urgency.ALERT,
)
INCIDENTS_WAIT = Notice(
    "incidents_wait",
    "Something waits for an administrator",
    "The portal could not do something by itself. The incidents page says what, and how to mend it.",
)


def administrators(book: Directory) -> list[Recipient]:
    """Everyone who holds or covers a post of administrator today."""
    found = {
        person: Recipient(person, "You are an administrator.")
        for post in book.posts.values()
        if post.role == Role.ADMINISTRATOR
        for person in book.held.get(post.pk, ())
    }
    return list(found.values())


def tell_of_held_sweep(*, number: int, since: Any, until: Any) -> None:
    """Tell the administrators, once for each hold, that the sweep holds itself."""
    tell(
        SWEEP_HELD,
        administrators(directory()),
        about=None,
        subject=None,
        occasion=f"sweep_held:{since:%Y-%m-%dT%H:%M:%S}",
        url=reverse("incidents"),
        number=number,
        until=weekday_time(until),
    )


def tell_of_incidents(book: Directory | None = None) -> None:
    """Tell the administrators, once a day, that there are incidents."""
    tell(
        INCIDENTS_WAIT,
        administrators(book or directory()),
        about=None,
        subject=None,
        occasion=f"incidents:{clock.today()}",
        url=reverse("incidents"),
    )
