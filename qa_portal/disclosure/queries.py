"""The subject access requests that a person may see, and what a page of one needs."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from qa_portal.children.queries import visible_to as records_visible_to

from .models import AccessItem, AccessRequest

OPEN = (AccessRequest.State.GATHERING, AccessRequest.State.REVIEW)


def requests_found(user: Any, state: str | None) -> QuerySet[AccessRequest]:
    """Those on records that open to this person, the soonest due first; without a state, those that are open."""
    found = AccessRequest.objects.filter(subject__in=records_visible_to(user))
    if state != "all":
        found = found.filter(state__in=[state] if state else OPEN)
    return found.select_related("subject").order_by("due_on", "pk")


def items_shown(request: AccessRequest, show: str) -> QuerySet[AccessItem]:
    """A request's items as filtered: all, those undecided, those that are marked, or those of one decision."""
    found = request.items.defer("said", "redacted").order_by("number")
    if show == "marked":
        return found.exclude(marks=[])
    return found.filter(decision=show) if show else found


def numbers_of(request: AccessRequest) -> dict[str, int]:
    """How many items there are, are undecided, and are undecided without a mark; one query."""
    undecided = Q(decision=AccessItem.Decision.UNDECIDED)
    return request.items.aggregate(
        all=Count("pk"),
        undecided=Count("pk", filter=undecided),
        plain=Count("pk", filter=undecided & Q(marks=[])),
    )
