"""Thematic reviews as a person may see them, and what their cases have come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from audits.models import Audit, ThematicCase, ThematicReview
from qa_portal.people.directory import directory


def visible_to(user: Any) -> QuerySet[ThematicReview]:
    """The quality assurance team sees all; whoever leads one, that one."""
    book = directory()
    if book.is_quality_team(user.pk):
        return ThematicReview.objects.all()
    return ThematicReview.objects.filter(activity__lead__in=book.acts_for(user.pk))


@dataclass(frozen=True)
class Parts:
    """The three parts of a case, in words: the file review, the discussion with the worker, the family (KNO-07)."""

    file: str
    discussion: str
    family: str
    is_complete: bool
    to_inform: int
    informed: int


def cases_of(review: ThematicReview) -> list[ThematicCase]:
    """The cases with their audits, their voices counted; one query."""
    heard = Q(audit__voices__recorded_at__isnull=False)
    found = review.cases.select_related("subject", "first", "second", "audit__framework").annotate(
        heard=Count("audit__voices", filter=heard, distinct=True),
        informed=Count(
            "audit__voices", filter=heard & Q(audit__voices__letter_sent_on__isnull=False), distinct=True
        ),
    )
    return list(found.order_by("pk"))


def parts_of(case: Any) -> Parts:
    """How far the three parts of a case are (one that ``cases_of`` gave)."""
    audit: Audit | None = case.audit
    if audit is None:
        return Parts("Not begun", "", "", False, 0, 0)
    if audit.state == Audit.State.WITHDRAWN:
        return Parts(f"Taken out: {audit.withdrawn_because}", "", "", False, 0, 0)
    file = "Reviewed" if audit.submitted_at else audit.get_state_display()
    discussion = "Still to be held"
    if audit.conversation_held_on:
        discussion = "Held"
    elif audit.conversation_why_not:
        discussion = f"Not held: {audit.conversation_why_not}"
    family = "Still to be contacted"
    if case.heard:
        family = "Heard, and informed" if case.informed == case.heard else "Heard, still to be informed"
    elif audit.family_why_not:
        family = f"Not contacted: {audit.family_why_not}"
    return Parts(file, discussion, family, audit.submitted_at is not None, case.heard, case.informed)


def of_case(user: Any) -> Q:
    """Changes of a case are for the quality assurance team: who is of a pair isn't everybody's to know."""
    return Q() if directory().is_quality_team(user.pk) else Q(pk__in=[])


def is_being_written(case: Any) -> bool:
    """Whether its file review isn't complete, and still to come."""
    audit = case.audit
    return audit is not None and audit.submitted_at is None and audit.state != Audit.State.WITHDRAWN
