"""P4 and P5: the sweep, against the statement that says the same to the database."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Callable, Iterator
from itertools import cycle
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.utils import ConnectionHandler

from notifications.models import SweepState
from notifications.sweep import BATCH, sweep
from qa_portal import clock
from qa_portal.deadlines.kinds import kind_of
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message

from .rivals import sweep_row_by_row

#: What a sweep with nothing due must ask the database at the least.
ASKING = (
    "SELECT id FROM qa_portal_deadline WHERE next_at IS NOT NULL AND next_at <= %s AND set_aside_at IS NULL "
    "ORDER BY next_at, id LIMIT 500 FOR UPDATE SKIP LOCKED"
)

#: One statement that writes what the sweep writes: the deadlines, their history, a message to each who hears.
WRITING = """
WITH due AS (
    SELECT id FROM qa_portal_deadline
    WHERE next_at IS NOT NULL AND next_at <= %(now)s AND set_aside_at IS NULL
    ORDER BY next_at, id LIMIT 1000 FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE qa_portal_deadline AS d
    SET next_at = NULL, breached_at = due_at, breach_handled_at = %(now)s, attempts = 0, last_error = ''
    FROM due WHERE d.id = due.id RETURNING d.*
), history AS (
    INSERT INTO qa_portal_historicaldeadline ({columns}, history_type, history_change_reason, history_date, step,
        acting_as)
    SELECT {columns}, '~', 'overdue:0: 3 told', %(now)s, 'sweep', 'The portal, because time passed' FROM moved
)
INSERT INTO qa_portal_message (deadline_id, message_id, recipient_id, occasion, event, urgency, heading, text, why_you,
    url, subject_id, about_type_id, about_id, created_at, mail, mail_next_at, mail_attempts, mail_error)
SELECT m.id, gen_random_uuid(), r.person, 'overdue:0@' || to_char(m.due_at, 'YYYY-MM-DD"T"HH24:MI'), 'deadline_overdue',
    'alert', m.label || ' — record ' || s.reference || ' — was due by 5pm', repeat('It is with a person. ', 8), '',
    '/qap/' || m.about_id || '/', m.subject_id, m.about_type_id, m.about_id, %(now)s, 'waiting', %(now)s, 0, ''
FROM moved AS m JOIN qa_portal_subject AS s ON s.id = m.subject_id
CROSS JOIN LATERAL unnest(%(people)s::bigint[]) AS r(person)
"""

#: How many fall due at once.
DUE = 1000


def two_sizes(pairs: int, other: str) -> Iterator[dict[str, Any]]:
    """P4: the same sweep on this database and on another one, in turns."""
    here, there = (
        connections[DEFAULT_DB_ALIAS],
        ConnectionHandler({"default": {**settings.DATABASES["default"], "NAME": other}})["default"],
    )
    now = clock.now()

    def sweep_on(which: Any) -> None:
        connections[DEFAULT_DB_ALIAS] = which
        sweep(now)

    for which in (here, there):
        sweep_on(which)
    ratios, small, large = in_turns(lambda: sweep_on(there), lambda: sweep_on(here), pairs)
    connections[DEFAULT_DB_ALIAS] = here
    yield {
        "what": "two sizes",
        "ratio": statistics.median(ratios),
        "small_ms": statistics.median(small) * 1000,
        "large_ms": statistics.median(large) * 1000,
    }


def nothing_due(pairs: int) -> Iterator[dict[str, Any]]:
    """P4: the sweep when nothing is due, and the statement that asks."""
    now = clock.now()
    assert not Deadline.objects.filter(next_at__lte=now).exists(), "something is due"
    SweepState.objects.get_or_create(pk=1)

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(ASKING, [now])
            cursor.fetchall()

    ask(), sweep(now)
    ratios, alone, whole = in_turns(ask, lambda: sweep(now), pairs)
    yield {
        "what": "nothing due",
        "ratio": statistics.median(ratios),
        "alone_ms": statistics.median(alone) * 1000,
        "sweep_ms": statistics.median(whole) * 1000,
        "open": Deadline.objects.filter(met_at=None, cancelled_at=None).count(),
    }


def thousand_due(rounds: int) -> Iterator[dict[str, Any]]:
    """P5: a thousand deadlines missed at once, by the sweep, by one statement, and row by row.

    Of a database that is too small for a thousand others each time, they are missed again and again.
    """
    keys = _running(DUE * (2 * rounds + 3))
    take = cycle(range(0, len(keys), DUE))
    columns = ", ".join(f'"{f.column}"' for f in Deadline.history.model.tracked_fields)

    def make_due() -> dt.datetime:
        start = next(take)
        return _make_due(keys[start : start + DUE])

    def by_sweep(now: dt.datetime) -> None:
        done = sweep(now)
        assert done.swept == DUE, done

    def by_statement(now: dt.datetime, people: list[int]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(WRITING.format(columns=columns), {"now": now, "people": people})
            assert cursor.rowcount == DUE * len(people), cursor.rowcount

    by_sweep(make_due())  # once before it is timed: the directory is read, tables are in memory
    told = Message.objects.filter(deadline__in=keys[:DUE]).exclude(occasion__startswith="due")
    each = round(told.filter(occasion__startswith="overdue:0").count() / DUE)
    people = list(told.values_list("recipient", flat=True).distinct()[:each])
    by_statement(make_due(), people)
    ratios, sweeps, statements = [], [], []
    for number in range(rounds):
        parts = {}
        for part in ("sweep", "statement") if number % 2 else ("statement", "sweep"):
            now = make_due()
            started = perf_counter()
            by_sweep(now) if part == "sweep" else by_statement(now, people)
            parts[part] = perf_counter() - started
        ratios.append(parts["sweep"] / parts["statement"])
        sweeps.append(parts["sweep"])
        statements.append(parts["statement"])
    now = make_due()
    with counting() as counted:
        by_sweep(now)
    yield {
        "what": "a thousand due",
        "ratio": statistics.median(ratios),
        "sweep_ms": statistics.median(sweeps) * 1000,
        "statement_ms": statistics.median(statements) * 1000,
        "queries_a_batch": _queries_of_a_batch(counted.queries),
        "told_each": each,
        "rounds": rounds,
        "different": len(keys),
        "statement": WRITING.format(columns="…"),
    }
    _make_due(keys[:100])
    started = perf_counter()
    sweep_row_by_row(clock.now(), 100)
    yield {"what": "row by row", "seconds_a_row": (perf_counter() - started) / 100}


def _running(most: int) -> list[int]:
    """Whole thousands of running deadlines, ``most`` at most: of QAPs’ answers, or, where they are few, of all kinds
    whose breach leads to nothing but its alerts.

    By key, which is copy by copy, so that each thousand is the same mixture.
    """
    running = Deadline.objects.filter(next_at__isnull=False, subject__is_restricted=False).order_by("pk")
    found = list(running.filter(kind="qap_answer").values_list("pk", flat=True)[:most])
    if len(found) < most:
        keys = Deadline.objects.order_by("kind").values_list("kind", flat=True).distinct()
        plain = [key for key in keys if not kind_of(key).has_consequence]
        found = list(running.filter(kind__in=plain).values_list("pk", flat=True)[:most])
    if len(found) < DUE:
        raise RuntimeError(f"{len(found)} deadlines are running, and a round takes {DUE}: fill with more.")
    return found[: len(found) // DUE * DUE]


def _make_due(keys: list[int]) -> dt.datetime:
    """Have these deadlines be missed at this moment, nothing else being due; give the moment."""
    now = clock.now()
    due = now - dt.timedelta(minutes=1)
    Deadline.objects.filter(pk__in=keys).update(
        due_at=due,
        next_at=due,
        breached_at=None,
        breach_handled_at=None,
        plan=[[due.isoformat(), "overdue:0", ["owner", "answerer_line", "raiser"]]],
    )
    Message.objects.filter(deadline__in=keys, occasion__startswith="overdue:0").delete()
    return now


def in_turns(
    one: Callable[[], Any], other: Callable[[], Any], pairs: int
) -> tuple[list[float], list[float], list[float]]:
    """Time two things in turns: the ratios of the second to the first, and the seconds of each."""
    ones, others = [], []
    for number in range(pairs):
        for which in (one, other) if number % 2 else (other, one):
            started = perf_counter()
            which()
            (ones if which is one else others).append(perf_counter() - started)
    return [b / a for a, b in zip(ones, others, strict=True)], ones, others


class counting:
    """Inside, the statements that are sent are kept in ``queries``."""

    def __enter__(self) -> counting:
        connection.force_debug_cursor = True
        connection.queries_log.clear()
        return self

    def __exit__(self, *_: object) -> None:
        connection.force_debug_cursor = False
        self.queries = [q["sql"] for q in connection.queries_log]


def _queries_of_a_batch(queries: list[str]) -> int:
    """The most statements between a batch's BEGIN and its COMMIT."""
    found, number = [0], None
    for sql in queries:
        if sql == "BEGIN":
            number = 0
        elif sql == "COMMIT":
            found.append(number or 0)
            number = None
        elif number is not None:
            number += 1
    assert len(found) >= DUE / BATCH
    return max(found)
