"""What is to be said of a deadline, and when: reckoned once, when its date is set."""

from __future__ import annotations

import datetime as dt

from qa_portal import clock
from qa_portal.deadlines.calendar import WorkingCalendar, hours, working_days
from qa_portal.deadlines.plan import Occasion, occasions
from qa_portal.frameworks.policy import Clock, Overdue
from qa_portal.frameworks.policy.part import Delay

CALENDAR = WorkingCalendar.of_england()


def london(day: str, time: str = "17:00") -> dt.datetime:
    return clock.at_london(dt.date.fromisoformat(day), dt.time.fromisoformat(time))


def plan(policy: Clock, due: dt.datetime, after: dt.datetime) -> dict[str, dt.datetime]:
    return {each.name: each.at for each in occasions(policy, due_at=due, after=after, calendar=CALENDAR)}


FULL = Clock(
    warn=(working_days(2),),
    warn_on_due_day=True,
    tell_when_due_soon=("owner",),
    overdue=(
        Overdue(tell=("owner", "raiser")),
        Overdue(after=Delay(working_days=2), tell=("answerer_line",)),
    ),
)


def test_reminders_come_in_the_morning_and_the_alert_at_the_moment():
    assert plan(FULL, london("2026-12-04"), london("2026-11-27")) == {
        "due_soon:2wd": london("2026-12-02", "09:00"),
        "due_today": london("2026-12-04", "09:00"),
        "overdue:0": london("2026-12-04"),
        "overdue:2wd": london("2026-12-08", "09:00"),
    }


def test_working_days_step_over_christmas():
    found = plan(FULL, london("2026-12-29"), london("2026-12-18"))
    assert found["due_soon:2wd"] == london("2026-12-23", "09:00")
    assert found["overdue:2wd"] == london("2026-12-31", "09:00")


def test_a_reminder_that_would_lie_before_the_start_falls_away():
    names = plan(FULL, london("2026-12-04"), london("2026-12-03", "10:00")).keys()
    assert "due_soon:2wd" not in names
    assert "due_today" in names


def test_a_clock_in_hours_runs_through_the_night_and_the_change_of_the_clocks():
    policy = Clock(warn=(hours(4),), overdue=(Overdue(after=Delay(hours=12), tell=("owner",)),))
    due = dt.datetime(2026, 10, 25, 6, 0, tzinfo=dt.UTC)  # the night in which the clocks go back
    found = plan(policy, due, due - dt.timedelta(hours=24))
    assert found["due_soon:4h"] == due - dt.timedelta(hours=4)
    assert found["overdue:12h"] == due + dt.timedelta(hours=12)


def test_the_breach_is_always_among_them_even_if_nobody_is_to_hear():
    (only,) = occasions(Clock(), due_at=london("2026-12-04"), after=london("2026-12-01"), calendar=CALENDAR)
    assert only.is_breach
    assert only.tell == ()


def test_two_entries_at_once_are_one_occasion():
    policy = Clock(overdue=(Overdue(tell=("owner",)), Overdue(tell=("iro_manager",))))
    (only,) = occasions(policy, due_at=london("2026-12-04"), after=london("2026-12-01"), calendar=CALENDAR)
    assert only.tell == ("owner", "iro_manager")


def test_an_occasion_survives_its_storage():
    one = Occasion(london("2026-12-04"), "overdue:0", ("owner", "raiser"))
    assert Occasion.from_json(one.as_json()) == one
