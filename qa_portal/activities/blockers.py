"""What still stands in the way of an activity's step."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.workflow.blockers import Blocker


def blockers_to_activity(activity: Any, step: str) -> list[Blocker]:
    """It is held once it has begun; its findings are agreed with each thing to learn linked to what it changes."""
    if step == "hold" and activity.begins_on > clock.today():
        return [
            Blocker(
                f"It begins on {weekday_date(activity.begins_on)}. If it was brought forward, change its dates.",
                reverse("activity_change", args=[activity.pk]),
            )
        ]
    if step == "close":
        return _blockers_to_close(activity)
    return []


def _blockers_to_close(activity: Any) -> list[Blocker]:
    page = reverse("activity_findings", args=[activity.pk])
    found = list(activity.findings.prefetch_related("links"))
    if not found:
        return [Blocker("Nothing is written yet of what it found.", page)]
    return [
        Blocker(f"Say what finding {number} is to change: “{finding.words[:60]}”.", page)
        for number, finding in enumerate(found, 1)
        if finding.kind == finding.Kind.TO_LEARN and not finding.changes
    ]
