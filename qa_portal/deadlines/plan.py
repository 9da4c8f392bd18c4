"""What is to be said about a deadline, when, and to whom: reckoned once, when its date is set."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from qa_portal import clock

from .calendar import WorkingCalendar

#: Reminders come at the start of the working day, when something can still be done about them.
MORNING = dt.time(9, 0)

DUE_SOON = "due_soon"
DUE_TODAY = "due_today"
OVERDUE = "overdue"


@dataclass(frozen=True)
class Occasion:
    """One thing to say: when (UTC), its name, and the roles or relations to tell."""

    at: dt.datetime
    name: str
    tell: tuple[str, ...]

    @property
    def is_breach(self) -> bool:
        """Whether this is the moment at which the deadline is missed."""
        return self.name == f"{OVERDUE}:0"

    @property
    def is_late(self) -> bool:
        """Whether this is said after the deadline was missed: an alert, where the rest are reminders."""
        return self.name.startswith(OVERDUE)

    def as_json(self) -> list[Any]:
        """The form in which the deadline stores it."""
        return [self.at.isoformat(), self.name, list(self.tell)]

    @classmethod
    def from_json(cls, stored: list[Any]) -> Occasion:
        """Read it back."""
        return cls(dt.datetime.fromisoformat(stored[0]), stored[1], tuple(stored[2]))


def occasions(
    policy: Any, *, due_at: dt.datetime, after: dt.datetime, calendar: WorkingCalendar
) -> list[Occasion]:
    """What is still to be said of a deadline, soonest first.

    Takes the framework's clock (``policy``), the due moment, and the moment after which something may be
    said: a two-day warning on a one-day clock falls away. The breach itself is always among them, even
    when the framework tells nobody of it.
    """
    found: list[Occasion] = []
    due_day = clock.london_date(due_at)
    for ahead in policy.warn:
        if ahead.hours is not None:
            at = due_at - dt.timedelta(hours=ahead.hours)
            name = f"{DUE_SOON}:{ahead.hours}h"
        else:
            day = calendar.add_working_days(due_day, -ahead.working_days)
            at = clock.at_london(day, MORNING)
            name = f"{DUE_SOON}:{ahead.working_days}wd"
        found.append(Occasion(at, name, tuple(policy.tell_when_due_soon)))
    if policy.warn_on_due_day:
        found.append(Occasion(clock.at_london(due_day, MORNING), DUE_TODAY, tuple(policy.tell_when_due_soon)))
    found = [o for o in found if after < o.at < due_at]

    breach: tuple[str, ...] = ()
    for rung in policy.overdue:
        if rung.after.hours is not None:
            late, at = f"{rung.after.hours}h", due_at + dt.timedelta(hours=rung.after.hours)
            is_breach = rung.after.hours == 0
        else:
            late = f"{rung.after.working_days}wd"
            is_breach = rung.after.working_days == 0
            day = calendar.add_working_days(due_day, rung.after.working_days)
            at = due_at if is_breach else clock.at_london(day, MORNING)
        if is_breach:
            breach = (*breach, *rung.tell)
        else:
            found.append(Occasion(at, f"{OVERDUE}:{late}", tuple(rung.tell)))
    found.append(Occasion(due_at, f"{OVERDUE}:0", breach))
    return sorted(found, key=lambda o: o.at)
