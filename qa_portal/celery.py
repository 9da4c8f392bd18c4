"""The queue. It carries nudges ("look at the database now"), never the truth: lose it, and nothing is lost but minutes.

* A task is a function of an app's tasks.py: `@app.task(name="notifications.sweep")`. It reads what is due
  from the database, so running it twice, late or not at all does no harm.
* `every(60, "notifications.sweep")` beside it has beat send it each minute.
* `nudge("notifications.send")` from an action asks for it soon after the commit. It never waits for the
  broker, never raises, and is worth nothing more than speed.
"""

import atexit
import datetime as dt
import os
import threading
import time
from pathlib import Path
from queue import Full, Queue

import structlog
from celery import Celery
from celery.app.amqp import AMQP
from celery.schedules import crontab
from django.conf import settings
from django.db import transaction
from kombu import Connection

from qa_portal import stalled  # noqa: F401  its watch begins with the worker
from qa_portal.transports import use_own_transports

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qa_portal.settings")
log = structlog.get_logger(__name__)

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
NUDGE_LIVES_SECONDS = 300  # after that beat has sent the same task anyway


def _configuration() -> dict:
    common = {
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": 4,
        "task_publish_retry": False,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_default_queue": "portal",
        "timezone": settings.TIME_ZONE,
        "enable_utc": True,
        "worker_hijack_root_logger": False,
        "worker_prefetch_multiplier": 1,
        "worker_send_task_events": False,
        # In memory: a schedule file can be cut short by a crash, and all the schedule's truth is in the code.
        "beat_scheduler": "celery.beat:Scheduler",
        "beat_max_loop_interval": 5,
    }
    if settings.REDIS_URL:
        return common | {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {
                "socket_connect_timeout": 4,
                "socket_timeout": 15,
                "socket_keepalive": True,
                "health_check_interval": 30,
                "visibility_timeout": 3600,
            },
        }
    return common | {
        "broker_url": "filesystem://",
        "worker_enable_remote_control": False,  # it needs bindings, which files have none of
        "broker_transport_options": _file_queue(settings.QUEUE_DIR),
    }


def _file_queue(folder: Path) -> dict:
    messages, control = folder / "messages", folder / "control"
    for each in (messages, control):
        each.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        "store_processed": False,
        "polling_interval": 0.2,
    }


use_own_transports()


class PromptConnection(Connection):
    """Tries each second for a broker that is away. Celery's own pauses grow to half a minute: after a longer absence
    alerts would come that much later than the broker."""

    def _ensure_connection(self, *args, **given):
        return super()._ensure_connection(
            *args, **{"interval_start": 0.2, "interval_step": 0.2, "interval_max": 1, **given}
        )


class PromptQueue(AMQP):
    """The queue over such connections."""

    Connection = PromptConnection


class PortalCelery(Celery):
    """Celery, prompt to come back."""

    amqp_cls = PromptQueue


app = PortalCelery("qa_portal")
app.add_defaults(_configuration)
app.autodiscover_tasks()
app.autodiscover_tasks(
    lambda: [f"qa_portal.{tasks.parent.name}" for tasks in Path(__file__).parent.glob("*/tasks.py")]
)


def every(when: float | crontab, task_name: str, *args) -> None:
    """Have beat send `task_name` every `when` seconds, the first time at once, or at a crontab (London time)."""
    entry = {"task": task_name, "schedule": when, "args": args, "options": {"expires": 3600}}
    if isinstance(when, (int, float)):
        entry["last_run_at"] = LONG_AGO
        entry["options"] = {"expires": max(when, 60)}
    app.conf.beat_schedule[f"{task_name}{args or ''} {when}"] = entry


# --- nudges ---

recorded_nudges: list[tuple[str, tuple]] = []
"""What `nudge` was asked for, when settings.NUDGES is "record" (tests)."""


def nudge(task_name: str, *args) -> None:
    """Ask for a task soon after the present transaction commits (at once outside one), if the broker can be reached.

    Returns at once and raises nothing, whatever the broker does: gone, full, or frozen (it accepts and never
    answers). A thread of its own sends; a second nudge for what is still waiting is dropped. `args` are ids
    and other JSON.
    """
    if settings.NUDGES == "record":
        recorded_nudges.append((task_name, args))
        return
    transaction.on_commit(lambda: _publisher.put(task_name, args), robust=True)


class _Publisher:
    """Sends nudges one after another in a daemon thread of its process, started at the first one."""

    def __init__(self):
        self._waiting: Queue[tuple[str, tuple]] = Queue(maxsize=1000)
        self._known: set[tuple[str, tuple]] = set()
        self._lock = threading.Lock()
        self._pid = 0
        self._busy = False

    def put(self, task_name: str, args: tuple) -> None:
        with self._lock:
            if self._pid != os.getpid():  # the first nudge of this process; a forked child has no thread
                self._pid = os.getpid()
                self._waiting, self._known = Queue(maxsize=1000), set()
                threading.Thread(target=self._run, name="nudges", daemon=True).start()
            if (task_name, args) in self._known:
                return
            try:
                self._waiting.put_nowait((task_name, args))
                self._known.add((task_name, args))
            except Full:
                log.warning("nudge dropped", task=task_name)

    def _run(self) -> None:
        while True:
            task_name, args = self._waiting.get()
            self._busy = True
            with self._lock:
                self._known.discard((task_name, args))
            try:
                self._send(task_name, args)
            except Exception as error:  # the broker's whole zoo of errors; beat will send the task anyway
                log.warning("nudge not sent", task=task_name, error=type(error).__qualname__)
                time.sleep(0.2)
            finally:
                self._busy = False

    def _send(self, task_name: str, args: tuple) -> None:
        options = dict(app.conf.broker_transport_options)
        if settings.REDIS_URL:
            options |= {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}
        with Connection(app.conf.broker_url, connect_timeout=1, transport_options=options) as connection:
            app.send_task(
                task_name,
                args=args,
                connection=connection,
                retry=False,
                expires=NUDGE_LIVES_SECONDS,
                ignore_result=True,
            )

    def drain(self, seconds: float = 1.0) -> None:
        """Wait until all is sent, but no longer than `seconds`: a command that ends gives its nudges this chance."""
        if self._pid != os.getpid():
            return
        until = time.monotonic() + seconds
        while time.monotonic() < until and (self._busy or not self._waiting.empty()):
            time.sleep(0.02)


_publisher = _Publisher()
atexit.register(_publisher.drain)
