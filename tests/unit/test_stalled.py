"""A worker that has stopped taking up work ends itself; one that is busy, or has nothing to do, doesn't."""

import os
import threading
import time

import pytest

from qa_portal import stalled


class Ended(Exception):
    """Instead of the end of this process."""


@pytest.fixture
def watch(settings, monkeypatch):
    settings.SWEEP_SECONDS = 0.4
    monkeypatch.setattr(stalled, "AT_LEAST_SECONDS", 0.1)
    monkeypatch.setattr(os, "_exit", lambda status: (_ for _ in ()).throw(Ended(status)))
    monkeypatch.setattr(stalled.faulthandler, "dump_traceback", lambda file: None)
    return stalled.Watch("portal")


def run_for(watch: stalled.Watch, seconds: float, during=lambda: None) -> bool:
    """Whether it ends the worker within so many seconds."""
    ended = threading.Event()

    def look() -> None:
        try:
            watch.run()
        except Ended:
            ended.set()

    threading.Thread(target=look, daemon=True).start()
    until = time.monotonic() + seconds
    while time.monotonic() < until and not ended.is_set():
        during()
        time.sleep(0.02)
    watch.active = 1_000_000  # the thread lives on, and asks nothing any more
    return ended.is_set()


def test_it_ends_when_something_waits_and_nothing_is_taken_up(watch, monkeypatch):
    monkeypatch.setattr(watch, "_something_waits", lambda: True)
    assert run_for(watch, 5)


def test_it_goes_on_while_tasks_begin_and_end(watch, monkeypatch):
    monkeypatch.setattr(watch, "_something_waits", lambda: True)

    def a_task() -> None:
        watch.begins()
        watch.ends()

    assert not run_for(watch, 0.6, a_task)


def test_it_goes_on_while_a_long_task_runs(watch, monkeypatch):
    monkeypatch.setattr(watch, "_something_waits", lambda: True)
    watch.begins()
    assert not run_for(watch, 0.6)


def test_it_goes_on_when_nothing_waits_and_when_redis_is_away(watch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert not run_for(watch, 0.6)
