import datetime as dt
from types import SimpleNamespace

import pytest

from qa_portal import clock
from qa_portal.deadlines.calendar import WorkingCalendar
from qa_portal.deadlines.words import clock_time, due_words, in_words, weekday_date, weekday_time


@pytest.fixture(autouse=True)
def _calendar_without_closures(monkeypatch):
    monkeypatch.setattr("qa_portal.deadlines.closures.current_calendar", WorkingCalendar.of_england)


def london(day, month, hour=17, minute=0, year=2026):
    return clock.at_london(dt.date(year, month, day), dt.time(hour, minute))


TUESDAY = london(1, 12, 10)


def deadline(due_at, **more):
    return SimpleNamespace(
        **({"label": "Answer stage 1", "due_at": due_at, "met_at": None, "is_open": True} | more)
    )


def test_a_date_always_says_its_weekday():
    assert weekday_date(dt.date(2026, 12, 4)) == "Friday 4 December 2026"
    assert weekday_time(london(4, 12)) == "Friday 4 December 2026 at 5pm"
    assert weekday_date(None) == ""


def test_a_moment_is_placed_on_its_day_in_london():
    assert weekday_date(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)) == "Wednesday 1 July 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (17, 0, "5pm"),
        (9, 30, "9:30am"),
        (0, 0, "midnight"),
        (12, 0, "midday"),
        (0, 5, "12:05am"),
        (12, 5, "12:05pm"),
    ],
)
def test_the_hour_is_said_as_people_say_it(hour, minute, words):
    assert clock_time(dt.time(hour, minute)) == words


def test_a_deadline_is_said_in_working_days():
    assert (
        due_words(deadline(london(4, 12)), TUESDAY)
        == "Answer stage 1 by 5pm on Friday 4 December (in 3 working days)"
    )


def test_holidays_do_not_count():
    words = in_words(deadline(london(29, 12)), london(24, 12, 10))
    assert words.short == "in 1 working day"


def test_another_year_is_said():
    assert "Friday 8 January 2027" in due_words(deadline(london(8, 1, year=2027)), TUESDAY)


@pytest.mark.parametrize(
    ("due_at", "more", "state", "short"),
    [
        (london(4, 12), {}, "later", "in 3 working days"),
        (london(2, 12), {}, "soon", "in 1 working day"),
        (london(1, 12), {}, "today", "today, in 7 hours"),
        (london(1, 12, 10, 20), {}, "today", "today, within the hour"),
        (london(27, 11), {}, "overdue", "2 working days overdue"),
        (london(1, 12, 9), {}, "overdue", "1 hour overdue"),
        (london(1, 12, 9, 45), {}, "overdue", "just overdue"),
        (london(27, 11), {"met_at": london(26, 11)}, "met", "done in time"),
        (london(27, 11), {"met_at": london(30, 11)}, "met-late", "done late"),
        (
            london(30, 11),
            {"met_at": london(27, 11), "first_due_at": london(26, 11)},
            "met-late",
            "done within the extension",
        ),
        (london(27, 11), {"is_open": False}, "stopped", "no longer due"),
    ],
)
def test_how_near_it_is_shows_in_words_and_in_its_state(due_at, more, state, short):
    due = in_words(deadline(due_at, **more), TUESDAY)
    assert (due.state, due.short) == (state, short)


def test_a_day_off_counts_calendar_days():
    friday = london(4, 12, 18)
    assert in_words(deadline(london(6, 12, 18)), friday).short == "in 2 days"


def test_beyond_the_checked_calendar_it_still_says_something():
    assert in_words(deadline(london(4, 12, year=2060)), TUESDAY).state == "later"
