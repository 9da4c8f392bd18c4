"""Incidents: what the portal could not do by itself, opened once for each matter and closed when it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from qa_portal import clock

from .models import Incident


@dataclass(frozen=True)
class Trouble:
    """One matter to open an incident for; ``text`` names nobody from a record."""

    kind: str
    key: str
    text: str
    subject: Any = None
    deadline: Any = None
    message: Any = None

    def unsaved(self) -> Incident:
        """The row; without the record's reference where the record is restricted."""
        hidden = self.subject is not None and self.subject.is_restricted
        now = clock.now()
        return Incident(
            kind=self.kind,
            key=self.key[:120],
            text=self.text[:500],
            subject=None if hidden else self.subject,
            deadline=self.deadline,
            message=self.message,
            opened_at=now,
            last_at=now,
        )


def open_incidents(troubles: Iterable[Trouble]) -> list[Incident]:
    """Open an incident for each matter; one that is open already counts once more. Give the new ones.

    Three queries whatever their number, one when there is nothing new. Belongs in the transaction of what
    went wrong.
    """
    by_key = {(t.kind, t.key[:120]): t for t in troubles}
    if not by_key:
        return []
    asked = Q(pk__in=[])
    for kind in {kind for kind, _ in by_key}:
        asked |= Q(kind=kind, key__in=[key for k, key in by_key if k == kind])
    standing = {
        (kind, key): pk
        for pk, kind, key in Incident.objects.filter(asked, closed_at=None).values_list("pk", "kind", "key")
    }
    known = [pk for found, pk in standing.items() if found in by_key]
    if known:
        Incident.objects.filter(pk__in=known).update(times=F("times") + 1, last_at=clock.now())
    fresh = [t.unsaved() for found, t in by_key.items() if found not in standing]
    if fresh:
        # Another worker may have opened the same one a moment ago: then it stands already.
        Incident.objects.bulk_create(fresh, ignore_conflicts=True)
    return fresh


def close_incidents(kind: str, *keys: str, by: Any = None) -> int:
    """Close the open incidents of these matters; by nobody when they mended themselves. Give how many."""
    return Incident.objects.filter(kind=kind, key__in=keys, closed_at=None).update(
        closed_at=clock.now(), closed_by=by
    )
