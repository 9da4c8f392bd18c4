"""What a version of a framework would change for the deadlines that run now: read and reckoned, never written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, prefetch_related_objects

from qa_portal import clock
from qa_portal.deadlines.calendar import Duration
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.plain_english.clocks import clocks as clocks_in_words
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import ClockName

STAGE_ANSWER = ClockName.STAGE_ANSWER


@dataclass(frozen=True)
class Moved:
    """One running deadline: when it is due, and when it would be. ``then`` is None where the version has no such clock.

    ``days`` is how many working days later it would be; earlier where it is negative.
    """

    deadline: Deadline
    now: dt.datetime
    then: dt.datetime | None
    days: int = 0

    @property
    def earlier(self) -> int:
        """How many working days earlier it would be due."""
        return -self.days

    @property
    def is_kept(self) -> bool:
        """Whether its date stays: it was given a length of its own."""
        return self.then == self.now

    @property
    def would_be_overdue(self) -> bool:
        """Whether it isn't overdue, and would be."""
        return self.then is not None and self.then < clock.now() <= self.now


@dataclass(frozen=True)
class Told:
    """One clock of which others would be told, or at other times: in words, as it is and as it would be."""

    label: str
    before: tuple[str, str]
    after: tuple[str, str]


class Trial:
    """A version tried on what runs under the versions of its framework."""

    def __init__(self, version: FrameworkVersion) -> None:
        self.version = version
        self.policy = policy_of(version)
        self._calendar = current_calendar()
        running = Deadline.objects.filter(
            framework__key=version.key, met_at=None, cancelled_at=None, length__isnull=False
        )
        in_use = running.order_by().values_list("framework", flat=True).distinct()
        self._versions = FrameworkVersion.objects.in_bulk(list(in_use))
        self._running = running

    def moving(self) -> QuerySet[Deadline]:
        """The running deadlines whose clock differs, the soonest due first."""
        return self._of_clocks_that_differ().select_related("subject").order_by("due_at", "pk")

    def numbers(self) -> list[tuple[str, int]]:
        """How many run of each clock that differs, in words; the most first. One query."""
        found = self._of_clocks_that_differ().order_by().values("clock_name").annotate(number=Count("pk"))
        said = [(ClockName(row["clock_name"]).label, row["number"]) for row in found]
        return sorted(said, key=lambda pair: (-pair[1], pair[0]))

    def _of_clocks_that_differ(self) -> QuerySet[Deadline]:
        differ = Q(pk__in=[])
        for pk, version in self._versions.items():
            if names := list(self._clocks_that_differ(policy_of(version))):
                differ |= Q(framework=pk, clock_name__in=names)
        return self._running.filter(differ)

    def _clocks_that_differ(self, other: Framework) -> Iterator[str]:
        for name in other.clocks:
            if other.closes_at != self.policy.closes_at or _lengths(other, name) != _lengths(
                self.policy, name
            ):
                yield str(name)

    def moved(self, deadlines: Iterable[Deadline]) -> list[Moved]:
        """What would become of these; a constant number of queries."""
        found = list(deadlines)
        prefetch_related_objects([each for each in found if each.clock_name == STAGE_ANSWER], "about")
        return [self._moved(each) for each in found]

    def _moved(self, deadline: Deadline) -> Moved:
        before = policy_of(self._versions[deadline.framework_id])
        level = getattr(deadline.about, "level", None) if deadline.clock_name == STAGE_ANSWER else None
        given = Duration(**deadline.length)
        usual, other = (
            _length(before, deadline.clock_name, level),
            _length(self.policy, deadline.clock_name, level),
        )
        if other is None:
            return Moved(deadline, deadline.first_due_at, None)
        lasts = other if given == usual else given
        then = self._calendar.due_at(deadline.starts_at, lasts, self.policy.closes_at)
        was, will = clock.london_date(deadline.first_due_at), clock.london_date(then)
        if then >= deadline.first_due_at:
            days = self._calendar.working_days_between(was, will)
        else:
            days = -self._calendar.working_days_between(will, was)
        return Moved(deadline, deadline.first_due_at, then, days)

    def told(self, in_force: Framework) -> list[Told]:
        """The clocks of which others would be told, or at other times, than the version in force says."""
        before, after = _words(in_force), _words(self.policy)
        return [
            Told(label, before.get(label, ("", "")), after.get(label, ("", "")))
            for label in {**before, **after}
            if before.get(label) != after.get(label)
        ]


def _words(policy: Framework) -> dict[str, tuple[str, str]]:
    """Each clock's reminders and alerts in words."""
    return {row[0]: (row[2], row[3]) for row in clocks_in_words(policy).tables[0].rows}


def _lengths(policy: Framework, name: str) -> Any:
    """How long a clock lasts: of the answer to a stage, at each level; None where there is none."""
    if name == STAGE_ANSWER:
        return {number: level.answer_within for number, level in policy.disputes.numbered_levels()}
    return _length(policy, name, None)


def _length(policy: Framework, name: str, level: int | None) -> Duration | None:
    try:
        return policy.lasts(name, level=level)
    except (KeyError, ValueError):
        return None
