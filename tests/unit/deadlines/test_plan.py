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


def test_what_falls_on_the_start_or_on_the_due_moment_itself_is_not_said():
    due = london("2026-12-04")
    warned = london("2026-12-02", "09:00")
    assert "due_soon:2wd" not in plan(FULL, due, warned)
    assert "due_soon:2wd" in plan(FULL, due, warned - dt.timedelta(microseconds=1))
    in_the_morning = london("2026-12-04", "09:00")
    assert "due_today" not in plan(FULL, in_the_morning, london("2026-11-27"))
    assert "due_today" in plan(FULL, in_the_morning + dt.timedelta(minutes=1), london("2026-11-27"))


def test_an_alert_after_no_hours_is_the_breach_itself():
    policy = Clock(
        overdue=(Overdue(after=Delay(hours=0), tell=("iro",)), Overdue(after=Delay(hours=1), tell=("owner",)))
    )
    due = london("2026-12-04")
    breach, later = occasions(policy, due_at=due, after=london("2026-12-01"), calendar=CALENDAR)
    assert (breach.name, breach.at, breach.tell, breach.is_breach) == ("overdue:0", due, ("iro",), True)
    assert (later.name, later.at, later.is_breach) == ("overdue:1h", due + dt.timedelta(hours=1), False)


def test_they_come_soonest_first_whatever_the_order_of_the_framework():
    policy = Clock(
        warn=(working_days(1), working_days(3)),
        overdue=(
            Overdue(after=Delay(working_days=3), tell=("qa_team",)),
            Overdue(after=Delay(working_days=1), tell=("owner",)),
        ),
    )
    found = occasions(policy, due_at=london("2026-12-04"), after=london("2026-11-20"), calendar=CALENDAR)
    assert [each.name for each in found] == [
        "due_soon:3wd",
        "due_soon:1wd",
        "overdue:0",
        "overdue:1wd",
        "overdue:3wd",
    ]
    assert [each.is_late for each in found] == [False, False, True, True, True]
    assert [each.is_breach for each in found] == [False, False, True, False, False]


def test_reminders_go_to_those_who_are_told_before_and_alerts_to_those_after():
    found = occasions(FULL, due_at=london("2026-12-04"), after=london("2026-11-20"), calendar=CALENDAR)
    assert {each.name: each.tell for each in found} == {
        "due_soon:2wd": ("owner",),
        "due_today": ("owner",),
        "overdue:0": ("owner", "raiser"),
        "overdue:2wd": ("answerer_line",),
    }


def test_no_reminder_on_the_due_day_unless_the_framework_says_so():
    policy = Clock(warn=(working_days(2),))
    assert "due_today" not in plan(policy, london("2026-12-04"), london("2026-11-20"))
