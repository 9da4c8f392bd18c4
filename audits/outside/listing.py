"""The list of issues with other agencies that wait for a reply, or had one: what a person may see of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import F, OuterRef, Subquery

from audits.models import OutsideIssue
from audits.queries import readable_by
from qa_portal import clock
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import asker
from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.models import Deadline
from qa_portal.reading.giving import type_of

#: What the list can be narrowed to.
WAITING, OVERDUE = "waiting", "overdue"


def page_of_issues(user: Any, which: str, asked_for: str | None) -> Page:
    """A page of the issues on records that open to a person, of audits that they read: overdue first, then by when the
    reply is due, then the newest. Each has ``due_at`` (None without a clock) and ``is_overdue``."""
    who, now = asker(user), clock.now()
    due = Deadline.objects.filter(
        about_type=type_of(OutsideIssue), about_id=OuterRef("pk"), met_at=None, cancelled_at=None
    )
    found = (
        OutsideIssue.objects.filter(readable_by(who, "audit__"), audit__subject__in=seen_by(who))
        .annotate(due_at=Subquery(due.order_by().values("due_at")[:1]))
        .select_related("audit__subject", "audit__framework", "audit__team")
    )
    if which in (WAITING, OVERDUE):
        found = found.filter(state=OutsideIssue.State.SENT)
    if which == OVERDUE:
        found = found.filter(due_at__lt=now)
    page = LongList(found.order_by(F("due_at").asc(nulls_last=True), "-pk")).get_page(asked_for)
    for issue in page.object_list:
        issue.is_overdue = issue.due_at is not None and issue.due_at < now
    return page
