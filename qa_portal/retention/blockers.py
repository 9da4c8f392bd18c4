"""What stands in the way of destroying a record: nothing is destroyed early, and a legal hold stops it (LAW-09)."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.words import weekday_date
from qa_portal.workflow.blockers import Blocker

from .models import Disposal
from .queries import standing_of
from .rules import retention_for


def blockers_to_disposal(disposal: Disposal, step: str) -> list[Blocker]:
    """Sentences; none for steps that destroy nothing."""
    return list(hindering(disposal.subject)) if step in ("propose", "agree") else []


def hindering(subject: Subject) -> Iterator[Blocker]:
    """What speaks against destroying a record now: a hold, time, a subject access request that waits for its answer,
    work that is still open on it."""
    page = reverse("record_retention", args=[subject.pk])
    standing = standing_of(subject, retention_for(subject))
    if standing.held_since:
        yield Blocker(
            f"A legal hold is on the record since {weekday_date(standing.held_since)}. It must be lifted first.",
            f"{page}#holds",
        )
    period = standing.period
    if not period.is_over(clock.today()):
        until = f"It is kept until {weekday_date(period.until)}." if period.until else period.lacks
        yield Blocker(f"The time for which it must be kept isn’t over. {until}", page)
    if standing.asked_for_on:
        yield Blocker(
            f"Somebody asked on {weekday_date(standing.asked_for_on)} for what is held on it. The subject access "
            "request must be answered first.",
            reverse("access_requests"),
        )
    if standing.deadlines:
        number = "1 deadline runs" if standing.deadlines == 1 else f"{standing.deadlines} deadlines run"
        yield Blocker(
            f"{number} on the record: its work must be ended first.", reverse("record", args=[subject.pk])
        )
