"""The working-day calendar against the checked cases and against a second oracle, written independently (R7)."""

import csv
import random
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from qa_portal.deadlines import calendar as calendar_module
from qa_portal.deadlines.calendar import (
    CHECKED_FROM,
    CHECKED_TO,
    CalendarEnds,
    Duration,
    WorkingCalendar,
    bank_holidays,
    hours,
    working_days,
)

GOLDEN = Path(__file__).parents[2] / "data" / "golden_dates.csv"
LONDON = ZoneInfo("Europe/London")
SEED = 20261204


# --- the second oracle: the law's rules, day by day, without the library that the product uses -----------------------

ONE_OFF_HOLIDAYS = {
    date(1999, 12, 31),  # millennium
    date(2002, 6, 3),  # golden jubilee
    date(2011, 4, 29),  # royal wedding
    date(2012, 6, 5),  # diamond jubilee
    date(2022, 6, 3),  # platinum jubilee
    date(2022, 9, 19),  # state funeral
    date(2023, 5, 8),  # coronation
}
MOVED_HOLIDAYS = {  # the rule's day: the day it was moved to, by proclamation
    date(1995, 5, 1): date(1995, 5, 8),  # fifty years of VE Day
    date(2002, 5, 27): date(2002, 6, 4),
    date(2012, 5, 28): date(2012, 6, 4),
    date(2020, 5, 4): date(2020, 5, 8),  # seventy-five years of VE Day
    date(2022, 5, 30): date(2022, 6, 2),
}


def easter_sunday(year: int) -> date:
    """Easter by Gauss's method, for the Gregorian years 1900 to 2099."""
    d = (19 * (year % 19) + 24) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + 5) % 7
    if d == 29 and e == 6:
        d = 28
    elif d == 28 and e == 6 and (11 * 25) % 30 < 19 and year % 19 > 10:
        e = -1
    return date(year, 3, 22) + timedelta(days=d + e)


def closed_by_law(year: int) -> set[date]:
    """The weekdays on which England and Wales are on holiday in ``year``: statute, substitutes, proclamations."""
    days = {
        easter_sunday(year) - timedelta(days=2),
        easter_sunday(year) + timedelta(days=1),
    }
    for month, from_day in (
        (5, 1),
        (5, 25),
        (8, 25),
    ):  # first Monday of May, last Mondays of May and August
        monday = date(year, month, from_day)
        while monday.weekday() != 0:
            monday += timedelta(days=1)
        days.add(MOVED_HOLIDAYS.get(monday, monday))
    for group in ((date(year, 1, 1),), (date(year, 12, 25), date(year, 12, 26))):
        for fixed in group:
            while fixed.weekday() > 4 or fixed in days:
                fixed += timedelta(days=1)
            days.add(fixed)
        # Boxing Day on a Monday keeps its Monday and Christmas moves to the Tuesday: as a set, the same two days
    return days | {day for day in ONE_OFF_HOLIDAYS if day.year == year}


ORACLE_CLOSED = set().union(*(closed_by_law(year) for year in range(CHECKED_FROM, CHECKED_TO + 1)))


def oracle_worked(day: date) -> bool:
    return day.strftime("%a") not in ("Sat", "Sun") and day not in ORACLE_CLOSED


def oracle_due(start: date, n: int) -> date:
    """Write down the days after the start one below the other, strike those not worked, take the Nth that is left."""
    listed = [start + timedelta(days=k) for k in range(1, 2 * n + 30)]
    return [day for day in listed if oracle_worked(day)][n - 1]


def oracle_count(a: date, b: date) -> int:
    if b < a:
        return -oracle_count(b, a)
    return sum(1 for k in range(1, (b - a).days + 1) if oracle_worked(a + timedelta(days=k)))


def days_that_trip_people_up() -> list[date]:
    """Three weeks round each change of the clocks, each Easter and each Christmas of the checked years."""
    middles = []
    for year in range(CHECKED_FROM + 1, CHECKED_TO):
        last_sundays = [
            max(date(year, month, d) for d in range(25, 32) if date(year, month, d).weekday() == 6)
            for month in (3, 10)
        ]
        middles += [*last_sundays, easter_sunday(year), date(year, 12, 28)]
    return [middle + timedelta(days=k) for middle in middles for k in range(-10, 11)]


@pytest.fixture(scope="module")
def england() -> WorkingCalendar:
    return WorkingCalendar.of_england()


def london(day: date, at: time = time(9, 30)) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON)


# --- the checked cases ------------------------------------------------------------------------------------------------


@pytest.mark.rule("LAW-05")
@pytest.mark.parametrize("case", list(csv.DictReader(GOLDEN.open())), ids=lambda case: case["case"])
@pytest.mark.parametrize("hour", [0, 9, 17, 23])
def test_the_golden_dates_come_out_to_the_day_whatever_the_hour_of_the_start(england, case, hour):
    starts_at = london(date.fromisoformat(case["clock_start"]), time(hour, 59))
    for n in (5, 10, 20):
        due = england.due_at(starts_at, working_days(n))
        expected = london(date.fromisoformat(case[f"due_{n}wd"]), time(17, 0))
        assert due == expected
        assert due.utcoffset() == timedelta(0)


# --- the second oracle ------------------------------------------------------------------------------------------------


@pytest.mark.rule("LAW-05")
def test_every_day_of_the_checked_years_is_worked_or_not_as_the_second_oracle_says(
    england,
):
    day, wrong = date(CHECKED_FROM, 1, 1), []
    while day.year <= CHECKED_TO:
        if england.is_working(day) != oracle_worked(day):
            wrong.append((day, bank_holidays().get(day)))
        day += timedelta(days=1)
    assert wrong == []


@pytest.mark.rule("LAW-05")
def test_ten_thousand_random_starts_are_due_when_the_second_oracle_says(england):
    chance = random.Random(SEED)
    first, last = (
        date(CHECKED_FROM, 1, 1).toordinal(),
        date(CHECKED_TO - 1, 12, 31).toordinal(),
    )
    for _ in range(10_000):
        start = date.fromordinal(chance.randint(first, last))
        n = chance.choice([1, 2, 3, 5, 10, 15, 20, 28])
        moment = london(start, time(chance.randrange(24), chance.randrange(60)))
        due = england.due_at(moment, working_days(n))
        assert due == london(oracle_due(start, n), time(17, 0)), (start, n)
        assert england.working_day_number(moment, due) == n


@pytest.mark.rule("LAW-05")
def test_each_day_round_the_clock_changes_easter_and_christmas_is_due_when_the_second_oracle_says(
    england,
):
    for start in days_that_trip_people_up():
        for n in (1, 5, 20):
            assert england.due_at(london(start, time(1, 30)), working_days(n)) == london(
                oracle_due(start, n), time(17, 0)
            ), (start, n)


def test_ten_thousand_random_spans_are_counted_as_the_second_oracle_counts_them(
    england,
):
    chance = random.Random(SEED + 1)
    first, last = (
        date(CHECKED_FROM, 3, 1).toordinal(),
        date(CHECKED_TO, 10, 31).toordinal(),
    )
    for _ in range(10_000):
        a = chance.randint(first, last)
        b = min(max(a + chance.randint(-60, 60), first), last)
        a, b = date.fromordinal(a), date.fromordinal(b)
        assert england.working_days_between(a, b) == oracle_count(a, b), (a, b)


# --- the clocks change ------------------------------------------------------------------------------------------------


@pytest.mark.rule("LAW-05")
def test_five_in_the_afternoon_is_london_time_on_both_sides_of_a_clock_change(england):
    before_summer_time = england.due_at(london(date(2026, 3, 26)), working_days(5))
    before_winter_time = england.due_at(london(date(2026, 10, 22)), working_days(5))
    assert before_summer_time == datetime(2026, 4, 2, 16, 0, tzinfo=UTC)
    assert before_winter_time == datetime(2026, 10, 29, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        (
            datetime(2026, 3, 28, 12, 0, tzinfo=LONDON),
            datetime(2026, 3, 29, 13, 0, tzinfo=LONDON),
        ),
        (
            datetime(2026, 10, 24, 12, 0, tzinfo=LONDON),
            datetime(2026, 10, 25, 11, 0, tzinfo=LONDON),
        ),
    ],
    ids=["spring", "autumn"],
)
def test_twenty_four_hours_are_elapsed_hours_even_when_the_clocks_change(england, starts, due):
    assert england.due_at(starts, hours(24)) == due
    assert england.due_at(starts, hours(24)) - starts.astimezone(UTC) == timedelta(hours=24)


def test_the_first_minutes_after_midnight_in_summer_belong_to_the_new_day_in_london(
    england,
):
    just_after_midnight = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # 00:30 on Tuesday 2 June in London
    assert england.due_at(just_after_midnight, working_days(1)) == london(date(2026, 6, 3), time(17, 0))


# --- reminders, alerts, counts ----------------------------------------------------------------------------------------


def test_a_reminder_comes_working_days_before_and_an_alert_working_days_after(england):
    due = london(date(2026, 4, 7), time(17, 0))  # the Tuesday after Easter
    assert england.before(due, working_days(1), at=time(9, 0)) == london(date(2026, 4, 2), time(9, 0))
    assert england.before(due, hours(4)) == london(date(2026, 4, 7), time(13, 0))
    assert england.after(due, working_days(1)) == london(date(2026, 4, 8), time(17, 0))
    assert england.after(due, working_days(2), at=time(9, 0)) == london(date(2026, 4, 9), time(9, 0))


def test_days_left_are_counted_forwards_and_days_late_backwards(england):
    friday, monday = date(2026, 12, 4), date(2026, 12, 7)
    assert england.working_days_between(date(2026, 12, 2), friday) == 2
    assert england.working_days_between(friday, friday) == 0
    assert england.working_days_between(friday, monday) == 1
    assert england.working_days_between(monday, friday) == -1


def test_a_clock_stands_at_zero_over_the_weekend_it_starts_on_and_a_weekend_keeps_friday_s_number(
    england,
):
    saturday = london(date(2026, 6, 6))
    assert england.working_day_number(saturday, london(date(2026, 6, 7), time(23, 0))) == 0
    assert england.working_day_number(saturday, london(date(2026, 6, 8), time(0, 1))) == 1
    assert england.working_day_number(saturday, london(date(2026, 6, 13))) == 5


def test_another_close_of_day_is_kept(england):
    assert england.due_at(london(date(2026, 6, 8)), working_days(1), close=time(16, 30)) == london(
        date(2026, 6, 9), time(16, 30)
    )


@pytest.mark.rule("LAW-05")
def test_a_closure_day_of_the_council_is_not_worked():
    closed = WorkingCalendar.of_england([date(2026, 12, 29), date(2026, 12, 30)])
    starts = london(date(2026, 12, 22))
    assert closed.due_at(starts, working_days(5)) == london(date(2027, 1, 5), time(17, 0))
    assert closed.working_days_between(date(2026, 12, 28), date(2026, 12, 31)) == 1


def test_a_closure_day_on_a_sunday_changes_nothing(england):
    with_sunday = WorkingCalendar.of_england([date(2026, 6, 7)])
    assert with_sunday.working_days_between(
        date(2026, 6, 1), date(2026, 6, 30)
    ) == england.working_days_between(date(2026, 6, 1), date(2026, 6, 30))


# --- the end of the checked years -------------------------------------------------------------------------------------


@pytest.mark.rule("LAW-05")
def test_a_due_date_beyond_the_checked_years_is_refused_loudly(england):
    with pytest.raises(CalendarEnds, match=str(CHECKED_TO)):
        england.due_at(london(date(CHECKED_TO, 12, 20)), working_days(20))


def test_every_question_outside_the_checked_years_is_refused(england):
    for outside in (
        date(CHECKED_TO + 1, 1, 1),
        date(CHECKED_FROM - 1, 12, 31),
        date(9999, 1, 1),
    ):
        with pytest.raises(CalendarEnds):
            england.is_working(outside)
        with pytest.raises(CalendarEnds):
            england.working_days_between(date(2026, 1, 1), outside)
        with pytest.raises(CalendarEnds):
            england.add_working_days(outside, 1)


def test_the_checked_years_are_1990_to_2050_to_the_day(england):
    assert (CHECKED_FROM, CHECKED_TO) == (1990, 2050)
    assert not england.is_working(date(1990, 1, 1))
    assert england.is_working(date(2050, 12, 30))
    assert not england.is_working(date(2050, 12, 31))  # a Saturday
    assert {day.year for day in bank_holidays()} == set(range(1990, 2051))


def test_a_year_with_one_holiday_too_few_fails_loudly_and_one_with_just_enough_does_not(monkeypatch):
    import holidays

    real = holidays.country_holidays
    fewer: set[date] = set()

    def known(*args, **kwargs):
        return {day: name for day, name in real(*args, **kwargs).items() if day not in fewer}

    monkeypatch.setattr(holidays, "country_holidays", known)
    bank_holidays.cache_clear()
    try:
        assert sum(day.year == 2033 for day in bank_holidays()) > 8
        fewer |= set(sorted(day for day in bank_holidays() if day.year == 2033)[8:])
        bank_holidays.cache_clear()
        assert sum(day.year == 2033 for day in bank_holidays()) == 8
        fewer.add(next(day for day in bank_holidays() if day.year == 2033))
        bank_holidays.cache_clear()
        with pytest.raises(CalendarEnds, match="Only 7 bank holidays are known for 2033"):
            bank_holidays()
    finally:
        monkeypatch.undo()
        bank_holidays.cache_clear()


def test_a_year_without_data_fails_loudly_instead_of_having_no_holidays(monkeypatch):
    monkeypatch.setattr(calendar_module, "CHECKED_TO", 3000)
    bank_holidays.cache_clear()
    try:
        with pytest.raises(CalendarEnds, match="can't be trusted"):
            bank_holidays()
    finally:
        monkeypatch.undo()
        bank_holidays.cache_clear()


def test_a_moment_without_a_time_zone_is_refused(england):
    for duration in (working_days(1), hours(1)):
        with pytest.raises(ValueError, match="time zone"):
            england.due_at(datetime(2026, 6, 1, 9, 0), duration)


# --- durations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [{}, {"working_days": 5, "hours": 2}, {"days": 5}, {"hours": 0}, {"hours": "5"}],
)
def test_a_duration_is_exactly_one_of_working_days_and_hours(given):
    with pytest.raises(ValidationError):
        Duration(**given)


def test_a_duration_is_at_most_a_year_and_at_least_one():
    for number in (1, 260):
        assert working_days(number).working_days == number
    for number in (1, 8760):
        assert hours(number).hours == number
    for given in ({"working_days": 0}, {"working_days": 261}, {"hours": 0}, {"hours": 8761}):
        with pytest.raises(ValidationError):
            Duration(**given)


def test_a_duration_cannot_be_changed_afterwards():
    with pytest.raises(ValidationError):
        working_days(5).working_days = 6


def test_a_duration_reads_as_a_person_would_say_it():
    assert [str(d) for d in (working_days(1), working_days(5), hours(1), hours(24))] == [
        "1 working day",
        "5 working days",
        "1 hour",
        "24 hours",
    ]
