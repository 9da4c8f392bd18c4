"""Closure days: added and removed by administrators, and the open deadlines follow (LAW-05)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.closures import ClosureDay, current_calendar
from qa_portal.deadlines.models import Deadline
from tests.factories.deadlines import a_kind, running
from tests.factories.people import council as small_council
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db

LONDON = clock.LONDON
MONDAY = dt.datetime(2026, 12, 21, 10, 0, tzinfo=LONDON)


@pytest.fixture
def council():
    with clock.standing_at(MONDAY):
        yield small_council()


@pytest.fixture
def administrator(client, council):
    return sign_in(client, council.administrator)


@pytest.fixture(autouse=True)
def _kind():
    with a_kind():
        yield


def deadline_of(council, **given) -> Deadline:
    """A clock of one working week, started on the Monday before Christmas, on a record of its own."""
    return running(council, clock_name="qap_answer", lasts=None, **given)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def due_on(deadline: Deadline) -> dt.date:
    deadline.refresh_from_db()
    return clock.london_date(deadline.due_at)


@pytest.mark.rule("LAW-05")
def test_a_closure_day_says_how_many_deadlines_move_and_moves_them_when_it_is_confirmed(
    administrator, council
):
    deadline = deadline_of(council)
    assert due_on(deadline) == dt.date(2026, 12, 30)
    sent = {"day": "29/12/2026", "reason": "Council shut between the holidays"}
    asked = administrator.post(reverse("closure_day_add"), sent)
    assert "Close the council on Tuesday 29 December 2026?" in text_of(asked)
    assert "1 open deadline moves, and whoever answers for it is told." in text_of(asked)
    assert due_on(deadline) == dt.date(2026, 12, 30)
    assert not ClosureDay.objects.exists()

    done = administrator.post(reverse("closure_day_add"), {**sent, "confirmed": "yes"}, follow=True)
    assert "1 open deadline was re-dated" in text_of(done)
    assert "Tuesday 29 December 2026" in text_of(done)
    assert due_on(deadline) == dt.date(2026, 12, 31)
    assert clock.london_date(deadline.first_due_at) == dt.date(2026, 12, 31)
    assert deadline.changes.get().cause == "calendar"
    assert "Council shut between the holidays" in deadline.changes.get().reason


@pytest.mark.rule("LAW-05")
def test_removing_a_closure_day_moves_them_back_and_asks_for_a_reason(administrator, council):
    deadline = deadline_of(council)
    day = {"day": "29/12/2026", "reason": "Shut", "confirmed": "yes"}
    administrator.post(reverse("closure_day_add"), day)
    url = reverse("closure_day_remove", args=[ClosureDay.objects.get().pk])
    page = administrator.get(url)
    assert "1 open deadline moves" in text_of(page)
    assert ClosureDay.objects.count() == 1
    assert due_on(deadline) == dt.date(2026, 12, 31)
    assert administrator.post(url, {"reason": ""}).status_code == 422
    assert ClosureDay.objects.count() == 1
    administrator.post(url, {"reason": "Open after all"})
    assert not ClosureDay.objects.exists()
    assert due_on(deadline) == dt.date(2026, 12, 30)
    assert ClosureDay.history.filter(history_type="-").count() == 1


def test_a_day_after_all_that_runs_is_due_moves_nothing(administrator, council):
    deadline = deadline_of(council)
    page = administrator.post(reverse("closure_day_add"), {"day": "31/12/2026", "reason": "Shut"})
    assert "No open deadline moves." in text_of(page)
    assert due_on(deadline) == dt.date(2026, 12, 30)


def test_what_is_met_or_dated_by_a_person_stays_where_it_is(administrator, council):
    met, dated = (
        deadline_of(council),
        deadline_of(council, due_at=dt.datetime(2026, 12, 30, 17, tzinfo=LONDON)),
    )
    met.met_at = clock.now()
    met.next_at = None
    met.save()
    page = administrator.post(reverse("closure_day_add"), {"day": "29/12/2026", "reason": "Shut"})
    assert "No open deadline moves." in text_of(page)
    administrator.post(
        reverse("closure_day_add"), {"day": "29/12/2026", "reason": "Shut", "confirmed": "yes"}
    )
    assert due_on(met) == due_on(dated) == dt.date(2026, 12, 30)


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("26/12/2026", "isn&#x27;t a working day anyway"),
        ("25/12/2026", "is a bank holiday already (Christmas Day)"),
        ("28/12/2026", "is a bank holiday already (Boxing Day (substitute day))"),
        ("18/12/2026", "has passed"),
        ("3/1/2051", "The calendar is known up to 2050"),
        ("31 June 2027", "has 30 days"),
        ("", "Fill in “Day”."),
    ],
)
def test_a_day_that_can_t_be_closed_is_refused_with_what_to_do(administrator, day, says):
    page = administrator.post(reverse("closure_day_add"), {"day": day, "reason": "Shut"})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert "Shut" in page.content.decode()
    assert not ClosureDay.objects.exists()


def test_a_day_of_the_last_year_that_is_known_can_be_closed(administrator):
    page = administrator.post(reverse("closure_day_add"), {"day": "30/12/2050", "reason": "Shut"})
    assert "Close the council on Friday 30 December 2050?" in text_of(page)


def test_a_day_can_t_be_closed_twice_and_one_that_has_come_stays(administrator, council):
    ClosureDay.objects.create(day=dt.date(2026, 12, 29), reason="Shut")
    page = administrator.post(reverse("closure_day_add"), {"day": "29/12/2026", "reason": "Again"})
    assert "The council is closed on Tuesday 29 December 2026 already: Shut." in page.content.decode()
    past = ClosureDay.objects.create(day=dt.date(2026, 12, 21), reason="Snow")
    page = administrator.post(
        reverse("closure_day_remove", args=[past.pk]), {"reason": "No snow"}, follow=True
    )
    assert "deadlines have been reckoned with it" in page.content.decode()
    assert ClosureDay.objects.filter(pk=past.pk).exists()


def test_only_administrators_know_of_the_closure_days(client, council):
    closure = ClosureDay.objects.create(day=dt.date(2026, 12, 29), reason="Shut")
    urls = [
        reverse("closure_days"),
        reverse("closure_day_add"),
        reverse("closure_day_remove", args=[closure.pk]),
    ]
    for other in (council.iro, council.social_worker, council.insights_head, council.corporate_director):
        sign_in(client, other)
        assert {client.get(url).status_code for url in urls} == {404}
        assert {client.post(url, {"confirmed": "yes"}).status_code for url in urls[1:]} == {404}
    assert ClosureDay.objects.exists()


def test_each_process_sees_a_change_at_its_next_request_and_a_request_asks_once(
    council, django_assert_num_queries
):
    from django.core.signals import request_finished, request_started

    day = dt.date(2026, 12, 29)
    assert current_calendar().is_working(day)
    ClosureDay.objects.bulk_create([ClosureDay(day=day, reason="By another process")])
    assert not current_calendar().is_working(day)
    # The real ones close the test's connection as well, so only this module's part is played.
    from qa_portal.deadlines import closures

    closures._begin_request()
    try:
        with django_assert_num_queries(1):
            assert not current_calendar().is_working(day)
            assert not current_calendar().is_working(day)
        ClosureDay.objects.get(day=day).delete()
        assert current_calendar().is_working(day)
    finally:
        closures._end_request()
    assert closures._begin_request in [ref() for _, ref, *_ in request_started.receivers if callable(ref)]
    assert closures._end_request in [ref() for _, ref, *_ in request_finished.receivers if callable(ref)]
