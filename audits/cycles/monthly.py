"""What is audited each month with a tool of its own, and the months in which it isn't yet (WAL-30).

Nothing of it is stored: a month is owed from a few days before its allocations are to go out until a cycle with that
tool is sent under the framework, whichever of the council's teams has the service.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Min

from audits.clocks import first_working_day, last_working_day
from audits.models import Cycle
from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.policy import Framework, Monthly
from qa_portal.frameworks.queries import published
from qa_portal.people.directory import directory

#: How many months back a month without its audits is still said.
MONTHS_BACK = 12

TO_COME, LATE, MISSED = "to_come", "late", "missed"


@dataclass(frozen=True)
class Owed:
    """A month for which a cycle that is to be there isn't sent; ``opened`` is one that waits to be."""

    policy: Framework
    monthly: Monthly
    month: dt.date
    due_on: dt.date
    opened: Cycle | None = None

    @cached_property
    def stands(self) -> str:
        """To come, late, or missed for good: the month is over."""
        if clock.today() > last_working_day(self.month):
            return MISSED
        return LATE if clock.now() >= clock.at_london(self.due_on, self.policy.closes_at) else TO_COME

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.stands != TO_COME

    @property
    def title(self) -> str:
        """What is owed: "MASH audit, November 2026"."""
        return f"{self.policy.tool(self.monthly.tool).title}, {self.month:%B %Y}"

    @property
    def words(self) -> str:
        """What isn't there, and until when it should be."""
        title = self.policy.tool(self.monthly.tool).title
        state = "is opened, and not sent" if self.opened else "isn’t opened"
        if self.stands == MISSED:
            return f"{title}: there were no audits in {self.month:%B %Y}."
        by = "were" if self.stands == LATE else "are"
        return (
            f"{title}: the cycle of {self.month:%B %Y} {state}. "
            f"Its allocations {by} to go out by {weekday_date(self.due_on)}."
        )


def owed_months(policies: dict[str, Framework]) -> list[Owed]:
    """Every month that is owed today under these frameworks, oldest first; two queries where any has monthly audits.

    A framework owes from the day on which it was first published, and while a team works by it.
    """
    in_use = set(directory().framework_keys.values())
    wanted = {
        key: policy
        for key, policy in policies.items()
        if key in in_use and policy.has_audits and policy.cycles.monthly
    }
    if not wanted:
        return []
    since = dict(
        published()
        .filter(key__in=wanted)
        .order_by()
        .values("key")
        .annotate(first=Min("published_at"))
        .values_list("key", "first")
    )
    oldest = _months_from(clock.today(), -MONTHS_BACK)
    there: dict[tuple[str, str, dt.date], Cycle] = {}
    for cycle in Cycle.objects.filter(framework__key__in=wanted, month__gte=oldest).select_related(
        "framework"
    ):
        known = there.get(_key(cycle))
        if known is None or known.sent_at is None:
            there[_key(cycle)] = cycle
    found = []
    for key, policy in wanted.items():
        begins = max(oldest, clock.london_date(since[key]))
        for monthly in policy.cycles.monthly:
            for month in _months_owed(policy, monthly, begins):
                cycle = there.get((key, monthly.tool, month))
                if cycle is None or cycle.sent_at is None:
                    found.append(Owed(policy, monthly, month, _due_on(monthly, month), cycle))
    return sorted(found, key=lambda one: (one.month, one.title))


def _key(cycle: Cycle) -> tuple[str, str, dt.date]:
    return cycle.framework.key, cycle.tool_key, cycle.month


def _months_owed(policy: Framework, monthly: Monthly, begins: dt.date) -> list[dt.date]:
    """The months that are owed by now: those whose day was to come when it began, the next once it is near enough."""
    today, found, month = clock.today(), [], begins.replace(day=1)
    while month <= _months_from(today, 1):
        due_on = _due_on(monthly, month)
        near = current_calendar().add_working_days(due_on, -monthly.remind_before)
        if month.month in policy.cycles.months_of(monthly.tool) and begins <= due_on and today >= near:
            found.append(month)
        month = _months_from(month, 1)
    return found


def _due_on(monthly: Monthly, month: dt.date) -> dt.date:
    first = first_working_day(month)
    return current_calendar().add_working_days(first, monthly.sent_within - 1)


def _months_from(day: dt.date, number: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return dt.date(year, month + 1, 1)
