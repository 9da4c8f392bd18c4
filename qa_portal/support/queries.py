"""Requests for support as a person may see them, and as they are counted (MER-24)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from statistics import median
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.people.directory import directory
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line
from qa_portal.reporting.kinds import Scope

from .models import SupportRequest
from .rules import sees_queue

State = SupportRequest.State
WAITING = (State.ASKED, State.TAKEN)


def visible_to(user: Any) -> QuerySet[SupportRequest]:
    """The quality assurance team sees all; everybody else what they asked for, or those whom they cover."""
    if sees_queue(user):
        return SupportRequest.objects.all()
    return SupportRequest.objects.filter(asked_by__in=directory().acts_for(user.pk))


def requests_found(user: Any, state: str | None, kind: str | None) -> QuerySet[SupportRequest]:
    """Those that the filters leave: those that wait first, the soonest due first, then the latest asked.

    Without a state, for whoever sees the queue, those that wait; for whoever asked, all.
    """
    found = visible_to(user)
    if state == "overdue":
        found = found.filter(state__in=WAITING, due_on__lt=clock.today())
    elif state == "waiting" or (state is None and sees_queue(user)):
        found = found.filter(state__in=WAITING)
    elif state not in (None, "all"):
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    waits = Case(When(state__in=WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = found.annotate(over=waits).order_by("over", "due_on", "pk")
    return found.select_related("team", "asked_by", "taken_by")


def counted_now(user: Any) -> dict[str, int]:
    """How many wait, how many of them are overdue, how many were answered this year; one query."""
    year = clock.at_london(clock.today().replace(month=1, day=1), dt.time(0))
    waits = Q(state__in=WAITING)
    return visible_to(user).aggregate(
        waiting=Count("pk", filter=waits),
        overdue=Count("pk", filter=waits & Q(due_on__lt=clock.today())),
        answered=Count("pk", filter=Q(answered_at__gte=year)),
    )


def support_part(scope: Scope) -> Gathered | None:
    """Requests for support in a period: asked, answered, in time, waiting at its end; None where there were none."""
    until = scope.ends
    of_service = SupportRequest.objects.filter(team__in=scope.teams, asked_at__lt=until)
    asked = of_service.filter(asked_at__gte=scope.begins)
    answered = list(
        of_service.filter(answered_at__gte=scope.begins, answered_at__lt=until).values_list(
            "asked_at", "answered_at", "due_on"
        )
    )
    over = Q(answered_at__lt=until) | Q(withdrawn_at__lt=until)
    waiting = of_service.exclude(over).count()
    kinds = Counter(asked.order_by().values_list("kind", flat=True))
    if not kinds and not answered and not waiting:
        return None
    calendar = current_calendar()
    took = [
        calendar.working_days_between(clock.london_date(first), clock.london_date(last))
        for first, last, _due in answered
    ]
    in_time = sum(1 for _first, last, due in answered if clock.london_date(last) <= due)
    return Gathered(
        figures=(
            Figure("support_asked", "Requests for support", sum(kinds.values())),
            Figure("support_answered", "Answered", len(answered)),
            Figure("support_in_time", "Answered in time", in_time, len(answered)),
            Figure(
                "support_took",
                "Median time to the answer",
                median(took) if took else None,
                unit="working days",
            ),
            Figure("support_waiting", "Waiting at the end of the period", waiting),
        ),
        grids=(
            Grid(
                "support_by_kind",
                "Requests for support, by what was asked for",
                "Asked for",
                ("Requests",),
                tuple(Line(label, (kinds[key],)) for key, label in SupportRequest.Kind.choices if kinds[key]),
            ),
        ),
    )
