"""The figures that are kept, summed as a page asks: one query for all that it shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet, Sum

from .models import Counted, Figure


class Found(NamedTuple):
    """A figure over all teams that were asked for."""

    month: dt.date | None
    along: str
    within: str
    stands: str
    number: int
    out_of: int


def figures_of(
    measures: Iterable[str], *, teams: Collection[int] | None = None, since: dt.date | None = None
) -> dict[str, list[Found]]:
    """The figures of these measures, summed over ``teams`` (None: all), of months from ``since`` on; one query."""
    rows = kept(measures, teams)
    if since is not None:
        rows = rows.filter(Q(month=None) | Q(month__gte=since))
    shown = ("measure", "month", "along", "within", "stands")
    found: dict[str, list[Found]] = defaultdict(list)
    for measure, *rest in (
        rows.values_list(*shown).annotate(n=Sum("number"), of=Sum("out_of")).order_by(*shown)
    ):
        found[measure].append(Found(*rest))
    return found


def kept(measures: Iterable[str], teams: Collection[int] | None = None) -> QuerySet[Figure]:
    """The rows of these measures, of these teams (None: all), in no order."""
    rows = Figure.objects.filter(measure__in=list(measures)).order_by()
    return rows if teams is None else rows.filter(team__in=teams)


def counted_at(measures: Iterable[str]) -> dt.datetime | None:
    """As of when these figures are, the oldest of them; None where none has been counted yet."""
    return Counted.objects.filter(measure__in=list(measures)).aggregate(oldest=Min("as_of"))["oldest"]
