"""What still stands in the way of a cycle's steps (WAL-01, WAL-03, NEW-04)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audits.cycles.draws import latest_draw, shares_have_changed
from audits.models import Audit, DrawLine
from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.workflow.blockers import Blocker

#: States of an audit in which something of its cycle is outstanding.
OUTSTANDING = (
    Audit.State.ALLOCATED,
    Audit.State.BEGUN,
    Audit.State.SENT_BACK,
    Audit.State.SUBMITTED,
    Audit.State.TO_MODERATE,
    Audit.State.ACCEPTED,
)


def blockers_to_draw(cycle: Any) -> list[Blocker]:
    """Somebody must audit, and the month must not be over."""
    found = _month_is_over(cycle)
    if not cycle.reviewers.filter(share__gt=0).exists():
        found.append(
            Blocker(
                "Nobody audits in it yet: give somebody a share.", reverse("cycle_reviewers", args=[cycle.pk])
            )
        )
    return found


def blockers_to_send(cycle: Any) -> list[Blocker]:
    """Allocations go out from the first working day on, as they were drawn (WAL-03)."""
    found = _month_is_over(cycle)
    if clock.today() < cycle.begins_on:
        found.append(
            Blocker(
                f"Allocations go out on the first working day of the month, {weekday_date(cycle.begins_on)}. "
                "Until then it can be drawn again."
            )
        )
    drawn = latest_draw(cycle)
    if drawn is None:
        return found
    again = reverse("cycle_draw", args=[cycle.pk])
    if not drawn.lines.filter(fate=DrawLine.Fate.DRAWN).exists():
        found.append(Blocker("No case could be drawn. Mend what stood in the way, and draw again.", again))
    elif shares_have_changed(cycle, drawn):
        found.append(Blocker("Who audits how many has changed since the draw. Draw again.", again))
    return found


def blockers_to_close_cycle(cycle: Any) -> list[Blocker]:
    """Nothing of it is outstanding: each audit is back with its team, withdrawn, or due in the next cycle."""
    number = cycle.audits.filter(state__in=OUTSTANDING).count()
    if not number:
        return []
    verb = "audit isn’t" if number == 1 else "audits aren’t"
    return [Blocker(f"{number} {verb} back with the team yet.", f"{cycle.get_absolute_url()}#audits")]


def _month_is_over(cycle: Any) -> list[Blocker]:
    if clock.today() <= cycle.ends_on:
        return []
    return [Blocker(f"Its month was over on {weekday_date(cycle.ends_on)}. Open another for a later month.")]
