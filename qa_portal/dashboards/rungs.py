"""Overdue work by the rung that its alerts have climbed to (LEE-02): counted regularly, shown on the dashboard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qa_portal import clock
from qa_portal.charts.shapes import BarRow, Bars, Part
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.plan import Occasion
from qa_portal.figures.measures import AN_HOUR, Measure, Row, register_measure
from qa_portal.people.roles import LINE_OF_MANAGEMENT, LINE_OF_QUALITY, Role

from .insights import WORK, Asked, Insight, register_insight, some
from .workload import open_work

OVERDUE_BY_RUNG = "work.overdue_by_rung"

_MANAGEMENT, _QUALITY = ([str(role) for role in line] for line in (LINE_OF_MANAGEMENT, LINE_OF_QUALITY))
_RELATIONS = {"practitioner": "Social worker", "iro": Role.IRO.label, "cp_chair": Role.CP_CHAIR.label}


def count_overdue_by_rung() -> Iterator[Row]:
    """Each overdue deadline under whoever was told of it last, in a role; under its holder while nobody above was."""
    now = clock.now()
    late = open_work().filter(due_at__lt=now).select_related("subject").order_by()
    late = late.only("plan", "parties", "owner", "due_at", "subject__team")
    numbers = Counter((each.subject.team_id, rung_of(each)) for each in late.iterator(chunk_size=2000))
    for (team, rung), number in numbers.items():
        yield Row(number, team=team, along=rung)


def rung_of(deadline: Deadline) -> str:
    """The role that the last alert until now went up to, in words; the holder's own before any went to one above.

    An alert that goes up two lines stands under the line of management.
    """
    now, found = clock.now(), deadline.owner
    for occasion in map(Occasion.from_json, deadline.plan):
        if occasion.is_late and occasion.at <= now:
            told = [str(deadline.parties.get(word, word)) for word in occasion.tell]
            for line in (_MANAGEMENT, _QUALITY):
                if up := [role for role in line if role in told]:
                    found = up[-1]
                    break
    return Role(found).label if found in Role.values else _RELATIONS.get(found, "Somebody named")


def chart_of_rungs(asked: Asked) -> Bars:
    """The roles of the line, those with most of it first."""
    rows = sorted(asked.of(OVERDUE_BY_RUNG), key=lambda row: (-row.number, row.along))
    late = sum(row.number for row in rows)
    come = some(rows[0].number, "of them has", "of them have") if late else ""
    point = f"{late:,} overdue: {come} come to the {rows[0].along}" if late else "Nothing is overdue"
    bars = tuple(
        BarRow(row.along, (row.number,), (asked.url("workload_list", stands="overdue"),)) for row in rows
    )
    about = "Overdue work, by the highest rung that was told of it"
    return Bars("rungs", point, about, "Rung", (Part("Overdue", "bad"),), bars)


def register_rungs() -> None:
    """Have it counted and shown; called when the dashboards load."""
    register_measure(Measure(OVERDUE_BY_RUNG, count_overdue_by_rung, every=AN_HOUR))
    register_insight(Insight(OVERDUE_BY_RUNG, WORK, 30, (OVERDUE_BY_RUNG,), chart_of_rungs))
