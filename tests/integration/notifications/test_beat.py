"""What each beat does beside the sweep, and what /health says of it."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from notifications.beat import keep_house, run_beat
from notifications.models import SweepState
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.celery import app
from qa_portal.deadlines import checks
from qa_portal.documents.models import Document, StoredFile
from qa_portal.documents.orphans import remove_orphans
from qa_portal.documents.store import path_of, store_bytes
from qa_portal.drafts.models import Draft
from qa_portal.outbox.models import Incident
from tests.factories.people import Council, sign_in
from tests.factories.records import child

from .conftest import MONDAY


@pytest.fixture
def failing_check():
    """A check that fails, and one after it that counts how often it ran."""
    ran: list[int] = []

    def breaks() -> int:
        raise ZeroDivisionError

    def runs() -> int:
        ran.append(1)
        return 1

    checks.register_check(breaks)
    checks.register_check(runs)
    yield ran
    for name in [name for name in checks.checks() if "failing_check" in name]:
        checks._checks.pop(name)


def test_a_check_that_fails_is_one_incident_and_stops_nothing(c: Council, failing_check, client):
    run_beat()
    run_beat()
    assert len(failing_check) == 2
    incident = Incident.objects.get()
    assert (incident.kind, incident.times) == ("check", 2)
    page = sign_in(client, c.administrator).get("/incidents/?section=checks").content.decode()
    assert "fails (ZeroDivisionError)" in page
    assert "2 times" in page


def test_a_check_that_succeeds_again_closes_its_incident(c: Council, failing_check):
    run_beat()
    (broken,) = [name for name in checks.checks() if name.endswith("breaks")]
    checks._checks[broken] = lambda: 0
    run_beat()
    assert Incident.objects.get().closed_at is not None


def test_health_is_red_when_no_sweep_has_finished_for_three_intervals(c: Council, monday, client):
    assert client.get("/health").status_code == 503
    sweep()
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["checks"]["sweep"]["value"] == 0.0
    monday.move_to(MONDAY + dt.timedelta(seconds=180))
    assert client.get("/health").status_code == 200
    monday.move_to(MONDAY + dt.timedelta(seconds=181))
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "The last sweep finished 181 seconds ago" in answer.json()["checks"]["sweep"]["value"]
    sweep()
    assert client.get("/health").status_code == 200


def test_a_sweep_that_dies_half_way_does_not_count_as_finished(c: Council, monday, kind, monkeypatch):
    from django.db import OperationalError

    from notifications import sweep as sweeping
    from tests.factories.deadlines import running

    running(c)
    sweep()
    monday.move_to(MONDAY + dt.timedelta(days=8))

    def dies(*_):
        raise OperationalError

    monkeypatch.setattr(sweeping, "_sweep_in_batches", dies)
    with pytest.raises(OperationalError):
        sweep()
    state = SweepState.objects.get()
    assert (state.last_started_at, state.last_finished_at) == (MONDAY + dt.timedelta(days=8), MONDAY)


def test_beat_sends_the_sweep_each_minute_and_the_mail_every_fifteen_seconds():
    import notifications.tasks  # noqa: F401

    schedule = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert schedule["notifications.sweep"] == 60
    assert schedule["notifications.send_mail"] == 15
    assert schedule["notifications.keep_house"].hour == {3}


# -- housekeeping -------------------------------------------------------------------------------------------------


def test_drafts_are_forgotten_after_ninety_days(c: Council):
    for days in (89, 91):
        Draft.objects.create(
            user=c.iro,
            form="f",
            object_key=f"{days}",
            base={},
            data={},
            saved_at=MONDAY - dt.timedelta(days=days),
        )
    assert keep_house()["drafts"] == 1
    assert Draft.objects.get().object_key == "89"


def test_what_crashes_left_on_the_volume_is_removed_and_what_is_needed_stays(c: Council, settings, tmp_path):
    settings.FILES_DIR = tmp_path
    kept = store_bytes(b"on the record", "text/plain")
    Document.objects.create(
        subject=child(c), kind="upload", title="Letter", state="stored", file=kept, next_try_at=None
    )
    pending = StoredFile.objects.create(
        sha256="ab" * 32, size=3, content_type="text/plain", created_at=clock.now() - dt.timedelta(days=2)
    )
    fresh = StoredFile.objects.create(sha256="cd" * 32, size=3, content_type="text/plain")
    stray = path_of("ef" * 32)
    part = path_of(kept.sha256).parent / ".part-xyz"
    for path in (stray, part):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    for path in (stray, part, path_of(kept.sha256)):
        os.utime(path, (1, 1))
    assert remove_orphans() == 3
    assert not stray.exists()
    assert not part.exists()
    assert path_of(kept.sha256).read_bytes() == b"on the record"
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    assert pending.pk
