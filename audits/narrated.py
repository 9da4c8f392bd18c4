"""Audits that share one narrative with those of brothers and sisters (NEW-10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from audits.models import Audit
from audits.rules import may_allocate_audit, may_read_audit
from audits.writing.rules import may_write_audit
from qa_portal.children.models import Subject
from qa_portal.narrative.kinds import NarrativeKind, register_narrated


def register_narratives() -> None:
    """Make audits known to the ground's narratives; called when the app loads."""
    register_narrated(
        NarrativeKind(
            "audit",
            Audit,
            "audit",
            "Audit",
            may_write=may_write_narrative,
            open_on=open_audits,
            keepers=keepers_of,
        )
    )


def may_write_narrative(user: Any, audit: Audit) -> bool:
    """The reviewer while they write, and whoever allocates audits until it is over; grades and actions stay its own."""
    is_adult = audit.subject.kind == Subject.Kind.ADULT  # an adults' service audits one person's record
    if is_adult or audit.is_over or not may_read_audit(user, audit):
        return False
    return may_write_audit(user, audit) or may_allocate_audit(user, audit)


def open_audits(subjects: Iterable[int]) -> QuerySet[Audit]:
    """The audits on these records that aren't over."""
    ended = [str(state) for state in Audit.ENDED]
    found = Audit.objects.filter(subject__in=subjects).exclude(state__in=ended)
    return found.select_related("framework", "reviewer").order_by("pk")


def keepers_of(audit: Audit) -> list[str | int]:
    """Its reviewer."""
    return [audit.reviewer_id]
