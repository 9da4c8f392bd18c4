"""What one batch of the sweep writes, in a handful of statements whatever its size."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from django.db import connection

from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.incidents import open_incidents
from qa_portal.outbox.models import Message
from qa_portal.people.directory import Directory
from qa_portal.trail.records import trail_in_bulk

from .notices import tell_of_incidents
from .saying import Saying

#: The columns that the sweep changes, with their types in PostgreSQL.
_COLUMNS = {
    "next_at": "timestamptz",
    "breached_at": "timestamptz",
    "breach_handled_at": "timestamptz",
    "attempts": "smallint",
    "set_aside_at": "timestamptz",
    "last_error": "text",
}


def write(sayings: list[Saying], book: Directory) -> None:
    """Save the rows, their history, the outbox and the incidents of a batch; inside its transaction.

    A message that is there already (a restored backup, a row that was put back) stays as it is and is not
    said again: the rows are locked, so asking first is enough, and the unique constraint stands behind it.
    ``ignore_conflicts`` isn't used: on SQLite it would swallow every other refusal too, and with it an alert.
    """
    deadlines = []
    for saying in sayings:
        saying.deadline._change_reason = saying.reason
        deadlines.append(saying.deadline)
    save_deadlines(deadlines)
    trail_in_bulk(deadlines, update=True)
    messages = [message for saying in sayings for message in saying.messages]
    if messages:
        Message.objects.bulk_create(_not_said_yet(messages))
    if open_incidents(trouble for saying in sayings for trouble in saying.troubles):
        tell_of_incidents(book)


def _not_said_yet(messages: list[Message]) -> list[Message]:
    asked = {message.deadline_id for message in messages}
    said = set(
        Message.objects.filter(deadline_id__in=asked)
        .order_by()
        .values_list("deadline_id", "occasion", "recipient_id")
    )
    return [m for m in messages if (m.deadline_id, m.occasion, m.recipient_id) not in said]


def save_deadlines(deadlines: Iterable[Deadline]) -> None:
    """Write what the sweep changes on many deadlines in one statement.

    ``bulk_update`` would write a CASE of as many arms as rows for each column, which takes longer than all
    the rest of a batch.
    """
    rows = [[each.pk, *(_plain(getattr(each, column)) for column in _COLUMNS)] for each in deadlines]
    if not rows:
        return
    table = connection.ops.quote_name(Deadline._meta.db_table)
    sets = ", ".join(f"{column} = fresh.{column}" for column in _COLUMNS)
    statement = f"UPDATE {table} SET {sets} {_source()} WHERE {table}.id = fresh.id"  # noqa: S608  our own names
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows)])


def _source() -> str:
    if connection.vendor == "sqlite":
        columns = ", ".join(f"value ->> {i} AS {name}" for i, name in enumerate(("id", *_COLUMNS)))
        return f"FROM (SELECT {columns} FROM json_each(%s)) AS fresh"  # noqa: S608
    columns = ", ".join(
        f"(value ->> {i})::{kind} AS {name}" for i, (name, kind) in enumerate(_COLUMNS.items(), 1)
    )
    return f"FROM (SELECT (value ->> 0)::bigint AS id, {columns} FROM jsonb_array_elements(%s) AS value) AS fresh"  # noqa: S608


def _plain(value: object) -> object:
    """A value as JSON carries it to the database; a moment as that database stores it."""
    if isinstance(value, dt.datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    return value
