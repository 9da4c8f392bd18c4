"""The two measures of the dispute process, kept apart: answered in time, and resolved in time (LAW-07).

Counted by the database. Both go by the *first* due date: an agreed extension is still counted late (LAW-06).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from disputes.models import Dispute, DisputeStage
from qa_portal import clock
from qa_portal.deadlines.models import Deadline


@dataclass(frozen=True)
class Measure:
    """So many of so many."""

    done: int
    of: int

    @property
    def percent(self) -> int | None:
        """The share in whole per cent; None of nothing."""
        return round(100 * self.done / self.of) if self.of else None

    @property
    def in_words(self) -> str:
        """ "12 of 15 (80%)"; says so where there is nothing to count."""
        return f"{self.done} of {self.of} ({self.percent}%)" if self.of else "None yet"


@dataclass(frozen=True)
class Measures:
    """The two measures over a set of disputes."""

    answered_in_time: Measure
    resolved_in_time: Measure


def measures_of(disputes: QuerySet[Dispute]) -> Measures:
    """Both measures over these disputes, in one query.

    *Answered in time*: of the requests to answer whose time is decided (answered, left unanswered, or past their first
    date), those answered by that date. One that was withdrawn while there was time counts neither way. *Resolved in
    time*: of the disputes that are closed or past their limit, those closed by it; one that was reopened counts once,
    by its last limit.
    """
    now = clock.now()
    pks = disputes.order_by().values("pk")
    stages = DisputeStage.objects.filter(dispute__in=pks).order_by().values("pk")
    stage_type, dispute_type = (ContentType.objects.get_for_model(m).pk for m in (DisputeStage, Dispute))
    answers = Q(kind="stage_answer", about_type=stage_type, about_id__in=stages)
    caps = Q(kind="dispute_cap", about_type=dispute_type, about_id__in=pks, pk=_newest_of_its_kind())
    in_time = Q(met_at__lte=F("first_due_at"))
    # Its time is decided: done; given up after the first date; or still open after it.
    decided = (
        Q(met_at__isnull=False)
        | Q(cancelled_at__gt=F("first_due_at"))
        | Q(cancelled_at__isnull=True, first_due_at__lt=now)
    )
    counted = Deadline.objects.filter(answers | caps).aggregate(
        answered=Count("pk", filter=Q(kind="stage_answer") & in_time),
        to_answer=Count("pk", filter=Q(kind="stage_answer") & decided),
        resolved=Count("pk", filter=Q(kind="dispute_cap") & in_time),
        to_resolve=Count("pk", filter=Q(kind="dispute_cap") & decided),
    )
    return Measures(
        Measure(counted["answered"], counted["to_answer"]),
        Measure(counted["resolved"], counted["to_resolve"]),
    )


def _newest_of_its_kind() -> Subquery:
    same = Deadline.objects.filter(
        kind=OuterRef("kind"), about_type=OuterRef("about_type"), about_id=OuterRef("about_id")
    )
    return Subquery(same.order_by().values("about_id").annotate(newest=Max("pk")).values("newest"))
