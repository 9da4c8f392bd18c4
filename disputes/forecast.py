"""The cap of a dispute and its forecast (LAW-02, MER-13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar


@dataclass(frozen=True)
class Forecast:
    """Where a dispute stands in its working days, and where it will end at this pace.

    ``day`` is today's working day of the dispute (day 0: the first request was sent today), ``ends_on_day``
    the one on which the last level would end if every level to come took all its days. Both are None
    where there is nothing to count: no cap, nothing sent yet, or levels counted in hours.
    """

    cap: int | None
    day: int | None
    ends_on_day: int | None
    last_level: str

    @property
    def days_left(self) -> int | None:
        """Working days left of the cap; negative when it has passed."""
        return None if self.cap is None or self.day is None else self.cap - self.day

    @property
    def exceeds(self) -> bool:
        """Whether the levels to come ask for more days than are left."""
        return self.cap is not None and self.ends_on_day is not None and self.ends_on_day > self.cap

    @property
    def sentence(self) -> str:
        """The forecast as the page says it."""
        if self.cap is None:
            return "This procedure sets no limit for all stages together."
        if self.day is None:
            return f"{self.cap} working days in all, counted from the first formal request."
        if self.ends_on_day is None:
            return f"Working day {self.day} of {self.cap}."
        forecast = f"at this pace {self.last_level} would end on working day {self.ends_on_day}"
        return f"Working day {self.day} of {self.cap}: {forecast}."


def forecast_of(dispute: Any, stage: Any | None) -> Forecast:
    """Where a dispute stands and would end at this pace, were it to go through every level that is left.

    ``stage`` is the one that is open, if any. A stage whose time to answer is running ends on its due
    day, or today if that has passed; a stage not sent yet takes all its days from today.
    """
    policy = dispute.policy.disputes
    cap = policy.cap.working_days if policy.cap else None
    last = policy.levels[-1].name
    if cap is None or dispute.first_sent_at is None:
        return Forecast(cap, None, None, last)
    calendar, today = current_calendar(), clock.today()
    start = clock.london_date(dispute.first_sent_at)
    upto = clock.london_date(dispute.closed_at) if dispute.closed_at else today
    day = max(0, calendar.working_days_between(start, upto))
    if stage is None or not dispute.is_open:
        return Forecast(cap, day, None, last)
    to_come = [level.answer_within.working_days for level in policy.levels[stage.level :]]
    if None in to_come or policy.level(stage.level).answer_within.working_days is None:
        return Forecast(cap, day, None, last)
    running = (d for d in stage.deadlines.all() if d.is_open and d.kind == "stage_answer")
    due = next((d.due_at for d in running), None)
    if due is not None:
        ends = max(day, calendar.working_days_between(start, clock.london_date(due)))
    elif stage.sent_at is None:
        ends = day + policy.level(stage.level).answer_within.working_days
    else:
        ends = day
    return Forecast(cap, day, ends + sum(to_come), last)
