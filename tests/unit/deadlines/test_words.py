import datetime as dt
from types import SimpleNamespace

import pytest

from qa_portal import clock
from qa_portal.deadlines.calendar import WorkingCalendar
from qa_portal.deadlines.words import (
    by_when,
    clock_time,
    due_words,
    in_words,
    weekday_date,
    weekday_time,
    working_days_from,
)


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


# -- at the edges ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(11, 59, "11:59am"), (13, 0, "1pm"), (1, 0, "1am"), (12, 1, "12:01pm"), (0, 1, "12:01am")],
)
def test_noon_and_midnight_are_said_to_the_minute(hour, minute, words):
    assert clock_time(dt.time(hour, minute)) == words
    assert clock_time(london(1, 7, hour, minute)) == words


def test_a_day_can_be_said_without_its_year_and_nothing_is_said_of_nothing():
    assert weekday_date(dt.date(2026, 12, 4), year=False) == "Friday 4 December"
    assert weekday_date("") == ""
    assert weekday_time(None) == ""


def test_the_year_is_said_from_half_a_year_away_both_ways():
    start = london(1, 1, 10)
    assert by_when(start + dt.timedelta(days=182), start).endswith("Thursday 2 July")
    assert by_when(start + dt.timedelta(days=183), start).endswith("Friday 3 July 2026")
    end = london(31, 12, 10)
    assert by_when(end - dt.timedelta(days=182), end).endswith("Thursday 2 July")
    assert by_when(end - dt.timedelta(days=184), end).endswith("Tuesday 30 June 2026")
    assert by_when(london(4, 1, year=2027), london(30, 12)).endswith("Monday 4 January 2027")


def test_the_year_is_that_of_london():
    new_year = dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC)
    assert by_when(new_year, london(30, 12)) == "11:59pm on Thursday 31 December"


def test_what_opens_as_the_day_begins_is_said_as_its_morning():
    assert by_when(london(4, 12, 0, 1), TUESDAY) == "the morning of Friday 4 December"
    assert by_when(london(4, 12, 0, 2), TUESDAY) == "12:02am on Friday 4 December"
    assert by_when(london(4, 12, 0, 1, year=2027), TUESDAY) == "the morning of Saturday 4 December 2027"


@pytest.mark.parametrize(
    ("day", "number"),
    [(2, 0), (3, 1), (6, 4), (7, 4), (8, 4), (9, 5), (13, 9), (15, 9), (16, 10), (17, 11)],
)
def test_beyond_the_checked_calendar_mondays_to_fridays_are_counted(day, number):
    monday = london(2, 1, 10, year=2051)
    assert working_days_from(monday, london(day, 1, year=2051)) == number


@pytest.mark.parametrize(
    ("minutes", "state", "short"),
    [
        (-60, "overdue", "1 hour overdue"),
        (-59, "overdue", "just overdue"),
        (-119, "overdue", "1 hour overdue"),
        (-120, "overdue", "2 hours overdue"),
        (0, "today", "today, within the hour"),
        (59, "today", "today, within the hour"),
        (60, "today", "today, in 1 hour"),
        (120, "today", "today, in 2 hours"),
    ],
)
def test_the_hours_of_a_day_are_said_to_the_full_hour(minutes, state, short):
    due = in_words(deadline(TUESDAY + dt.timedelta(minutes=minutes)), TUESDAY)
    assert (due.state, due.short) == (state, short)


def test_it_is_soon_up_to_two_working_days_before_and_one_working_day_is_one():
    assert in_words(deadline(london(3, 12)), TUESDAY).state == "soon"
    assert in_words(deadline(london(4, 12)), TUESDAY).state == "later"
    assert in_words(deadline(london(30, 11)), TUESDAY).short == "1 working day overdue"
    saturday = in_words(deadline(london(6, 12)), london(5, 12, 10))
    assert (saturday.state, saturday.short) == ("soon", "in 1 day")


def test_what_was_done_at_the_very_moment_was_done_in_time():
    at_once = in_words(deadline(london(27, 11), met_at=london(27, 11)), TUESDAY)
    assert (at_once.state, at_once.when) == ("met", "5pm on Friday 27 November")
    assert at_once.sentence == "by 5pm on Friday 27 November: done in time, at 5pm on Friday 27 November"
    extended = {"first_due_at": london(26, 11)}
    assert in_words(deadline(london(27, 11), met_at=london(26, 11), **extended), TUESDAY).state == "met"
    kept_to = in_words(deadline(london(27, 11), met_at=london(27, 11), **extended), TUESDAY)
    assert (kept_to.state, kept_to.short) == ("met-late", "done within the extension")
    late = in_words(deadline(london(27, 11), met_at=london(27, 11, 17, 1), **extended), TUESDAY)
    assert late.short == "done late"


def test_each_state_has_its_sentence():
    assert in_words(deadline(london(27, 11)), TUESDAY).sentence == (
        "by 5pm on Friday 27 November (2 working days overdue)"
    )
    stopped = in_words(deadline(london(27, 11), is_open=False), TUESDAY)
    assert (stopped.sentence, stopped.when) == (
        "by 5pm on Friday 27 November: no longer due",
        "5pm on Friday 27 November",
    )


def test_a_bare_moment_is_due_and_the_portals_clock_is_asked():
    with clock.standing_at(TUESDAY):
        assert due_words(SimpleNamespace(due_at=london(4, 12))) == (
            "Due by 5pm on Friday 4 December (in 3 working days)"
        )
