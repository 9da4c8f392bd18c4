"""What stands in the way on a ladder, and what an open challenge stands in the way of (WAL-12, WAL-19, WAL-25)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qa_portal.workflow.blockers import Blocker


def blockers_to_alert(alert: Any, step: str) -> list[Blocker]:
    """A safety alert climbs while there is a stage above; it waits for nothing else."""
    if step == "climb" and alert.next_rung is None:
        return [Blocker("It stands at the last stage: it is resolved here.")]
    return []


def blockers_to_challenge(challenge: Any, step: str) -> list[Blocker]:
    """A challenge is settled once it was met about, and climbs while there is a step above."""
    if step == "settle" and challenge.met_on is None:
        url = reverse("challenge_meeting", args=[challenge.pk])
        return [Blocker("Record when auditor, practitioner and manager met.", url)]
    if step == "climb" and challenge.next_rung is None:
        return [Blocker("It stands at the last step: the grade is decided here.")]
    return []


def blockers_of_challenges(audit: Any) -> list[Blocker]:
    """An audit under challenge is neither final nor counted until it is resolved (WAL-25)."""
    return [
        Blocker(
            "Its grade is under challenge: until that is resolved it isn’t final.", each.get_absolute_url()
        )
        for each in audit.challenges.all()
        if each.is_open
    ]
