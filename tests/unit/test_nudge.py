"""A nudge never waits and never fails, whatever the broker does."""

import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest
from celery.schedules import crontab
from django.db import transaction
from django.test import override_settings

from qa_portal import celery


@contextmanager
def frozen_redis():
    """A port that accepts connections and never answers."""
    held = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    for connection in held:
        connection.close()


@pytest.fixture
def publisher(monkeypatch) -> celery._Publisher:
    """A publisher of its own, so that what is stuck in it stays in this test."""
    own = celery._Publisher()
    monkeypatch.setattr(celery, "_publisher", own)
    return own


@contextmanager
def broker(url: str):
    """The queue at `url`, for nudges that are really sent."""
    with override_settings(REDIS_URL=url, NUDGES="send"):
        before = {name: celery.app.conf[name] for name in ("broker_url", "broker_transport_options")}
        celery.app.conf.update(
            {name: value for name, value in celery._configuration().items() if name in before}
        )
        try:
            yield
        finally:
            celery.app.conf.update(before)


@pytest.mark.django_db(transaction=True)
def test_a_frozen_redis_holds_nobody_up(publisher):
    with frozen_redis() as url, broker(url):
        started = time.monotonic()
        for number in range(50):
            celery.nudge("notifications.send", number)
        assert time.monotonic() - started < 1
        publisher.drain(0.5)
        assert time.monotonic() - started < 2
        publisher._waiting.queue.clear()


@pytest.mark.django_db(transaction=True)
def test_one_nudge_to_a_frozen_redis_is_given_up_within_seconds_and_the_next_is_tried(publisher, caplog):
    with frozen_redis() as url, broker(url):
        celery.nudge("notifications.send")
        publisher.drain(8)
        assert publisher._waiting.empty()
        assert "nudge not sent" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_is_gone_is_no_error(publisher, caplog):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with broker(f"redis://127.0.0.1:{port}/0"):
        celery.nudge("notifications.send")
        publisher.drain(5)
    assert "nudge not sent" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_nudge_reaches_the_queue_after_the_commit_and_not_after_a_rollback(publisher, settings, tmp_path):
    settings.QUEUE_DIR = tmp_path / "queue"
    with broker(""):
        with transaction.atomic():
            celery.nudge("notifications.send", 7)
            publisher.drain(0.2)
            assert not list((tmp_path / "queue" / "messages").iterdir())
        with transaction.atomic():
            celery.nudge("notifications.send", 8)
            transaction.set_rollback(True)
        publisher.drain(5)
        messages = [json.loads(path.read_text()) for path in (tmp_path / "queue" / "messages").iterdir()]
    assert [(message["headers"]["task"], message["headers"]["argsrepr"]) for message in messages] == [
        ("notifications.send", "(7,)")
    ]


@pytest.mark.django_db
def test_in_tests_nudges_are_recorded_and_none_is_sent(nudges):
    celery.nudge("notifications.send", 3)
    assert nudges == [("notifications.send", (3,))]


def test_every_puts_a_task_on_beats_schedule():
    at_seven = crontab(hour=7)
    celery.every(45, "tests.nothing")
    celery.every(at_seven, "tests.nothing")
    schedule = celery.app.conf.beat_schedule
    ours = [schedule.pop(name) for name in list(schedule) if name.startswith("tests.nothing")]
    assert [entry["schedule"] for entry in ours] == [45, at_seven]


@pytest.mark.django_db(transaction=True)
def test_a_message_that_a_crash_cut_short_is_passed_by_and_the_next_is_read(publisher, settings, tmp_path):
    settings.QUEUE_DIR = tmp_path / "queue"
    with broker(""):
        messages = tmp_path / "queue" / "messages"
        for name, words in (("0_a", ""), ("0_b", '{"body": "W1sx'), ("0_c", "")):
            (messages / f"{name}.portal.msg").write_text(words)
        (messages / ".0_d.portal.msg").write_text("still being written")
        (tmp_path / "queue" / "control" / "portal.exchange").write_text("")
        celery.nudge("notifications.send", 9)
        publisher.drain(5)
        taken = []
        with celery.app.connection_for_read() as connection, connection.channel() as channel:
            queue = celery.app.amqp.queues["portal"](channel)
            queue.declare()
            taken.append(queue.get(no_ack=True).headers["argsrepr"])
            assert queue.get(no_ack=True) is None
    assert taken == ["(9,)"]
    assert [path.name for path in messages.iterdir()] == [".0_d.portal.msg"]


def test_a_redis_that_goes_while_something_is_reserved_does_not_end_the_worker():
    """The library would try to give it back over the connection that is gone, and fail."""
    with broker("redis://127.0.0.1:1/0"):
        assert celery.app.connection_for_read().get_transport_cls().Channel.do_restore is False
