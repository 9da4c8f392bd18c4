"""The assessment service: a cycle of collaborative reviews half-way, beside those of the two other procedures."""

from __future__ import annotations

import datetime as dt

from audits.actions.reflecting import record_reflection
from audits.actions.replacing import return_allocation
from audits.demo import cycles, writing
from audits.models import Audit
from qa_portal import clock
from qa_portal.demo.story import Story

SERVICE = "Demo Assessment Service"
CASES = 4


def tell(story: Story) -> None:
    """Sent on the first working morning: one is back with its team, one half written, one given back by its reviewer,
    the others wait."""
    audits, later = cycles.sent(story, SERVICE, focus="Seeing and hearing the child", size=CASES)
    for audit, place in zip(audits, (_back, _half, _given_back), strict=False):
        place(story, audit, later)


def _back(story: Story, audit: Audit, later: dt.datetime) -> None:
    with writing.standing(story, 8, "11:00", later):
        audit = writing.completed(audit, "good")
    with writing.standing(story, 7, "11:00", later):
        audit = writing.returned(story, audit)
    with writing.standing(story, 4, "11:00", later):
        record_reflection(
            audit,
            by=audit.practitioner,
            took_place=True,
            held_on=clock.today(),
            words="What we know of her days comes from school. Next time we ask her first.",
        )


def _half(story: Story, audit: Audit, later: dt.datetime) -> None:
    with writing.standing(story, 1, "11:00", later):
        writing.written(audit, "requires_improvement", half=True)


def _given_back(story: Story, audit: Audit, later: dt.datetime) -> None:
    with writing.standing(story, 1, "16:00", later):
        return_allocation(
            audit.requests.get(), by=audit.reviewer, note="I worked with this family until the spring."
        )
