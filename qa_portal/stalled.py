"""A worker that has stopped taking up work ends itself, so that whoever supervises it starts another.

After Redis was killed the library has been seen to connect again and consume nothing, or to hang, once in some sixty
times on a machine under load. Such a worker looks well from outside; only the queue shows it: something lies there, and
nobody takes it up, though nothing else is being done.
"""

from __future__ import annotations

import faulthandler
import os
import threading
import time
from typing import Any

import redis
import structlog
from celery.signals import task_postrun, task_prerun, worker_ready
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

#: The exit status of a worker that ended itself: temporary failure, start it again.
EXIT_STATUS = 75

#: A worker that is connecting again may need so long.
AT_LEAST_SECONDS = 3.0


class Watch:
    """Looks at the queue now and then, beside the worker's own threads."""

    def __init__(self, queue: str) -> None:
        self.queue = queue
        self.active = 0
        self.last_begun = time.monotonic()
        self._lock = threading.Lock()

    def begins(self, **_: Any) -> None:
        """A task begins."""
        with self._lock:
            self.active += 1
            self.last_begun = time.monotonic()

    def ends(self, **_: Any) -> None:
        """A task ends."""
        with self._lock:
            self.active -= 1

    def run(self) -> None:
        """Look until the worker has stopped taking up work; then end it."""
        patience = max(settings.SWEEP_SECONDS / 4, AT_LEAST_SECONDS)
        waits_since: float | None = None
        while True:
            time.sleep(patience / 3)
            if self.active > 0 or not self._something_waits():
                waits_since = None
                continue
            waits_since = max(waits_since or time.monotonic(), self.last_begun)
            if time.monotonic() - waits_since > patience:
                log.critical("the worker takes up no work: it ends, to be started again")
                faulthandler.dump_traceback(file=2)
                os._exit(EXIT_STATUS)

    def _something_waits(self) -> bool:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
        )
        try:
            return client.llen(self.queue) > 0
        except redis.RedisError:
            return False  # away: there is nothing to take up
        finally:
            client.close()


@worker_ready.connect
def watch(sender: Any, **_: Any) -> None:
    """Begin to look, once the worker is ready; a queue of files has nothing that could hang."""
    if settings.REDIS_URL:
        own = Watch(sender.app.conf.task_default_queue)
        task_prerun.connect(own.begins, weak=False)
        task_postrun.connect(own.ends, weak=False)
        threading.Thread(target=own.run, name="stalled", daemon=True).start()
