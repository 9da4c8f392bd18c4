"""A cycle as a spreadsheet: a row for each of its audits that a person may see (LEE-18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery

from audits.counting import is_challenged
from audits.models import Audit, Cycle, Reflection
from audits.outcomes.rules import whose_work
from audits.queries import is_read_by, standing_of
from qa_portal.children.queries import visible_to
from qa_portal.children.rules import asker
from qa_portal.deadlines.models import Deadline
from qa_portal.people.roles import Role

HEADINGS = (
    "Record",
    "Team",
    "Practitioner",
    "Audited by",
    "In the role of",
    "Tool",
    "Re-audit",
    "Allocated on",
    "Due on",
    "Period from",
    "Period until",
    "Where it stands",
    "Conversation held on",
    "Completed on",
    "Grade after reading the record",
    "Overall grade",
    "Point",
    "Returned on",
    "Reflective conversation",
    "Closed on",
    "Why withdrawn",
)
#: What became of the reflective conversation that was offered, where anybody has said.
_REFLECTED = {True: "Held", False: "Not taken up"}
WIDTHS = (14, 26, 24, 24, 22, 28, 9, 18, 18, 18, 18, 26, 20, 18, 24, 22, 7, 18, 22, 18, 40)


def audits_of(cycle: Cycle, user: Any) -> QuerySet[Audit]:
    """The audits of a cycle on records that open to this person, each with when it is due."""
    found = Audit.objects.filter(cycle=cycle.pk, subject__in=visible_to(user))
    return with_due(found).order_by("reviewer__name", "pk")


def with_due(audits: QuerySet[Audit]) -> QuerySet[Audit]:
    """Audits with all that a row says of them: when each is due, and whether its grade is under challenge."""
    due = Deadline.objects.filter(
        about_type=ContentType.objects.get_for_model(Audit), about_id=OuterRef("pk"), kind="audit_complete"
    )
    reflected = Reflection.objects.filter(audit=OuterRef("pk"))
    return audits.select_related("subject", "team", "practitioner", "reviewer", "framework").annotate(
        due_at=Subquery(due.order_by("-pk").values("due_at")[:1]),
        is_challenged=is_challenged(),
        reflected=Subquery(reflected.values("took_place")[:1]),
    )


def rows_of(audits: QuerySet[Audit], user: Any) -> Iterator[tuple[Any, ...]]:
    """A row for each audit; its grades only for whoever may read it (before its return: reviewer and QA team).

    Whose work it was is told beside a grade to nobody but them and their line manager (WAL-23): a sheet can be sorted
    by a name.
    """
    who = asker(user)
    for audit in audits.iterator(chunk_size=1000):
        yield row_of(audit, may_read=is_read_by(who, audit), whose=whose_work(user.pk, audit))


def row_of(audit: Audit, *, may_read: bool, whose: str) -> tuple[Any, ...]:
    """The row of one audit (from ``with_due``); ``whose`` work it was, "" where that isn't told.

    A grade under challenge isn't in it: whatever the sheet is summed up to must not count it (WAL-25).
    """
    counts = may_read and not audit.is_challenged
    return (
        audit.subject.reference,
        audit.team.name if audit.team else "",
        whose,
        audit.reviewer.name,
        Role(audit.reviewer_role).label if audit.reviewer_role in Role.values else "",
        audit.tool.title,
        audit.re_audit_of_id is not None,
        audit.allocated_at,
        audit.due_at,
        audit.period_from,
        audit.period_to,
        f"{standing_of(audit, may_read)}{', grade challenged' if audit.is_challenged else ''}",
        audit.conversation_held_on,
        audit.submitted_at,
        audit.in_words(audit.grade_before) if may_read else "",
        audit.in_words(audit.grade) if counts else "",
        audit.point if counts else None,
        audit.returned_at,
        _REFLECTED.get(audit.reflected, ""),
        audit.closed_at,
        audit.withdrawn_because,
    )
