"""The cap of a dispute and its forecast, day by day (LAW-02, MER-13)."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from disputes.forecast import Forecast, forecast_of
from qa_portal import clock
from qa_portal.deadlines.calendar import Duration, WorkingCalendar, hours, working_days

#: A Monday, with nothing but working days in the four weeks after it but the weekends.
SENT = dt.datetime(2026, 6, 1, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def _calendar_without_closures(monkeypatch):
    monkeypatch.setattr("disputes.forecast.current_calendar", WorkingCalendar.of_england)


class Policy(SimpleNamespace):
    """Three levels of five working days, twenty in all."""

    def __init__(self, *lengths: Duration, cap: int | None = 20) -> None:
        lengths = lengths or (working_days(5),) * 3
        levels = [SimpleNamespace(name=f"Stage {n}", answer_within=each) for n, each in enumerate(lengths, 1)]
        super().__init__(levels=levels, cap=cap and SimpleNamespace(working_days=cap))

    def level(self, number: int):
        """By number, from one."""
        return self.levels[number - 1]


def dispute(policy: Policy | None = None, **given):
    policy = policy or Policy()
    fields = {"first_sent_at": SENT, "closed_at": None, "is_open": True, **given}
    return SimpleNamespace(policy=SimpleNamespace(disputes=policy), **fields)


def stage(
    level: int, *, due: dt.datetime | None = None, sent: bool = True, kind: str = "stage_answer", is_open=True
):
    clocks = [SimpleNamespace(kind=kind, is_open=is_open, due_at=due)] if due else []
    return SimpleNamespace(
        level=level, sent_at=SENT if sent else None, deadlines=SimpleNamespace(all=lambda: clocks)
    )


def on(day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2026, 6, day, hour, 0, tzinfo=clock.LONDON)


def seen_on(day: int, *given) -> Forecast:
    with clock.standing_at(on(day)):
        return forecast_of(*given)


def test_without_a_cap_there_is_nothing_to_count():
    found = seen_on(3, dispute(Policy(cap=None)), stage(1))
    assert (found.cap, found.day, found.ends_on_day, found.days_left, found.exceeds) == (
        None, None, None, None, False,
    )  # fmt: skip
    assert found.sentence == "This procedure sets no limit for all stages together."


def test_before_the_first_request_is_sent_no_day_is_counted():
    found = seen_on(3, dispute(first_sent_at=None), stage(1, sent=False))
    assert (found.cap, found.day, found.days_left) == (20, None, None)
    assert found.sentence == "20 working days in all, counted from the first formal request."


def test_the_day_of_sending_is_day_nought_and_weekends_are_not_counted():
    days = [seen_on(day, dispute(), stage(1)).day for day in (1, 2, 5, 6, 7, 8)]
    assert days == [0, 1, 4, 4, 4, 5]


def test_a_stage_that_runs_ends_on_its_due_day_and_the_others_take_all_their_days():
    found = seen_on(3, dispute(), stage(1, due=on(8, 17)))
    assert (found.day, found.ends_on_day, found.last_level) == (2, 15, "Stage 3")
    assert (found.days_left, found.exceeds) == (18, False)
    assert found.sentence == "Working day 2 of 20: at this pace Stage 3 would end on working day 15."


def test_one_that_is_overdue_ends_today_at_the_soonest():
    assert seen_on(12, dispute(), stage(1, due=on(8, 17))).ends_on_day == 9 + 10


def test_one_not_sent_yet_takes_all_its_days_from_today():
    assert seen_on(3, dispute(), stage(2, sent=False)).ends_on_day == 2 + 5 + 5


def test_one_that_was_answered_takes_no_more_days():
    assert seen_on(3, dispute(), stage(2)).ends_on_day == 2 + 5
    assert seen_on(3, dispute(), stage(3)).ends_on_day == 2


@pytest.mark.parametrize("given", [{"kind": "stage_consider"}, {"is_open": False}])
def test_only_the_running_time_to_answer_counts(given):
    assert seen_on(3, dispute(), stage(1, due=on(8, 17), **given)).ends_on_day == 2 + 10


def test_the_limit_is_exceeded_from_the_day_after_it():
    assert not seen_on(8, dispute(), stage(1, due=on(15, 17))).exceeds  # ends on day 10 + 10
    assert seen_on(8, dispute(), stage(1, due=on(16, 17))).exceeds
    assert Forecast(20, 23, None, "Stage 3").days_left == -3


def test_without_an_open_stage_only_the_day_is_said():
    for given in ((dispute(), None), (dispute(is_open=False), stage(1))):
        found = seen_on(3, *given)
        assert (found.day, found.ends_on_day, found.exceeds) == (2, None, False)
        assert found.sentence == "Working day 2 of 20."


def test_a_closed_dispute_stands_on_the_day_of_its_close():
    assert seen_on(30, dispute(closed_at=on(5), is_open=False), None).day == 4


def test_the_day_is_never_below_nought():
    assert seen_on(30, dispute(closed_at=SENT - dt.timedelta(days=10), is_open=False), None).day == 0


@pytest.mark.parametrize("lengths", [(working_days(5), hours(24)), (hours(24), working_days(5))])
def test_levels_counted_in_hours_have_no_forecast(lengths):
    found = seen_on(3, dispute(Policy(*lengths)), stage(1, due=on(8)))
    assert (found.day, found.ends_on_day) == (2, None)
