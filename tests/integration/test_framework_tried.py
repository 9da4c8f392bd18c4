"""A version of a framework tried on open work: whose dates would move, who would be told; nothing is written."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.actions import save_own_version
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.simulator.trying import Trial
from tests.factories.disputes import dispute_at
from tests.factories.people import council, sign_in
from tests.factories.records import child, restrict

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)
KEY = "mosaic-iro"


@pytest.fixture
def c():
    with clock.standing_at(NOW):
        yield council()


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _draft(c, *changes: tuple[str, str]) -> FrameworkVersion:
    text = FrameworkVersion.objects.get(key=KEY, number=1).text
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return save_own_version(text, by=c.administrator, key=KEY)


def _address(version: FrameworkVersion) -> str:
    return reverse("framework_try", args=[version.key, version.number])


THREE_DAYS = ("answer_within: { working_days: 5 }", "answer_within: { working_days: 3 }")
CLOSES_EARLIER = ('closes_at: "17:00"', 'closes_at: "16:00"')


def _sent(c, **given) -> Deadline:
    """The clock of an answer to a stage that was sent today."""
    stage = dispute_at("sent", council=c, subject=child(c, **given)).stages.get()
    return Deadline.objects.get(about_id=stage.pk, kind="stage_answer", met_at=None)


@pytest.mark.rule("NEW-06")
def test_whose_dates_would_move_from_when_to_when_and_nothing_is_written(client, c):
    running, answered = _sent(c), dispute_at("answered", council=c, subject=child(c))
    draft = _draft(c, THREE_DAYS)
    before = list(Deadline.objects.values())
    sign_in(client, c.administrator)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(_address(draft))

    text = _text(page)
    assert running.subject.reference in text
    assert running.subject.last_name not in text
    assert (
        answered.subject.reference not in text
    )  # its answer's clock has stopped; the other's lengths are the same
    assert "Monday 16 November 2026 at 5pm" in text
    assert "Thursday 12 November 2026 at 5pm" in text
    assert "2 working days earlier" in text
    assert list(Deadline.objects.values()) == before
    wrote = [each["sql"] for each in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)", each["sql"])]
    assert not [sql for sql in wrote if "django_session" not in sql]


@pytest.mark.rule("NEW-06")
def test_one_that_was_given_a_length_of_its_own_stays_and_one_that_would_be_late_says_so(c):
    own, usual = _sent(c), _sent(c)
    Deadline.objects.filter(pk=own.pk).update(length={"working_days": 9})
    trial = Trial(_draft(c, THREE_DAYS))
    with clock.standing_at(NOW + dt.timedelta(days=4)):
        moved = {each.deadline.pk: each for each in trial.moved(trial.moving())}
        assert moved[usual.pk].then == dt.datetime(2026, 11, 12, 17, 0, tzinfo=dt.UTC)
        assert moved[usual.pk].days == -2
        assert moved[usual.pk].would_be_overdue
        assert moved[own.pk].then > moved[own.pk].now
        assert not moved[own.pk].would_be_overdue


@pytest.mark.rule("NEW-06")
def test_an_hour_moves_all_a_version_that_is_the_same_moves_none_and_whom_it_tells_is_said(client, c):
    _sent(c)
    in_force = FrameworkVersion.objects.get(key=KEY, number=1)
    assert not Trial(in_force).moving().exists()
    sign_in(client, c.insights_head)
    assert "No running deadline would be due on another day" in _text(client.get(_address(in_force)))

    draft = _draft(c, CLOSES_EARLIER, ("tell: [owner, iro_manager]", "tell: [owner, insights_head]"))
    page = _text(client.get(_address(draft)))
    assert "at 4pm" in page
    assert "At another hour" in page
    assert "Insights Head of Service" in page
    assert "IRO Manager" in page


def test_a_restricted_record_isnt_named_and_whoever_reads_no_framework_finds_nothing(client, c):
    running = _sent(c)
    restrict(running.subject, c.iro)
    draft = _draft(c, THREE_DAYS)
    sign_in(client, c.administrator)
    page = _text(client.get(_address(draft)))
    assert "Restricted record" in page
    assert running.subject.reference not in page
    for outsider in (c.iro, c.insights_member, c.team_manager):
        sign_in(client, outsider)
        assert client.get(_address(draft)).status_code == 404


def test_the_page_asks_the_same_number_of_queries_whatever_its_length(client, c):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(_address(draft)).status_code == 200
        return len(asked)

    _sent(c)
    draft = _draft(c, THREE_DAYS)
    sign_in(client, c.administrator)
    queries()
    few = queries()
    for _ in range(5):
        _sent(c)
    assert queries() == few
