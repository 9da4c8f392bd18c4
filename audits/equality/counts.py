"""Who was drawn, and what was found, by the characteristics that records hold: counted once a day (KNO-24).

Whole months alone, so that what is shown doesn't change from one day to the next by one child.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from audits.counting import counted
from audits.models import Audit, Cycle, Draw, DrawLine
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.dashboards.insights import months_until
from qa_portal.figures.measures import Measure, Row, register_measure

SELECTION, FINDINGS = "equality.selection", "equality.findings"
DRAWN, NOT_DRAWN = "drawn", "not_drawn"

#: The bands of age, in years, as the statistics of looked-after children have them.
_BANDS = (
    ("under_1", "Under 1", 1),
    ("1_to_4", "1 to 4", 5),
    ("5_to_9", "5 to 9", 10),
    ("10_to_15", "10 to 15", 16),
    ("16_to_17", "16 to 17", 18),
)
_NOT_RECORDED = "Not recorded"
#: characteristic → its heading and the words of its values, in their order.
CHARACTERISTICS: dict[str, tuple[str, dict[str, str]]] = {
    "age": ("Age", {**{key: words for key, words, _ in _BANDS}, "18_up": "18 and over", "": _NOT_RECORDED}),
    "sex": ("Sex", {**dict(Subject.Sex.choices), "": _NOT_RECORDED}),
    "ethnicity": ("Ethnicity", {**dict(Subject.Ethnicity.choices), "": _NOT_RECORDED}),
    "disability": ("Disability", {**dict(Subject.Disability.choices), "": _NOT_RECORDED}),
}
#: Of how many whole months, up to the last one that is over.
MONTHS = 12


def whole_months() -> tuple[dt.date, dt.date]:
    """The first day of the months that are counted, and the day after their last."""
    months = months_until(clock.today(), MONTHS + 1)
    return months[0], months[-1]


def count_selection() -> Iterator[Row]:
    """The records of the pools that cycles were drawn from: drawn, or not drawn."""
    first, end = whole_months()
    cycles = Cycle.objects.filter(
        month__gte=first, month__lt=end, state__in=[Cycle.State.SENT, Cycle.State.CLOSED]
    )
    later = Draw.objects.filter(cycle=OuterRef("cycle"), number__gt=OuterRef("number"))
    draws = Draw.objects.filter(~Exists(later.order_by()), cycle__in=cycles)
    lines = DrawLine.objects.filter(draw__in=draws, fate__in=[DrawLine.Fate.DRAWN, DrawLine.Fate.NOT_DRAWN])
    return _by_each(SELECTION, lines, "fate")


def count_findings() -> Iterator[Row]:
    """The overall grades of audits that count (WAL-25)."""
    first, end = (clock.at_london(day, dt.time(0)) for day in whole_months())
    audits = counted(Audit.objects.filter(returned_at__gte=first, returned_at__lt=end)).exclude(grade="")
    return _by_each(FINDINGS, audits, "grade")


def _by_each(measure: str, rows: QuerySet, stands: str) -> Iterator[Row]:
    for characteristic in CHARACTERISTICS:
        value = _age() if characteristic == "age" else F(f"subject__{characteristic}")
        grouped = rows.order_by().annotate(value=value).values_list("value", stands)
        for within, standing, number in grouped.annotate(number=Count("pk")):
            yield Row(number, along=characteristic, within=within, stands=standing)


def _age() -> Any:
    """The band of age on the first day after the months that are counted."""
    _, end = whole_months()
    bands = [
        When(subject__date_of_birth__gt=end.replace(year=end.year - years), then=Value(key))
        for key, _words, years in _BANDS
    ]
    return Case(
        When(Q(subject__date_of_birth=None), then=Value("")),
        *bands,
        default=Value("18_up"),
        output_field=CharField(),
    )


def register_equality() -> None:
    """Have it counted; called when the app loads."""
    for key, count in ((SELECTION, count_selection), (FINDINGS, count_findings)):
        register_measure(Measure(key, count, every=dt.timedelta(days=1)))
