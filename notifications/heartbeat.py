"""The sweep's heartbeat, which is at the same time its question whether there is anything to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from qa_portal.deadlines.models import TRIES, Deadline

from .models import SweepState

_DEADLINE, _STATE = Deadline._meta.db_table, SweepState._meta.db_table

#: The same rows as ``flood.due`` and ``breaches.to_handle``; each has a partial index that is empty as a rule.
_IS_DUE = (
    f"EXISTS (SELECT 1 FROM {_DEADLINE} WHERE next_at IS NOT NULL AND next_at <= %s AND set_aside_at IS NULL)"  # noqa: S608
)
_TO_HANDLE = (
    f"EXISTS (SELECT 1 FROM {_DEADLINE} WHERE breached_at IS NOT NULL AND breach_handled_at IS NULL "  # noqa: S608
    f"AND breach_attempts < {TRIES})"
)


@dataclass(frozen=True)
class Beat:
    """What one beat finds."""

    something_is_due: bool
    something_to_handle: bool
    is_held: bool


def beat(now: dt.datetime) -> Beat:
    """Write that a sweep has started, and that it has finished where there is nothing to do: one statement.

    So a minute in which nothing is due costs the database one look at two empty indexes and one small row. On
    PostgreSQL its commit doesn't wait for the disk: what a power cut can lose of it is a heartbeat.
    """
    at = connection.ops.adapt_datetimefield_value(now)
    eventually = " AND set_config('synchronous_commit', 'off', true) = 'off'" if _may_commit_lazily() else ""
    statement = (
        f"UPDATE {_STATE} SET last_started_at = %s, last_finished_at = "  # noqa: S608  our own names
        f"CASE WHEN {_IS_DUE} OR {_TO_HANDLE} THEN last_finished_at ELSE %s END "
        f"WHERE id = 1{eventually} RETURNING {_IS_DUE}, {_TO_HANDLE}, held_since"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [at, at, at, at])
        found = cursor.fetchall()  # all of it: SQLite has not finished the statement before
    if not found:
        SweepState.objects.get_or_create(pk=1)
        return beat(now)
    ((is_due, to_handle, held_since),) = found
    return Beat(bool(is_due), bool(to_handle), held_since is not None)


def has_finished(now: dt.datetime) -> None:
    """Write that a sweep with something to do has finished."""
    SweepState.objects.filter(pk=1).update(last_finished_at=now)


def _may_commit_lazily() -> bool:
    return connection.vendor == "postgresql" and not connection.in_atomic_block
