"""What follows for disputes when a record moves to another team (LEE-22)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from disputes.models import Dispute
from qa_portal.transfers.work import Transferred


def follow_team(moved: Iterable[Transferred], *, by: Any) -> None:
    """Let the disputes of records that moved be found by the team that the records have now.

    The records are held meanwhile, as whoever raises a dispute holds its record: neither misses the other. It is the
    record's history that says who moved it, and when.
    """
    subjects: dict[int | None, list[int]] = {}
    for one in moved:
        if one.before.team != one.after.team:
            subjects.setdefault(one.after.team, []).append(one.subject.pk)
    for team, keys in subjects.items():
        Dispute.objects.filter(subject__in=keys).update(team=team)
