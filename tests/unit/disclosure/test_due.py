"""The law's month: to the corresponding day, the last of a shorter month, the next working day."""

from __future__ import annotations

import datetime as dt

import pytest

from qa_portal.deadlines.calendar import WorkingCalendar
from qa_portal.disclosure.due import due_on

CALENDAR = WorkingCalendar.of_england()


@pytest.mark.rule("LAW-10")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (dt.date(2026, 9, 3), dt.date(2026, 10, 5)),  # 3 October is a Saturday
        (dt.date(2026, 9, 7), dt.date(2026, 10, 7)),
        (dt.date(2026, 1, 31), dt.date(2026, 3, 2)),  # 28 February is a Saturday
        (dt.date(2026, 11, 25), dt.date(2026, 12, 29)),  # Christmas, Boxing Day's substitute
        (dt.date(2026, 12, 14), dt.date(2027, 1, 14)),
    ],
)
def test_a_month_ends_on_its_corresponding_day_or_the_next_working_day(received, due):
    assert due_on(received, CALENDAR) == due


@pytest.mark.rule("LAW-10")
def test_an_extension_is_of_two_months_counted_from_the_same_day():
    assert due_on(dt.date(2026, 9, 7), CALENDAR, is_extended=True) == dt.date(2026, 12, 7)
    assert due_on(dt.date(2026, 11, 30), CALENDAR, is_extended=True) == dt.date(2027, 3, 1)
