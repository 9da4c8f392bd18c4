"""Whether a portal tells one story: what it says of its deadlines, its history, its outbox, and what the mail server
was given."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from django.db import connection

from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Incident, Message

from . import sink
from .audit_clocks import Check

OVERDUE = "overdue:0"


def breached_once(expected: Mapping[int, Collection[int]], due_at: dt.datetime | None = None) -> list[str]:
    """What is wrong with the breach of these deadlines: each at its true moment, once, told to whom it must be, once.

    ``due_at`` is their common moment; by default each row's own. Other deadlines must have been left alone.
    """
    rows = Deadline.objects.in_bulk(list(expected))
    trail: dict[int, list[dt.datetime | None]] = defaultdict(list)
    swept = Deadline.history.filter(step="sweep", breached_at__isnull=False).order_by("history_id")
    for pk, breached_at in swept.values_list("id", "breached_at"):
        trail[pk].append(breached_at)
    alerts = Message.objects.filter(occasion__startswith=f"{OVERDUE}@")
    told = Counter(alerts.values_list("deadline_id", "recipient_id"))
    wrong = []
    for pk, to in expected.items():
        row = rows[pk]
        moment = due_at or row.due_at
        if row.breached_at != moment:
            wrong.append(f"deadline {pk} is breached at {row.breached_at}, not {moment}")
        if trail[pk][:1] != [moment] or (row.next_at is None and len(trail[pk]) != 1):
            wrong.append(f"the history of deadline {pk} has its breach {len(trail[pk])} times")
        heard = {person: told.pop((pk, person), 0) for person in to}
        if set(heard.values()) != {1}:
            wrong.append(f"of deadline {pk} people heard {sorted(heard.values())} times")
        if row.attempts or row.last_error or row.set_aside_at:
            wrong.append(f"deadline {pk} was counted as failing")
    if told:
        wrong.append(f"{len(told)} alerts that nobody should have heard")
    return wrong


def followed_once(follows: Mapping[int, Check]) -> list[str]:
    """What is wrong with what follows from these breaches beyond their alerts: it is there, and once."""
    rows = Deadline.objects.in_bulk(list(follows))
    wrong = [
        f"after deadline {pk} ({rows[pk].kind}) {said}"
        for pk, check in follows.items()
        for said in check(rows[pk])
    ]
    waiting = sum(row.breach_handled_at is None for row in rows.values())
    if waiting:
        wrong.append(f"{waiting} breaches wait for what follows")
    return wrong


def mailed(kills: int) -> tuple[list[str], int]:
    """What is wrong with the mail, and how many came twice: none lost, no more repeats than kills, the same words."""
    wrong = []
    outbox = {
        f"<{key}@": (pk, state) for pk, key, state in Message.objects.values_list("pk", "message_id", "mail")
    }
    unsent = [pk for pk, state in outbox.values() if state != Message.Mail.SENT]
    if unsent:
        wrong.append(f"{len(unsent)} mails aren't marked as sent")
    mails = sink.received()
    came = Counter(mail["id"].partition("@")[0] + "@" for mail in mails)
    if lost := set(outbox) - set(came):
        wrong.append(f"{len(lost)} mails are lost")
    if strangers := set(came) - set(outbox):
        wrong.append(f"{len(strangers)} mails with a Message-ID that isn't in the outbox")
    repeats = len(mails) - len(came)
    if repeats > kills:
        wrong.append(f"{repeats} mails came twice with {kills} kills")
    if len({(mail["id"], *mail["to"], mail["subject"]) for mail in mails}) != len(came):
        wrong.append("a mail came again with other words")
    return wrong, repeats


def nothing_set_apart() -> list[str]:
    """No incident was opened."""
    found = list(Incident.objects.values_list("kind", "text")[:3])
    return [f"incidents: {found}"] if found else []


def is_sound() -> list[str]:
    """What SQLite says of its own file."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        said = cursor.fetchone()[0]
    return [] if said == "ok" else [f"the database is damaged: {said[:100]}"]
