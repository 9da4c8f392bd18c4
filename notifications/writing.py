"""What one batch of the sweep writes: four statements whatever its size, each fed by one JSON document.

Through the ORM the same rows cost several times as much, nearly all of it in putting together objects and SQL that
are thrown away at once: ``bulk_update`` writes a CASE of as many arms as rows for each column, ``bulk_create`` prepares
sixty thousand values one by one.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import connection

from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.incidents import open_incidents
from qa_portal.outbox.models import Message
from qa_portal.people.directory import Directory
from qa_portal.trail.records import acting_role, acting_step

from .notices import tell_of_incidents
from .saying import Saying

#: The columns that the sweep changes, and how each is read out of JSON on PostgreSQL.
_CHANGED = {
    "next_at": "timestamptz",
    "breached_at": "timestamptz",
    "breach_handled_at": "timestamptz",
    "attempts": "smallint",
    "set_aside_at": "timestamptz",
    "last_error": "text",
}

#: What a message has of its own; the rest it has of its deadline.
_SAID = {
    "message_id": "uuid",
    "recipient_id": "bigint",
    "occasion": "text",
    "event": "text",
    "urgency": "text",
    "heading": "text",
    "text": "text",
    "why_you": "text",
    "url": "text",
}


def write(sayings: list[Saying], book: Directory) -> None:
    """Save the rows, their history, the outbox and the incidents of a batch; inside its transaction."""
    _save_deadlines([each.deadline for each in sayings])
    _save_history({each.deadline.pk: each.reason for each in sayings})
    _save_messages(sayings)
    if open_incidents(trouble for saying in sayings for trouble in saying.troubles):
        tell_of_incidents(book)


def _save_deadlines(deadlines: list[Deadline]) -> None:
    rows = [[each.pk, *(_plain(getattr(each, column)) for column in _CHANGED)] for each in deadlines]
    table = _name(Deadline)
    sets = ", ".join(f"{column} = fresh.{column}" for column in _CHANGED)
    fresh = _from_json({"id": "bigint", **_CHANGED})
    _execute(f"UPDATE {table} SET {sets} FROM {fresh} WHERE {table}.id = fresh.id", rows)  # noqa: S608


def _save_history(reasons: dict[int, str]) -> None:
    """One row of history for each deadline, as it now is, with what was said as its reason (LEE-15)."""
    model = Deadline.history.model
    columns = ", ".join(connection.ops.quote_name(field.column) for field in model.tracked_fields)
    theirs = ", ".join(f"d.{connection.ops.quote_name(field.column)}" for field in model.tracked_fields)
    fresh = _from_json({"id": "bigint", "reason": "text"})
    _execute(
        f"INSERT INTO {_name(model)} ({columns}, history_type, history_change_reason, history_date, step, acting_as) "  # noqa: S608
        f"SELECT {theirs}, '~', fresh.reason, %s, %s, %s FROM {fresh} JOIN {_name(Deadline)} AS d ON d.id = fresh.id",
        [[pk, reason] for pk, reason in reasons.items()],
        before=(_plain(clock.now()), acting_step(), acting_role()),
    )


def _save_messages(sayings: list[Saying]) -> None:
    """The outbox of a batch.

    A message that is there already (a restored backup, a row that was put back) stays as it is and is not said
    again: the deadlines are locked, so asking first is enough, and the unique constraint stands behind it. "On
    conflict do nothing" isn't used: on SQLite it would swallow every other refusal too, and with it an alert.
    """
    rows = [
        [
            saying.deadline.pk,
            message.message_id.hex,
            *(getattr(message, column) for column in list(_SAID)[1:]),
        ]
        for saying in sayings
        for message in saying.messages
    ]
    if not rows:
        return
    now = _plain(clock.now())
    said = ", ".join(_SAID)
    fresh = _from_json({"deadline_id": "bigint", **_SAID})
    _execute(
        f"INSERT INTO {_name(Message)} (deadline_id, {said}, subject_id, about_type_id, about_id, created_at, "  # noqa: S608
        "mail, mail_next_at, mail_attempts, mail_error) "
        f"SELECT fresh.deadline_id, {', '.join(f'fresh.{column}' for column in _SAID)}, d.subject_id, "
        f"d.about_type_id, d.about_id, %s, %s, %s, 0, '' "
        f"FROM {fresh} JOIN {_name(Deadline)} AS d ON d.id = fresh.deadline_id "
        f"WHERE NOT EXISTS (SELECT 1 FROM {_name(Message)} AS said WHERE said.deadline_id = fresh.deadline_id "
        "AND said.occasion = fresh.occasion AND said.recipient_id = fresh.recipient_id)",
        rows,
        before=(now, Message.Mail.WAITING.value, now),
    )


def _from_json(columns: dict[str, str]) -> str:
    """A table called ``fresh`` out of a JSON list of rows."""
    if connection.vendor == "sqlite":
        read = ", ".join(f"value ->> {place} AS {name}" for place, name in enumerate(columns))
        return f"(SELECT {read} FROM json_each(%s)) AS fresh"  # noqa: S608
    read = ", ".join(
        f"(value ->> {place})::{kind} AS {name}" for place, (name, kind) in enumerate(columns.items())
    )
    return f"(SELECT {read} FROM jsonb_array_elements(%s) AS value) AS fresh"  # noqa: S608


def _execute(statement: str, rows: list[list[Any]], before: tuple[Any, ...] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, json.dumps(rows)])


def _name(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _plain(value: object) -> object:
    """A value as JSON carries it to the database; a moment as that database stores it."""
    if isinstance(value, dt.datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return value
