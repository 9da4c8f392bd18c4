"""Which audits count: those that were returned, unless their grade is under challenge (WAL-25)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from audits.models import Audit, Challenge


def is_challenged() -> Exists:
    """Whether an audit's grade is under challenge: an expression over its row."""
    waiting = Challenge.objects.filter(audit=OuterRef("pk")).exclude(state=Challenge.State.RESOLVED)
    return Exists(waiting)


def that_counts() -> Q:
    """The condition under which an audit and its grade count."""
    return Q(state__in=[str(state) for state in Audit.COUNTED]) & ~Q(is_challenged())


def counted(audits: QuerySet[Audit]) -> QuerySet[Audit]:
    """Those of these audits that count: what every figure of grades is taken from."""
    return audits.filter(that_counts())
