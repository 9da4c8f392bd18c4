"""How far each agency of a cycle has got, where several audit: completed, against how many each completes at least."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from audits.models import Audit, Cycle


@dataclass(frozen=True)
class AgencyProgress:
    """One agency in one cycle."""

    label: str
    at_least: int
    allocated: int
    completed: int

    @property
    def shortfall(self) -> int:
        """How many it still completes at least (KNO-13)."""
        return max(0, self.at_least - self.completed)


def label_of_agency(cycle: Cycle, key: str) -> str:
    """An agency in the procedure's words; "" for none."""
    return next((each.label for each in cycle.policy.selection.agencies if each.key == key), "")


def by_agency(cycle: Cycle, until: dt.datetime | None = None) -> tuple[AgencyProgress, ...]:
    """Each agency of the procedure with its audits of this cycle; () where it names none. Two queries.

    With ``until`` only what was completed before that counts as completed.
    """
    done = Q(submitted_at__isnull=False) if until is None else Q(submitted_at__lt=until)
    agencies = cycle.policy.selection.agencies
    if not agencies:
        return ()
    agency_of = dict(cycle.reviewers.exclude(agency="").values_list("person_id", "agency"))
    audits = Audit.objects.filter(cycle=cycle.pk).exclude(state=Audit.State.WITHDRAWN).order_by()
    counts = audits.values_list("reviewer_id").annotate(
        allocated=Count("pk"), completed=Count("pk", filter=done)
    )
    allocated, completed = dict.fromkeys(agency_of.values(), 0), dict.fromkeys(agency_of.values(), 0)
    for reviewer, number, finished in counts:
        if key := agency_of.get(reviewer):
            allocated[key] += number
            completed[key] += finished
    return tuple(
        AgencyProgress(each.label, each.at_least, allocated.get(each.key, 0), completed.get(each.key, 0))
        for each in agencies
    )
