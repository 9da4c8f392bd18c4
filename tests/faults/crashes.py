"""R1: kill -9 of two racing sweepers and senders at random moments of their whole work."""

from __future__ import annotations

import datetime as dt
import mmap
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

from notifications import sweep as sweeping
from notifications.beat import run_beat
from notifications.sender import LEASE, send_mail
from qa_portal import clock

from .checking import breached_once, followed_once, is_sound, mailed, nothing_set_apart
from .findings import Found
from .ground import Child, Ground, fork
from .scene import DUE

#: What a process is at, for counting where it was killed.
IDLE, SWEEPS, SENDS = range(3)

#: How large a batch of the sweep is: as it is, and smaller, so that there is more than one to be killed in.
BATCHES = (sweeping.BATCH, 60, 20)

#: As many kills a trial, shared between the two.
KILLS = range(2, 7)


@dataclass
class Work:
    """How long the whole work takes when nobody is killed, in seconds: the sweep, and with the mail."""

    sweep: float
    whole: float


def kill_sweepers(ground: Ground, trials: int, chance: Random) -> Found:
    """The trials: each with 300 deadlines due at one moment among 1,600 open ones."""
    found = Found(
        "{breaches} breaches alerted; {kills} kills ({SWEEPS} in a sweep, {SENDS} in a sender, {IDLE} between), "
        "{repeats} mails came twice, each with its own Message-ID again"
    )
    work = _measure(ground)
    for _ in range(trials):
        with ground.portal() as folder:
            kills, places = _race(folder, work, chance)
            _finish(folder)
            wrong = breached_once(ground.scene.expected, DUE) + followed_once(ground.scene.follows)
            of_mail, repeats = mailed(kills)
            wrong += of_mail + nothing_set_apart() + is_sound()
        found.add(wrong)
        found.counts.update(breaches=len(ground.scene.expected), kills=kills, repeats=repeats)
        found.counts.update(
            {name: places.count(place) for place, name in enumerate(("IDLE", "SWEEPS", "SENDS"))}
        )
    return found


def _measure(ground: Ground) -> Work:
    with ground.portal() as folder:
        note = mmap.mmap(-1, 1)
        started = time.monotonic()
        child = fork(_work, DUE, BATCHES[-1], note, log=folder / "log")
        while note[0] != SENDS and not child.is_over:
            time.sleep(0.001)
        swept = time.monotonic() - started
        assert child.wait() == 0, (folder / "log").read_text()[-3000:]
        return Work(swept, time.monotonic() - started)


def _work(at: dt.datetime, batch: int, note: mmap.mmap) -> None:
    """What a worker does, until there is nothing left to do."""
    sweeping.BATCH = batch
    with clock.standing_at(at):
        while True:
            note[0] = SWEEPS
            swept = run_beat()
            note[0] = SENDS
            sent = send_mail()
            note[0] = IDLE
            if not (swept.swept or swept.handled or sent.sent):
                return


@dataclass
class Runner:
    """One of the two, and when it is to be killed."""

    child: Child
    note: mmap.mmap
    dies_at: float | None


def _race(folder: Path, work: Work, chance: Random) -> tuple[int, list[int]]:
    """Two at once, each killed at random moments and begun again; give how many kills hit, and at what."""
    left, batch = chance.choice(KILLS), chance.choice(BATCHES)
    places: list[int] = []

    def begin() -> Runner:
        nonlocal left
        # Half of them while it sweeps, which is short, half at any moment of all its work.
        dies_in = (
            chance.uniform(0, work.sweep * 1.2 if chance.random() < 0.5 else work.whole) if left > 0 else None
        )
        left -= 1
        note = mmap.mmap(-1, 1)
        child = fork(_work, DUE, batch, note, log=folder / "log")
        return Runner(child, note, time.monotonic() + dies_in if dies_in is not None else None)

    runners = [begin(), begin()]
    while runners:
        for runner in list(runners):
            if runner.child.is_over:
                runners.remove(runner)
                assert runner.child.status == 0, (folder / "log").read_text()[-3000:]
            elif runner.dies_at is not None and time.monotonic() >= runner.dies_at:
                if runner.child.kill():
                    places.append(runner.note[0])
                runners.remove(runner)
                runners.append(begin())
        time.sleep(0.001)
    return len(places), places


def _finish(folder: Path) -> None:
    """What is left is done by whoever comes next, the mail that a dead sender had claimed after its lease."""
    for later in (dt.timedelta(minutes=1), LEASE + dt.timedelta(minutes=1)):
        child = fork(_work, DUE + later, sweeping.BATCH, mmap.mmap(-1, 1), log=folder / "log")
        assert child.wait() == 0, (folder / "log").read_text()[-3000:]
