"""The two measures of the dispute process, kept apart: answered in time, and resolved in time (LAW-07).

Counted by the database. Both go by the *first* due date: an agreed extension is still counted late (LAW-06).
"""

from __future__ import annotations

import datetime as dt
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
    return _measured(disputes, clock.now())


def measures_between(disputes: QuerySet[Dispute], since: dt.datetime, until: dt.datetime) -> Measures:
    """Both measures over what was decided from ``since`` until before ``until``: on the day it was done where that was
    in time, else on the day on which its first date passed. So each counts in one period, and in no other."""
    when = Q(IN_TIME, met_at__gte=since, met_at__lt=until) | (
        ~IN_TIME & Q(first_due_at__gte=since, first_due_at__lt=until)
    )
    return _measured(disputes, until, when)


def _measured(disputes: QuerySet[Dispute], now: dt.datetime, when: Q | None = None) -> Measures:
    pks = disputes.order_by().values("pk")
    stages = DisputeStage.objects.filter(dispute__in=pks).order_by().values("pk")
    clocks = answers() & Q(about_id__in=stages) | caps() & Q(about_id__in=pks)
    counted = Deadline.objects.filter(clocks, when or Q()).aggregate(
        answered=Count("pk", filter=Q(kind=ANSWER) & IN_TIME),
        to_answer=Count("pk", filter=Q(kind=ANSWER) & decided_by(now)),
        resolved=Count("pk", filter=Q(kind=CAP) & IN_TIME),
        to_resolve=Count("pk", filter=Q(kind=CAP) & decided_by(now)),
    )
    return Measures(
        Measure(counted["answered"], counted["to_answer"]),
        Measure(counted["resolved"], counted["to_resolve"]),
    )


ANSWER, CAP = "stage_answer", "dispute_cap"
#: It was done by its first date.
IN_TIME = Q(met_at__lte=F("first_due_at"))


def decided_by(now: dt.datetime) -> Q:
    """Its time is decided: done; given up after the first date; or still open after it."""
    return (
        Q(met_at__isnull=False)
        | Q(cancelled_at__gt=F("first_due_at"))
        | Q(cancelled_at__isnull=True, first_due_at__lt=now)
    )


def answers() -> Q:
    """The clocks of what managers are asked to answer."""
    return Q(kind=ANSWER, about_type=ContentType.objects.get_for_model(DisputeStage).pk)


def caps() -> Q:
    """The clocks over all stages of a dispute: of one that was reopened, the last."""
    about_type = ContentType.objects.get_for_model(Dispute).pk
    return Q(kind=CAP, about_type=about_type, pk=_newest_of_its_kind())


def _newest_of_its_kind() -> Subquery:
    same = Deadline.objects.filter(
        kind=OuterRef("kind"), about_type=OuterRef("about_type"), about_id=OuterRef("about_id")
    )
    return Subquery(same.order_by().values("about_id").annotate(newest=Max("pk")).values("newest"))
