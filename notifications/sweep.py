"""The sweep: the one thing that makes time pass for deadlines (NEW-01, LEE-01, LEE-02).

``due_at`` in the database is the only timer. Each beat claims the deadlines whose next moment has come, with row
locks that skip what another worker holds, and writes the rows, their history and the outbox in one transaction a
batch. So it is safe to run twice, late, by several workers, or after a crash at any line: what was committed is not
said again, what was not committed is said at the next beat.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from qa_portal import clock
from qa_portal.children.models import Guardian
from qa_portal.deadlines.closures import one_calendar
from qa_portal.deadlines.holders import Hearers
from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import directory
from qa_portal.trail.records import acting

from .breaches import handle_breaches
from .flood import due, end_hold, may_go_on
from .heartbeat import beat, has_finished
from .saying import Saying, fail, say
from .writing import write

log = structlog.get_logger(__name__)

BATCH = 500

#: What the sweep reads of a deadline and its record; what it writes, it writes by column.
_READ = (
    *(
        "kind",
        "about_type_id",
        "about_id",
        "label",
        "owner",
        "owner_post_id",
        "owner_person_id",
        "parties",
        "plan",
    ),
    *(
        "due_at",
        "met_at",
        "cancelled_at",
        "next_at",
        "breached_at",
        "breach_handled_at",
        "attempts",
        "set_aside_at",
        "last_error",
    ),
    *(
        f"subject__{name}"
        for name in ("reference", "is_restricted", "team_id", "practitioner_id", "iro_id", "cp_chair_id")
    ),
)


@dataclass
class SweepResult:
    """What one sweep did."""

    at: dt.datetime
    swept: int = 0
    messages: int = 0
    breached: int = 0
    failed: int = 0
    set_aside: int = 0
    handled: int = 0
    batches: int = 0
    is_held: bool = False

    def __str__(self) -> str:
        if self.is_held:
            return "Held: far more alerts than usual would go out at once. The incidents page says more."
        return (
            f"{self.swept} deadlines in {self.batches} batches, {self.breached} missed, {self.messages} messages, "
            f"{self.handled} consequences, {self.failed} failed, {self.set_aside} set apart."
        )

    def count(self, sayings: list[Saying]) -> None:
        """Add what one batch did."""
        self.batches += 1
        self.swept += sum(each.error is None for each in sayings)
        self.messages += sum(len(each.messages) for each in sayings)
        self.breached += sum(each.is_breach for each in sayings)
        self.failed += sum(each.error is not None for each in sayings)
        self.set_aside += sum(each.deadline.set_aside_at is not None for each in sayings)


def sweep(now: dt.datetime | None = None) -> SweepResult:
    """Say what is due to be said at ``now`` (the portal's clock unless given), and run what follows from breaches.

    Everything in one sweep happens at the same moment. Raises only when the database itself fails; then the
    next sweep goes on where this one stopped.
    """
    now = now or clock.now()
    result = SweepResult(at=now)
    with clock.standing_at(now), one_calendar(), acting(step="sweep", role="The portal, because time passed"):
        found = beat(now)
        if found.something_is_due:
            if may_go_on(now):
                _sweep_in_batches(now, result)
            else:
                result.is_held = True
        elif found.is_held:
            end_hold()
        if not result.is_held and (found.something_to_handle or result.breached):
            result.handled, failed = handle_breaches()
            result.failed += failed
        if found.something_is_due or found.something_to_handle:
            has_finished(now)
    if result.swept or result.failed or result.is_held:
        log.info("sweep", swept=result.swept, messages=result.messages, breached=result.breached,
                 failed=result.failed, set_aside=result.set_aside, held=result.is_held)  # fmt: skip
    return result


def _sweep_in_batches(now: dt.datetime, result: SweepResult) -> None:
    after: tuple[dt.datetime, int] | None = None
    while True:
        claimed, after = _batch(now, after, result)
        if claimed < BATCH:
            return


def _batch(
    now: dt.datetime, after: tuple[dt.datetime, int] | None, result: SweepResult
) -> tuple[int, tuple[dt.datetime, int] | None]:
    """One batch in one transaction; give how many rows it claimed and where the next one starts.

    Each sweep passes once over the rows in order, so that one that fails is tried again at the next sweep and
    not in a circle.
    """
    rows: list[Deadline] = []
    places: list[tuple[dt.datetime, int]] = []
    try:
        with transaction.atomic():
            rows = _claim(now, after)
            places = [(row.next_at, row.pk) for row in rows]
            sayings = _say_and_write(rows, now)
    except (OperationalError, InterfaceError):
        raise  # the database, not a row
    except Exception as error:
        log.warning("batch failed: its rows are tried one by one", error=type(error).__qualname__)
        sayings = [_alone(pk, now) for _, pk in places]
        sayings = [each for each in sayings if each is not None]
    if rows:
        result.count(sayings)
    return len(rows), places[-1] if rows else after


def _claim(now: dt.datetime, after: tuple[dt.datetime, int] | None) -> list[Deadline]:
    rows = due(now).select_related("subject").only(*_READ).select_for_update(skip_locked=True, of=("self",))
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(next_at__gt=at) | Q(next_at=at, pk__gt=pk), next_at__gte=at)
    return list(rows.order_by("next_at", "pk")[:BATCH])


def _say_and_write(rows: list[Deadline], now: dt.datetime) -> list[Saying]:
    if not rows:
        return []
    hearers = hearers_for(rows)
    sayings = [try_to_say(row, now, hearers) for row in rows]
    write(sayings, hearers.book)
    return sayings


def try_to_say(row: Deadline, now: dt.datetime, hearers: Hearers) -> Saying:
    """What a row says; a row that raises is counted as failed and the rest go on."""
    try:
        return say(row, now, hearers)
    except Exception as error:
        log.warning("deadline failed", deadline=row.pk, error=type(error).__qualname__)
        return fail(row, now, error)


def hearers_for(rows: list[Deadline]) -> Hearers:
    """One picture of the directory, and the named people of the restricted records, for a whole batch."""
    restricted = {row.subject_id for row in rows if row.subject.is_restricted}
    guardians: dict[int, list[int]] = defaultdict(list)
    if restricted:
        named = Guardian.objects.filter(subject_id__in=restricted)
        for subject, person in named.values_list("subject_id", "person_id"):
            guardians[subject].append(person)
    return Hearers(directory(), guardians)


def _alone(pk: int, now: dt.datetime) -> Saying | None:
    """Try one row in a transaction of its own; None when another worker has it by now."""
    one = due(now).filter(pk=pk).select_related("subject")
    try:
        with transaction.atomic():
            row = one.select_for_update(skip_locked=True, of=("self",)).first()
            return _say_and_write([row], now)[0] if row else None
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.warning("deadline failed", deadline=pk, error=type(error).__qualname__)
        with transaction.atomic():
            row = one.select_for_update(skip_locked=True, of=("self",)).first()
            if row is None:
                return None
            failed = fail(row, now, error)
            write([failed], directory())
            return failed
