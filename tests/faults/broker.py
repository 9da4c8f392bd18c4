"""R3 and R5: a Redis that forgets, freezes or dies; a beat that dies, and one too many."""

from __future__ import annotations

import os
import time
from random import Random
from typing import Any

from notifications.models import INTERVAL, SweepState
from notifications.sender import send_mail
from notifications.watch import INTERVALS
from qa_portal import clock
from qa_portal.outbox.models import Message

from .checking import mailed
from .findings import Found
from .ground import Ground, fork, wait_for
from .running import TWO_INTERVALS, Running, side_by_side

Result = tuple[list[str], dict[str, Any]]

#: How many deadlines fall due in one trial.
EACH = 8
SAID = "{breaches} breaches alerted once, at the latest {longest} s after their moment and the queue's return"

#: How many times what is required a fault may take: `make faults` measures, `make test` shares its machine and doesn't.
PATIENCE = float(os.environ.get("FAULTS_PATIENCE", "1"))


def redis_flushed(ground: Ground, trials: int, chance: Random) -> Found:
    """Redis forgets everything, three times, while deadlines fall due."""
    return side_by_side(ground, trials, chance, SAID, _flush)


def redis_frozen(ground: Ground, trials: int, chance: Random) -> Found:
    """Redis is stopped (SIGSTOP) for up to three seconds; one time in ten for longer than any time-out."""
    return side_by_side(ground, trials, chance, SAID + "; {long} times it was frozen for over 15 s", _freeze)


def redis_killed(ground: Ground, trials: int, chance: Random) -> Found:
    """Redis is killed, and comes back empty after up to three seconds."""
    return side_by_side(ground, trials, chance, SAID, _kill)


def _flush(portal: Running, chance: Random) -> Result:
    moments = portal.fall_due(EACH, chance, 2.5)
    for _ in range(3):
        time.sleep(chance.random())
        portal.redis.flush()
    return _alerted(portal, moments)


def _freeze(portal: Running, chance: Random) -> Result:
    moments = portal.fall_due(EACH, chance, 2.5)
    time.sleep(chance.random() * 2)
    is_long = portal.tried % 10 == 9
    portal.redis.freeze()
    time.sleep(chance.uniform(16, 19) if is_long else chance.uniform(0.3, 3))
    portal.redis.thaw()
    wrong, counts = _alerted(portal, moments)
    return wrong, counts | {"long": int(is_long)}


def _kill(portal: Running, chance: Random) -> Result:
    moments = portal.fall_due(EACH, chance, 2.5)
    time.sleep(chance.random() * 2)
    portal.redis.kill()
    time.sleep(chance.uniform(0.3, 3))
    portal.redis.start()
    return _alerted(portal, moments)


def _alerted(portal: Running, moments: dict) -> Result:
    wrong, longest = portal.late(moments, clock.now(), PATIENCE * TWO_INTERVALS)
    return wrong, {"breaches": len(moments), "longest": round(longest, 2)}


def beat_dead(ground: Ground, trials: int, chance: Random) -> Found:
    """The only beat is killed while deadlines fall due; /health must turn red; then another one is started."""
    said = "/health red {longest_red} s after the last sweep at the latest; {breaches} breaches alerted once"
    return side_by_side(ground, trials, chance, said, _kill_beat, with_redis=ground.is_postgresql)


def _kill_beat(portal: Running, chance: Random) -> Result:
    time.sleep(chance.random() * 2)
    portal.beats.pop().kill()
    moments = portal.fall_due(EACH, chance, 2.5)
    wrong = []
    if not wait_for(lambda: not portal.is_well(), 10, 0.05):
        wrong.append("/health stays green")
    red = (clock.now() - SweepState.objects.get().last_finished_at).total_seconds()
    limit = INTERVALS * INTERVAL.total_seconds()
    if not limit <= red <= limit + 0.5 * PATIENCE:  # and a moment for asking
        wrong.append(f"/health turned red {red:.2f} s after the last sweep")
    portal.beats.append(portal.beat())
    portal.wait_until_well()
    late, _longest = portal.late(moments, clock.now(), PATIENCE * TWO_INTERVALS)
    return wrong + late, {"longest_red": round(red, 2), "breaches": len(moments)}


def two_beats(ground: Ground, trials: int, chance: Random) -> Found:
    """A second beat runs beside the first: everything is asked for twice."""
    return side_by_side(
        ground,
        trials,
        chance,
        "{breaches} breaches alerted once, at the latest {longest} s after their moment; {mails} mails, none twice",
        _add_beat,
        with_redis=ground.is_postgresql,
    )


def _add_beat(portal: Running, chance: Random) -> Result:
    portal.beats.append(portal.beat())
    before = Message.objects.count()
    moments = portal.fall_due(EACH, chance, 2.5)
    wrong, longest = portal.late(moments, clock.now(), PATIENCE * TWO_INTERVALS)
    time.sleep(TWO_INTERVALS / 2)
    senders = [fork(send_mail) for _ in range(2)]
    assert {sender.wait() for sender in senders} == {0}
    # What the worker's own sender has claimed just now is its own to send.
    wait_for(lambda: not Message.objects.exclude(mail=Message.Mail.SENT).exists(), 30, 0.1)
    of_mail, _ = mailed(0)
    portal.beats.pop().kill()
    counts = {
        "breaches": len(moments),
        "longest": round(longest, 2),
        "mails": Message.objects.count() - before,
    }
    return wrong + of_mail + portal.told_once(), counts
