"""The rolling plan's part of the Insights dashboard: actions by priority, as each stands (KNO-06, MER-07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Q

from qa_portal import clock
from qa_portal.charts.shapes import BarRow, Bars, Part
from qa_portal.dashboards.insights import WORK, Asked, Insight, register_insight, some
from qa_portal.figures.measures import Measure, Row, register_measure

from .models import Action

ACTIONS = "plan.actions"
_STANDS = ("overdue", "open", "done")
_PARTS = (Part("Overdue", "bad"), Part("To be done", "quiet"), Part("Done, to be verified", "light"))


def count_actions() -> Iterator[Row]:
    """The unfinished actions by team and priority: overdue, to be done, to be verified."""
    is_late = Q(state=Action.State.OPEN, due_on__lt=clock.today())
    grouped = (
        Action.objects.filter(state__in=[Action.State.OPEN, Action.State.DONE])
        .order_by()
        .values_list("subject__team", "priority")
        .annotate(
            overdue=Count("pk", filter=is_late),
            open=Count("pk", filter=Q(state=Action.State.OPEN) & ~is_late),
            done=Count("pk", filter=Q(state=Action.State.DONE)),
        )
    )
    for team, priority, *numbers in grouped:
        for stands, number in zip(_STANDS, numbers, strict=True):
            if number:
                yield Row(number, team=team, along=priority, stands=stands)


def chart_of_actions(asked: Asked) -> Bars:
    """By priority, the most pressing first; each part leads to the plan, filtered."""
    numbers: Counter[tuple[str, str]] = Counter()
    for row in asked.of(ACTIONS):
        numbers[row.along, row.stands] += row.number
    to_be_done = {"state": "open", "due_from": f"{clock.today():%d/%m/%Y}"}
    filters = ({"due": "overdue"}, to_be_done, {"state": "done"})
    rows = tuple(
        BarRow(
            priority.label,
            tuple(numbers[priority, stands] for stands in _STANDS),
            tuple(asked.url("plan", priority=priority.value, **each) for each in filters),
        )
        for priority in Action.Priority
    )
    late, number = sum(row.values[0] for row in rows), sum(row.total for row in rows)
    of = some(number, "unfinished action", "unfinished actions")
    point = (
        f"{late:,} of {of} {'is' if late == 1 else 'are'} overdue" if number else "No action is unfinished"
    )
    return Bars("actions", point, "Unfinished actions, by priority", "Priority", _PARTS, rows)


def register_plan_insights() -> None:
    """Have it counted and shown; called when the plan loads."""
    register_measure(Measure(ACTIONS, count_actions))
    register_insight(Insight(ACTIONS, WORK, 10, (ACTIONS,), chart_of_actions))
