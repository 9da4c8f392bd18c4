"""What a row of the ledger says of itself: open, overdue, met in time, put off."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from tests.factories.deadlines import a_kind

DUE = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def row(**given) -> Deadline:
    return Deadline(**{"due_at": DUE, "first_due_at": DUE, **given})


def test_it_is_open_until_it_is_met_or_cancelled():
    assert row().is_open
    assert not row(met_at=DUE).is_open
    assert not row(cancelled_at=DUE).is_open


def test_it_is_overdue_after_its_moment_while_it_is_open():
    with clock.standing_at(DUE):
        assert not row().is_overdue
    with clock.standing_at(DUE + MINUTE):
        assert row().is_overdue
        assert not row(met_at=DUE).is_overdue


def test_it_was_met_in_time_by_its_first_date_whatever_the_extension():
    assert row(met_at=DUE).was_met_in_time
    assert not row(met_at=DUE + MINUTE).was_met_in_time
    assert not row(met_at=DUE + MINUTE, due_at=DUE + 2 * MINUTE).was_met_in_time
    assert row().was_met_in_time is False


def test_it_is_put_off_where_its_dates_differ():
    assert not row().is_extended
    assert row(due_at=DUE + MINUTE).is_extended


def test_another_due_date_makes_what_is_said_another_occasion():
    assert row().occasion("overdue:0") == "overdue:0@2026-12-04T17:00"
    in_summer = dt.datetime(2026, 7, 1, 17, 0, tzinfo=clock.LONDON)
    assert row(due_at=in_summer).occasion("due_today") == "due_today@2026-07-01T16:00"


@pytest.mark.parametrize("field", ["met_at", "cancelled_at"])
def test_what_has_ended_in_any_way_is_not_overdue(field):
    with clock.standing_at(DUE + MINUTE):
        assert not row(**{field: DUE + MINUTE}).is_overdue


def test_it_leads_to_the_page_on_which_it_can_be_done():
    with a_kind() as kind:
        assert row(kind=kind.key, about_id=7).get_absolute_url() == reverse("record", args=[7])
