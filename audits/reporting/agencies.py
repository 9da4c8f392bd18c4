"""The agencies that audit together: what each completed, against how many it completes at least (KNO-13, KNO-21)."""

from __future__ import annotations

from audits.cycles.agencies import by_agency
from audits.models import Cycle
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line
from qa_portal.reporting.kinds import Scope


def agencies_part(scope: Scope) -> Gathered | None:
    """The cycles of the period whose procedure names agencies; None where there are none, so that a main monthly report
    holds it exactly where such a service belongs to it."""
    cycles = Cycle.objects.filter(
        team__in=scope.teams, month__gte=scope.first, month__lte=scope.last, sent_at__isnull=False
    )
    grids, shortfall = [], 0
    for cycle in cycles.select_related("team", "framework").order_by("month", "pk"):
        agencies = by_agency(cycle, scope.ends)
        if not agencies:
            continue
        shortfall += sum(agency.shortfall for agency in agencies)
        grids.append(
            Grid(
                f"agencies_{cycle.pk}",
                f"{cycle.team}, {cycle.month:%B %Y}: audits by agency",
                "Agency",
                ("Allocated", "Completed", "To complete at least", "Shortfall"),
                tuple(
                    Line(each.label, (each.allocated, each.completed, each.at_least, each.shortfall))
                    for each in agencies
                ),
            )
        )
    if not grids:
        return None
    return Gathered(
        figures=(Figure("shortfall", "Audits short of what was agreed", shortfall),), grids=tuple(grids)
    )
