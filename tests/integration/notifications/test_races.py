"""Several at once: two beats, two senders, a person who answers while the sweep comes by (NEW-01)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection, connections, transaction

from notifications import breaches
from notifications import sweep as sweeping
from notifications.beat import run_beat
from notifications.sender import send_mail
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from qa_portal.people.directory import forget_directory
from qa_portal.workflow.steps import NotNow
from tests.factories.deadlines import KIND, a_kind, bystanders, many_running, running
from tests.factories.people import council

from .conftest import at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kind")]

DUE = at("2026-12-07")


@pytest.fixture
def c(transactional_db, monday):
    forget_directory()
    yield council()
    forget_directory()


def together(*jobs: Callable[[], object]) -> None:
    """Run the jobs in threads of their own, started as nearly at one moment as can be; raise what they raise."""
    gate = threading.Barrier(len(jobs))
    errors: list[BaseException] = []

    def run(job: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if errors:
        raise errors[0]


@pytest.mark.rule("NEW-01")
def test_two_beats_at_once_tell_everybody_exactly_once(c, monday, monkeypatch):
    monkeypatch.setattr(sweeping, "BATCH", 25)
    deadlines = many_running(c, 120)
    bystanders(c, 500)
    monday.move_to(DUE)
    together(run_beat, run_beat, run_beat)
    run_beat()  # what one of them skipped because another held it
    said = Counter(Message.objects.filter(urgency="alert").values_list("deadline", "recipient"))
    assert len(said) == 120 * 3
    assert set(said.values()) == {1}
    keys = [each.pk for each in deadlines]
    assert Deadline.objects.filter(pk__in=keys, breached_at=DUE).count() == 120
    assert Deadline.history.filter(id__in=keys, step="sweep").count() == 120


@pytest.mark.rule("NEW-01")
def test_whoever_comes_second_to_a_consequence_has_not_failed(c, monday, monkeypatch):
    """It waited for the other one's lock, and then found that the step was taken."""

    def beaten(pk: int) -> bool:
        Deadline.objects.filter(pk=pk).update(breach_handled_at=DUE)  # the other one's, committed
        raise NotNow("It isn’t waiting any more.")

    monkeypatch.setattr(breaches, "handle_breach", beaten)
    with a_kind(lambda about, deadline: None, key="test_follow"):
        deadline = running(c, kind="test_follow")
        monday.move_to(DUE)
        run_beat()
    deadline.refresh_from_db()
    assert (deadline.breach_handled_at, deadline.breach_attempts, deadline.last_error) == (DUE, 0, "")


@pytest.mark.rule("NEW-01")
def test_two_senders_at_once_send_each_mail_once(c, monday):
    many_running(c, 40)
    monday.move_to(DUE)
    run_beat()
    together(send_mail, send_mail, send_mail)
    send_mail()
    sent = Counter(each.extra_headers["Message-ID"] for each in mail.outbox)
    assert len(sent) == Message.objects.count() == 120
    assert set(sent.values()) == {1}


def test_what_follows_from_a_breach_happens_once_with_two_beats(c, monday):
    done: list[int] = []

    def follow(about, deadline):
        done.append(deadline.pk)
        about.other_reference = f"{about.other_reference}x"
        about.save()

    with a_kind(follow, key="test_follow"):
        deadline = running(c, kind="test_follow")
        monday.move_to(DUE)
        together(run_beat, run_beat)
        run_beat()
    deadline.subject.refresh_from_db()
    assert deadline.subject.other_reference == "x", done


def test_an_answer_that_waits_for_the_sweep_is_kept(c, monday):
    """The sweep holds the row while somebody answers: the answer waits, and both stand."""
    deadline = running(c)
    monday.move_to(DUE)

    def answer() -> None:
        with transaction.atomic():
            meet_deadlines(deadline.subject, KIND)

    together(run_beat, answer)
    run_beat()
    deadline.refresh_from_db()
    assert deadline.met_at == DUE
    assert deadline.next_at is None
    alerts = Message.objects.filter(deadline=deadline, urgency="alert").count()
    assert alerts == (3 if deadline.breached_at else 0), "told if and only if it counts as missed"


def test_a_row_that_another_holds_costs_the_others_nothing(c, monday):
    """PostgreSQL skips the row that is held; SQLite, which has one writer at a time, waits its turn. None is lost."""
    held, free = running(c), running(c)
    monday.move_to(DUE)
    beat = threading.Thread(target=together, args=(run_beat,))
    with transaction.atomic():
        Deadline.objects.select_for_update().get(pk=held.pk)
        beat.start()
        beat.join(5 if connection.vendor == "postgresql" else 0.5)
        has_gone_on = Message.objects.filter(deadline=free, urgency="alert").count() == 3
        assert has_gone_on is (connection.vendor == "postgresql")
        assert Message.objects.filter(deadline=held).count() == 0
    beat.join(30)
    run_beat()
    assert Message.objects.filter(deadline=held, urgency="alert").count() == 3
    assert Message.objects.filter(deadline=free, urgency="alert").count() == 3
