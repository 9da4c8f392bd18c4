"""The page of the breakdown by equality characteristics. May: the quality assurance team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qa_portal.dashboards.insights import sees_insights
from qa_portal.figures.queries import Found, counted_at, figures_of
from qa_portal.figures.suppression import SMALLEST, suppressed
from qa_portal.frameworks.vocabulary import Grade

from .counts import CHARACTERISTICS, DRAWN, FINDINGS, NOT_DRAWN, SELECTION, whole_months

#: measure → what its columns are.
_COLUMNS = {
    SELECTION: {DRAWN: "Drawn", NOT_DRAWN: "In the pool, not drawn"},
    FINDINGS: {str(grade): grade.label for grade in Grade},
}
_CAPTIONS = {
    SELECTION: "Records in the pools of the cycles",
    FINDINGS: "Audits, by overall grade",
}


@dataclass(frozen=True)
class Table:
    """One table as it is shown: a hidden number is "Hidden"."""

    caption: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@require_safe
def breakdown(request: HttpRequest) -> HttpResponse:
    """Who was drawn and what was found, over the whole council: by parts of it, small numbers could be told."""
    if not sees_insights(request.user):
        raise Http404
    found = figures_of([SELECTION, FINDINGS])
    first, end = whole_months()
    context = {
        "as_of": counted_at([SELECTION, FINDINGS]),
        "parts": [
            (heading, [_table(measure, key, found.get(measure, ())) for measure in _COLUMNS])
            for key, (heading, _values) in CHARACTERISTICS.items()
        ],
        "first": first,
        "end": end,
        "smallest": SMALLEST,
    }
    return render(request, "audits/equality.html", context)


def _table(measure: str, characteristic: str, found: Iterable[Found]) -> Table:
    heading, values = CHARACTERISTICS[characteristic]
    numbers = Counter({(row.within, row.stands): row.number for row in found if row.along == characteristic})
    columns = _COLUMNS[measure]
    shown = [value for value in values if any(numbers[value, column] for column in columns)]
    cells = suppressed([[numbers[value, column] for column in columns] for value in shown]) if shown else []
    rows = zip([*(values[value] for value in shown), "All"], cells, strict=False)
    return Table(
        _CAPTIONS[measure],
        heading,
        (*columns.values(), "All"),
        tuple((label, tuple("Hidden" if n is None else f"{n:,}" for n in row)) for label, row in rows),
    )
