"""The demonstration's clock and mailbox, which are nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest

from qa_portal import clock
from qa_portal.demo.models import DemoMail
from qa_portal.outbox.models import Message
from tests.factories.deadlines import running
from tests.factories.people import Council, sign_in

from .conftest import MONDAY, at


@pytest.fixture
def demo(c: Council, settings, kind) -> Council:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "qa_portal.demo.mailbox.EmailBackend"
    return c


@pytest.mark.parametrize(
    "path", ["/demo/clock/", "/demo/mailbox/", "/demo/mailbox/1/", "/demo/mailbox/1/html/"]
)
def test_outside_the_demonstration_there_are_no_such_pages(c: Council, client, path):
    assert sign_in(client, c.administrator).get(path).status_code == 404
    if path == "/demo/clock/":
        assert client.post(path, {"step": "five"}).status_code == 404


def test_five_working_days_bring_each_reminder_and_alert_in_its_time(demo: Council, client):
    deadline = running(demo)
    sign_in(client, demo.iro)
    page = client.post("/demo/clock/", {"step": "five"}, follow=True).content.decode()
    assert "It is now Monday 7 December 2026 at 10am." in page
    client.post("/demo/clock/", {"step": "day"})
    moments = {m.occasion.split("@")[0]: m.created_at for m in Message.objects.filter(deadline=deadline)}
    assert moments == {
        "due_soon:2wd": at("2026-12-03", "09:00"),
        "due_today": at("2026-12-07", "09:00"),
        "overdue:0": at("2026-12-07", "17:00"),
    }
    assert clock.now() == at("2026-12-08", "10:00")


def test_what_was_said_is_in_the_mailbox_as_it_would_look(demo: Council, client):
    deadline = running(demo)
    sign_in(client, demo.iro)
    client.post("/demo/clock/", {"step": "moment", "day": "7/12/2026", "time": "5:30pm"})
    client.logout()
    page = client.get("/demo/mailbox/?to=team.manager@ambleford.example").content.decode()
    assert f"Answer stage 1 — record {deadline.subject.reference}" in page
    sent = DemoMail.objects.filter(to_address="team.manager@ambleford.example").first()
    assert "was due by 5pm" in client.get(f"/demo/mailbox/{sent.pk}/").content.decode()
    html = client.get(f"/demo/mailbox/{sent.pk}/html/")
    assert "default-src 'none'" in html["Content-Security-Policy"]
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    assert "Why this comes to you" in html.content.decode() or "It is with you" in html.content.decode()


def test_the_clock_never_goes_back(demo: Council, client):
    page = sign_in(client, demo.iro).post(
        "/demo/clock/", {"step": "moment", "day": "30/11/2026", "time": "9am"}
    )
    assert page.status_code == 422
    assert "The clock only goes forward." in page.content.decode()
    assert clock.now() == MONDAY


def test_the_clock_goes_no_hundred_days_at_once(demo: Council, client):
    page = sign_in(client, demo.iro).post(
        "/demo/clock/", {"step": "moment", "day": "30/11/2027", "time": "9am"}
    )
    assert "more than a hundred days ahead" in page.content.decode()
    assert clock.now() - MONDAY < dt.timedelta(seconds=1)
