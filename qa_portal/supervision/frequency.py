"""Whether a record was supervised as often as its kind of case asks for (MER-16)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from qa_portal import clock
from qa_portal.children.models import Allocation, Subject
from qa_portal.deadlines.words import weekday_date
from qa_portal.reading.prepared import Parts, prepared

from .models import Supervision, SupervisionExtension


@dataclass(frozen=True)
class Gap:
    """A time without supervision that was longer than it may be."""

    starts_on: dt.date
    ends_on: dt.date
    allowed: dt.timedelta

    @property
    def words(self) -> str:
        """ "From Monday 2 March 2026 to Friday 8 May 2026: 67 days, where 28 are allowed"."""
        days = (self.ends_on - self.starts_on).days
        return (
            f"From {weekday_date(self.starts_on)} to {weekday_date(self.ends_on)}: {days} days, "
            f"where {self.allowed.days} are allowed"
        )


@dataclass(frozen=True)
class Kept:
    """How often a record was to be supervised in a time, how often it was, and the gaps that were too long."""

    weeks: int
    first_within_days: int | None
    extension: SupervisionExtension | None
    held_on: tuple[dt.date, ...]
    gaps: tuple[Gap, ...]
    next_by: dt.date

    @property
    def is_kept(self) -> bool:
        """Whether no gap was too long."""
        return not self.gaps

    @property
    def is_late(self) -> bool:
        """Whether the next one should have been held by now."""
        return self.next_by < clock.today()

    @property
    def rule(self) -> str:
        """What is asked for, in words."""
        first = f"first within {self.first_within_days} days, then " if self.first_within_days else ""
        return f"{first}at least every {self.weeks} weeks"

    @property
    def words(self) -> str:
        """What was found, in a sentence."""
        count = len(self.held_on)
        times = {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")
        if self.is_kept:
            return f"Kept: supervised {times} in this time, {self.rule}."
        return f"Not kept: supervised {times} in this time, where the procedure asks for it {self.rule}."


def supervision_kept(
    subject: Subject,
    *,
    policy: Any,
    starts_on: dt.date,
    ends_on: dt.date,
    read: dict[str, list[Any]] | None = None,
) -> Kept | None:
    """Whether supervision was kept from one day to another; None where the procedure doesn't say how often.

    Takes the framework's policy; ``read`` has the parts of ``reads_of_supervision``, where a page has read them. The
    time starts with the allocation to the present practitioner where that is later.
    What came before counts: a supervision a week before the time starts is the one from which the first gap runs.
    """
    wanted = policy.supervision_of(subject.case_kind)
    if wanted is None:
        return None
    read = read or _read(subject=subject.pk, practitioner=subject.practitioner_id or 0, until=ends_on)
    allocated_on = next((starts_on for (starts_on,) in read["allocated"]), None)
    begins = max(starts_on, allocated_on) if allocated_on else starts_on
    days = sorted({held_on for (held_on,) in read["held"]})
    extensions = read["extensions"]
    held = tuple(day for day in days if begins <= day <= ends_on)
    before = [day for day in days if day < begins]
    anchor = before[-1] if before else begins
    is_new = not before and allocated_on is not None and allocated_on >= starts_on
    gaps = []
    for number, (one, other) in enumerate(pairwise([anchor, *held, ends_on])):
        allowed = dt.timedelta(weeks=_weeks_on(other, wanted, extensions))
        if number == 0 and is_new and wanted.first_within_days:
            allowed = dt.timedelta(days=wanted.first_within_days)
        if other - one > allowed:
            gaps.append(Gap(one, other, allowed))
    last = held[-1] if held else anchor
    weeks = _weeks_on(ends_on, wanted, extensions)
    until_next = (
        dt.timedelta(days=wanted.first_within_days)
        if is_new and not held and wanted.first_within_days
        else dt.timedelta(weeks=weeks)
    )
    return Kept(
        weeks=weeks,
        first_within_days=wanted.first_within_days if is_new else None,
        extension=_extension_on(ends_on, extensions),
        held_on=held,
        gaps=tuple(gaps),
        next_by=last + until_next,
    )


@prepared
def _read(subject: int, practitioner: int, until: dt.date) -> Parts:
    return reads_of_supervision(subject, practitioner, until)


def reads_of_supervision(subject: int, practitioner: int, until: dt.date) -> Parts:
    """What ``supervision_kept`` is worked out from, for a page that reads it with the rest: the days on which a record
    was supervised, its extensions, and since when it is with its practitioner."""
    held = Supervision.objects.filter(
        subject=subject, kind=Supervision.Kind.SUPERVISION, held_on__lte=until
    ).order_by("-held_on")
    allocated = Allocation.objects.filter(
        subject=subject, relation=Allocation.Relation.PRACTITIONER, person=practitioner, ends_on=None
    ).order_by("-starts_on")
    extensions = SupervisionExtension.objects.filter(subject=subject).select_related("agreed_by")
    return {
        "held": held.values_list("held_on")[:500],
        "allocated": allocated.values_list("starts_on")[:1],
        "extensions": extensions[:100],
    }


def _extension_on(day: dt.date, extensions: list[SupervisionExtension]) -> SupervisionExtension | None:
    """The extension that was in force on a day, the newest first."""
    for extension in extensions:
        since = clock.london_date(extension.agreed_at)
        if since <= day and (extension.ends_on is None or day <= extension.ends_on):
            return extension
    return None


def _weeks_on(day: dt.date, wanted: Any, extensions: list[SupervisionExtension]) -> int:
    extension = _extension_on(day, extensions)
    return extension.weeks if extension else wanted.weeks
