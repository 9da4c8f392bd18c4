"""A portal that runs: a real worker and a real beat on a queue of their own, a sweep each second, and somebody who
waits for deadlines to be alerted."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.test import Client

from notifications.models import INTERVAL
from qa_portal import celery, clock
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from tests.servers import Redis

from .checking import breached_once, followed_once, nothing_set_apart
from .findings import Found
from .ground import Child, Ground, fork, wait_for
from .scene import FAR, Scene, fall_due

SECOND = dt.timedelta(seconds=1)
#: What an alert may take after its moment, or after its queue is back.
TWO_INTERVALS = 2 * INTERVAL.total_seconds()
WORKER = ["worker", "--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat",
          "--loglevel=WARNING"]  # fmt: skip


def use_queue(url: str) -> None:
    """Have this process use a queue: Redis by its URL, or the files of this portal ("")."""
    settings.REDIS_URL, settings.NUDGES = url, "send"
    found = celery._configuration()
    celery.app.conf.update({name: found[name] for name in ("broker_url", "broker_transport_options")})


def _worker(url: str) -> None:
    use_queue(url)
    celery.app.worker_main(WORKER)


def _supervise(url: str, log: Path) -> None:
    """A worker that ends is started again, at once the first time, as tools/supervise.py does."""
    failures = 0
    while True:
        child, started = fork(_worker, url, log=log), time.monotonic()
        while not child.is_over:
            time.sleep(0.05)
        failures = failures + 1 if time.monotonic() - started < 60 else 1
        with log.open("a") as said:
            said.write(f"\nworker ended with {child.status}\n")
        time.sleep(0 if failures == 1 else min(30, 2 ** (failures - 2)))


def _beat(url: str) -> None:
    use_queue(url)
    celery.app.start(["beat", "--pidfile=", "--loglevel=WARNING"])


class Running:
    """One copy of the portal with its worker and beats."""

    def __init__(self, ground: Ground, folder: Path, redis: Redis | None) -> None:
        self.folder = folder
        self.redis = redis
        self.url = redis.url if redis else ""
        self._scene = ground.scene
        #: What can fall due: from the end, so that those of audits are the first.
        self._pool = [*_briefly_told(ground.scene), *ground.scene.of_audits]
        Deadline.objects.filter(pk__in=ground.scene.expected).update(due_at=FAR, next_at=FAR)
        self.worker = fork(_supervise, self.url, folder / "worker.log")
        self.beats = [self.beat()]
        self.expected: dict[int, frozenset[int]] = {}
        self.tried = 0

    def beat(self) -> Child:
        """One more beat."""
        return fork(_beat, self.url, log=self.folder / "beat.log")

    def is_well(self) -> bool:
        """What /health says."""
        return Client().get("/health").status_code == 200

    def wait_until_well(self) -> None:
        """Raises AssertionError with the logs when it doesn't get well."""
        assert wait_for(self.is_well, 60, 0.2), self.logs()

    def logs(self) -> str:
        """Why its processes ended, if they did, and the ends of what they said."""
        said = [path.read_text() for path in self.folder.glob("*.log")]
        worst = [line[:1500] for each in said for line in each.splitlines() if '"critical"' in line]
        return "\n".join([*worst, *(each[-500:] for each in said)])

    def fall_due(self, number: int, chance: Random, within: float) -> dict[int, dt.datetime]:
        """Have some more deadlines fall due at random moments of the next so many seconds; give when."""
        moments = {}
        for _ in range(number):
            pk = self._pool.pop()
            due = clock.now() + (0.3 + chance.random() * within) * SECOND
            fall_due([Deadline.objects.get(pk=pk)], lambda due=due: due)
            moments[pk] = due
            self.expected[pk] = self._scene.expected[pk]
        return moments

    def late(
        self, moments: dict[int, dt.datetime], back: dt.datetime, limit: float
    ) -> tuple[list[str], float]:
        """Wait for their alerts; which came later than ``limit`` seconds after their moment, or after ``back``, the
        moment when all was there again; and the longest that one took."""
        waiting, longest, wrong = dict(moments), 0.0, []
        until = time.monotonic() + limit + 20 + (max(moments.values()) - clock.now()).total_seconds()
        while waiting and time.monotonic() < until:
            time.sleep(0.05)
            there = set(Message.objects.filter(deadline__in=waiting).values_list("deadline_id", flat=True))
            for pk in there:
                took = (clock.now() - max(waiting.pop(pk), back)).total_seconds()
                longest = max(longest, took)
                if took > limit:
                    wrong.append(
                        f"deadline {pk} was alerted {took:.1f} s after its moment and the queue's return"
                    )
        if waiting:
            wrong.append(
                f"{len(waiting)} of {len(moments)} deadlines weren't alerted at all: {self.logs()[:1500]}"
            )
        return wrong, longest

    def told_once(self) -> list[str]:
        """All that fell due so far was told once, and what follows from it is there once."""
        follows = self._scene.follows_of(self.expected)
        of_these = Deadline.objects.filter(pk__in=follows, breach_handled_at=None)
        wait_for(lambda: not of_these.exists(), TWO_INTERVALS, 0.1)
        return breached_once(self.expected) + followed_once(follows) + nothing_set_apart()

    def stop(self) -> None:
        """End its processes."""
        for child in (self.worker, *self.beats):
            child.kill()
        if self.redis:
            self.redis.stop()


def _briefly_told(scene: Scene) -> list[int]:
    return [pk for pk, to in scene.expected.items() if len(to) == 1 and pk not in scene.of_audits]


@contextlib.contextmanager
def running(ground: Ground, *, with_redis: bool = True) -> Iterator[Running]:
    """A portal that runs and is well, until the end of this."""
    with ground.portal() as folder:
        redis = Redis(folder / "redis") if with_redis else None
        if redis:
            redis.start()
        use_queue(redis.url if redis else "")
        portal = Running(ground, folder, redis)
        try:
            portal.wait_until_well()
            yield portal
        finally:
            portal.stop()


Trial = Callable[[Running, Random], tuple[list[str], dict[str, Any]]]


def side_by_side(ground: Ground, trials: int, chance: Random, said: str, trial: Trial, **more: Any) -> Found:
    """Do the trials in a few portals at once, since most of the time they wait; each gives what was wrong and counts.

    A count that begins with ``longest`` is the greatest of all; the others are added up.
    """
    found = Found(said)
    lanes = 3 if trials > 5 else 1
    celery.app.loader.import_default_modules()
    shares = [trials // lanes + (place < trials % lanes) for place in range(lanes)]
    answers = [ground.folder / f"answer-{os.getpid()}-{place}" for place in range(lanes)]
    children = [
        fork(_lane, ground, share, chance.random(), trial, more, answer, log=ground.folder / "lane.log")
        for share, answer in zip(shares, answers, strict=True)
        if share
    ]
    for child, answer in zip(children, answers, strict=False):
        assert child.wait(1800) == 0, (ground.folder / "lane.log").read_text()[-3000:]
        for wrong, counts in json.loads(answer.read_text()):
            found.add(wrong)
            for name, number in counts.items():
                if name.startswith("longest"):
                    found.counts[name] = max(found.counts[name], number)
                else:
                    found.counts[name] += number
    return found


def _lane(ground: Ground, share: int, seed: float, trial: Trial, more: dict[str, Any], answer: Path) -> None:
    chance, results = Random(seed), []
    with running(ground, **more) as portal:
        for _ in range(share):
            results.append(trial(portal, chance))
            portal.tried += 1
        results[-1][0].extend(portal.told_once())
    answer.write_text(json.dumps(results))
