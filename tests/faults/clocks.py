"""R6 and R8: a sweep that comes late, and a clock that jumps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from notifications.beat import run_beat
from notifications.models import HOLD, SweepState
from notifications.sweep import SweepResult
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_time
from qa_portal.outbox.models import Message

from .checking import breached_once, followed_once, nothing_set_apart
from .findings import Found
from .ground import Ground, fork
from .scene import DUE, MONDAY, fall_due

LONDON = ZoneInfo("Europe/London")
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


def sweep_away(ground: Ground, trials: int, chance: Random) -> Found:
    """R6: no sweep for an hour to ten days, in which the deadlines fall due one after the other.

    On its return it may hold itself, since so much is due at once; what counts is what is told in the end.
    """
    found = Found(
        "{breaches} breaches alerted once with their true moment, after {hours} hours without a sweep; "
        "{holds} floods held"
    )
    for _ in range(trials):
        away = chance.uniform(1, 240)
        with ground.portal():
            begins = DUE - chance.random() * dt.timedelta(hours=away)
            back = begins + dt.timedelta(hours=away)
            missed = _due_between(ground, begins, back, chance)
            if chance.random() < 0.5:  # nothing else is open: all that is due on its return is a flood
                _forget_bystanders(ground)
            _sweep(begins)
            holds = _sweep(back).is_held
            if holds:
                _sweep(back + HOLD)
            _sweep(back + HOLD + MINUTE)
            wrong = breached_once(missed) + _true_moment_is_told(missed) + nothing_set_apart()
            wrong += followed_once(ground.scene.follows_of(missed))
        found.add(wrong)
        found.counts.update(breaches=len(missed), hours=round(away), holds=holds)
    return found


def _due_between(
    ground: Ground, begins: dt.datetime, ends: dt.datetime, chance: Random
) -> dict[int, frozenset[int]]:
    """Have each of the three hundred fall due at a moment of its own; give those that nobody swept in time."""
    fall_due(
        Deadline.objects.filter(pk__in=ground.scene.expected),
        lambda: begins + MINUTE + chance.random() * (ends - begins - MINUTE),
    )
    return ground.scene.expected


def _true_moment_is_told(expected: dict[int, frozenset[int]]) -> list[str]:
    """Each alert says by when it was due, however late it comes."""
    wrong = []
    for message in Message.objects.filter(deadline__in=expected).select_related("deadline"):
        due = message.deadline.due_at.astimezone(LONDON)
        if f"{due:%A} {due.day} {due:%B}" not in message.heading:
            wrong.append(f"{message.heading!r} doesn't say {weekday_time(due)}")
    return wrong


def ten_days_ahead(ground: Ground, trials: int, chance: Random) -> Found:
    """R8: the clock jumps ten days ahead with anything from just no flood to everything due, and two sweeps race.

    More than fifty that are more than a fifth of what is open: held, the administrators told once, going on after an
    hour. As many as that or fewer: told at once. Every second one is a flood, so that two trials see both.
    """
    found = Found("{floods} floods held, {few} that were none told at once; {breaches} breaches alerted once")
    for trial in range(trials):
        is_flood = trial % 2 == 0
        with ground.portal() as folder:
            expected = _some_open(ground, chance, is_flood)
            wrong = _jump_ahead(folder, expected, is_flood) + followed_once(ground.scene.follows_of(expected))
        found.add(wrong)
        found.counts.update(breaches=len(expected), floods=is_flood, few=not is_flood)
    return found


def _some_open(ground: Ground, chance: Random, is_flood: bool) -> dict[int, frozenset[int]]:
    """Keep some of what is due and some of what isn't open, so that it is a flood or none; give what is due."""
    keys = sorted(ground.scene.expected)
    due, others = 0, 0
    while not due or (due > 50 and due * 5 > due + others) is not is_flood:
        due = chance.choice((50, 51, 300, chance.randint(1, 300)))
        exact = due * 5 - due
        others = min(1300, max(0, chance.choice((0, exact - 1, exact, chance.randint(0, 1300)))))
    kept = keys[-due:]
    _forget(keys[:-due])
    bystanders = Deadline.objects.filter(met_at=None, cancelled_at=None).exclude(pk__in=kept)
    _forget(list(bystanders.order_by("pk").values_list("pk", flat=True)[others:]))
    assert Deadline.objects.filter(met_at=None, cancelled_at=None).count() == due + others
    return {pk: ground.scene.expected[pk] for pk in kept}


def _forget(keys: Sequence[int]) -> None:
    still_open = Deadline.objects.filter(pk__in=keys, met_at=None, cancelled_at=None)
    still_open.update(cancelled_at=MONDAY, next_at=None)


def _forget_bystanders(ground: Ground) -> None:
    _forget(list(Deadline.objects.exclude(pk__in=ground.scene.expected).values_list("pk", flat=True)))


def _jump_ahead(folder: Path, expected: dict[int, frozenset[int]], is_flood: bool) -> list[str]:
    jumped = MONDAY + dt.timedelta(days=10)
    _sweep(MONDAY)
    _two_sweeps(folder, jumped)
    wrong = []
    if is_flood:
        for later in (MINUTE, HOLD - MINUTE):
            if not _sweep(jumped + later).is_held:
                wrong.append(f"it goes on after {later}")
        if alerts := _alerts():
            wrong.append(f"{alerts} alerts during the hold")
        _two_sweeps(folder, jumped + HOLD)
    _sweep(jumped + HOLD + MINUTE)
    told = Message.objects.filter(event="sweep_held").count()
    if told != is_flood:
        wrong.append(f"the administrators were told {told} times, flood: {is_flood}")
    if SweepState.objects.get().held_since is not None:
        wrong.append("it still holds")
    return wrong + breached_once(expected, DUE) + nothing_set_apart()


def an_hour_back(ground: Ground, trials: int, chance: Random) -> Found:
    """R8: the clock goes an hour back at some moment near the due one, up to four times, and comes that way again."""
    found = Found("{breaches} breaches alerted once; the clock went back {jumps} times")
    for _ in range(trials):
        with ground.portal() as folder:
            moment = DUE - chance.random() * HOUR
            jumps = chance.randint(1, 4)
            for _ in range(jumps):
                ends = moment + chance.uniform(0.2, 2) * HOUR
                while moment < ends:
                    if chance.random() < 0.2:
                        _two_sweeps(folder, moment)
                    else:
                        _sweep(moment)
                    moment += chance.uniform(5, 20) * MINUTE
                moment -= HOUR
            _sweep(DUE + 5 * HOUR)
            wrong = breached_once(ground.scene.expected, DUE) + followed_once(ground.scene.follows)
            wrong += nothing_set_apart()
        found.add(wrong)
        found.counts.update(breaches=len(ground.scene.expected), jumps=jumps)
    return found


#: The Sundays on which London's clocks change, and the first moment of the day before. Of those with a flood, every
#: second one, the first is in autumn, when an hour on the wall isn't an hour.
CHANGES = tuple(
    dt.datetime(year, month, day - 1, tzinfo=LONDON)
    for year, month, day in ((2027, 3, 28), (2026, 10, 25), (2027, 10, 31), (2028, 3, 26))
)


def clock_changes(ground: Ground, trials: int, chance: Random) -> Found:
    """R8: deadlines at every moment of a weekend on which the clocks change, swept through, and some of it by two.

    A flood in that night is held for one hour of time that passes, whatever the clocks on the wall show.
    """
    found = Found(
        "{breaches} breaches alerted once with their true moment, over {sweeps} sweeps; {holds} floods held"
    )
    for trial in range(trials):
        change = CHANGES[trial % len(CHANGES)].astimezone(dt.UTC)
        with ground.portal() as folder:
            ends = change + dt.timedelta(hours=60)
            expected = _due_between(ground, change, ends, chance)
            has_flood = trial % 2 == 1
            moment, sweeps = change, 0
            wrong = []
            if has_flood:
                # Just before the change at 01:00 UTC on the Sunday.
                moment = change.replace(hour=0, minute=30) + dt.timedelta(days=1 if change.hour == 0 else 2)
                wrong = _is_held_for_an_hour(ground, moment)
                moment += HOLD
            while moment < ends + MINUTE:
                if chance.random() < 0.1:
                    _two_sweeps(folder, moment)
                else:
                    _sweep(moment)
                sweeps += 1
                moment += chance.uniform(10, 90) * MINUTE
            _sweep(ends + HOUR)
            wrong += breached_once(expected) + _true_moment_is_told(expected) + nothing_set_apart()
            wrong += followed_once(ground.scene.follows)
        found.add(wrong)
        found.counts.update(breaches=len(expected), sweeps=sweeps, holds=has_flood)
    return found


def _is_held_for_an_hour(ground: Ground, moment: dt.datetime) -> list[str]:
    """Nothing but the three hundred is open and a third of them is due: held, and going on after an hour."""
    _forget_bystanders(ground)
    held = [_sweep(moment + later).is_held for later in (MINUTE * 0, HOLD - MINUTE, HOLD)]
    return [] if held == [True, True, False] else [f"at the change of clocks it held {held}"]


def _sweep(at: dt.datetime) -> SweepResult:
    with clock.standing_at(at):
        return run_beat()


def _two_sweeps(folder: Path, at: dt.datetime) -> None:
    """Two at one moment, in processes of their own."""
    children = [fork(_sweep, at, log=folder / "log") for _ in range(2)]
    assert {child.wait() for child in children} == {0}, (folder / "log").read_text()[-3000:]


def _alerts() -> int:
    return Message.objects.filter(occasion__startswith="overdue").count()
