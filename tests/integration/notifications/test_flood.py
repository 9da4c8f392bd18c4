"""A sweep that would alert far too many at once asks the administrators first, and goes on after an hour."""

from __future__ import annotations

import datetime as dt

import pytest

from notifications.models import SweepState
from notifications.sweep import sweep
from qa_portal.outbox.models import Message
from tests.factories.deadlines import bystanders, many_running
from tests.factories.people import Council, sign_in

from .conftest import MONDAY, at

pytestmark = pytest.mark.usefixtures("kind")

DUE = at("2026-12-07")


def alerts() -> int:
    return Message.objects.filter(urgency="alert", deadline__isnull=False).count()


@pytest.fixture
def flood(c: Council, monday) -> Council:
    """Sixty of sixty deadlines are overdue, as when the server's clock has jumped ten days."""
    many_running(c, 60)
    monday.move_to(DUE)
    return c


def test_a_flood_is_held_and_the_administrators_are_told_once(flood: Council, client):
    assert sweep().is_held
    assert sweep().is_held
    assert alerts() == 0
    told = Message.objects.filter(event="sweep_held")
    assert [m.recipient for m in told] == [flood.administrator]
    page = sign_in(client, flood.administrator).get("/incidents/").content.decode()
    assert "60 alerts are held back" in page
    assert "They go out on Monday 7 December 2026 at 6pm unless you stop them." in page


def test_it_goes_on_after_an_hour(flood: Council, monday):
    sweep()
    monday.move_to(DUE + dt.timedelta(minutes=59))
    assert sweep().is_held
    monday.move_to(DUE + dt.timedelta(minutes=60))
    assert sweep().breached == 60
    assert alerts() == 180
    sweep()
    assert SweepState.objects.get().held_since is None


def test_an_administrator_can_stop_it_and_let_it_go(flood: Council, monday, client):
    sweep()
    administrator = sign_in(client, flood.administrator)
    administrator.post("/incidents/alerts/", {"do": "stop"})
    monday.move_to(DUE + dt.timedelta(hours=5))
    assert sweep().is_held
    assert "Alma Administrator stopped the alerts" in administrator.get("/incidents/").content.decode()
    administrator.post("/incidents/alerts/", {"do": "go"})
    assert sweep().breached == 60


def test_nobody_else_can_stop_it(flood: Council, client):
    sweep()
    assert sign_in(client, flood.iro_manager).post("/incidents/alerts/", {"do": "stop"}).status_code == 404
    assert SweepState.objects.get().stopped_at is None


def test_a_clock_put_right_ends_the_hold(flood: Council, monday):
    sweep()
    monday.move_to(MONDAY)
    assert not sweep().is_held
    assert SweepState.objects.get().held_since is None


def test_fifty_alerts_are_no_flood(c: Council, monday):
    many_running(c, 50)
    monday.move_to(DUE)
    assert sweep().breached == 50


def test_a_fifth_of_all_that_is_open_is_no_flood(c: Council, monday):
    many_running(c, 60)
    bystanders(c, 240)
    monday.move_to(DUE)
    assert sweep().breached == 60


def test_just_over_a_fifth_is_a_flood(c: Council, monday):
    many_running(c, 60)
    bystanders(c, 239)
    monday.move_to(DUE)
    assert sweep().is_held


def test_reminders_are_no_flood(c: Council, monday):
    many_running(c, 60)
    monday.move_to(at("2026-12-07", "09:00"))
    assert sweep().swept == 60


def test_the_demonstration_releases_itself(flood: Council, settings, client):
    settings.DEMO = True
    assert sweep().breached == 60


def test_health_says_that_alerts_are_held_without_being_unwell(flood: Council, client):
    sweep()
    answer = client.get("/health")
    assert answer.json()["checks"]["alerts"]["ok"] is False
    assert answer.json()["checks"]["sweep"]["ok"] is True
    assert answer.status_code == 200
