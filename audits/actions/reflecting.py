"""The reflective conversation that was offered with the return: whether it took place (MER-03)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.loop.rules import may_record_reflection
from audits.models import Audit, Reflection
from qa_portal import clock
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay, lock


def record_reflection(
    audit: Audit, *, by: Any, took_place: bool, held_on: dt.date | None = None, words: str = ""
) -> Reflection:
    """Record what became of the offer: held on a day, or not taken up. Recorded again it is put right, and the record
    before stays in its history.

    Raises NotYours, NotNow before the return and once the loop is closed, StandsInTheWay without the day.
    """
    if took_place and (held_on is None or held_on > clock.today()):
        raise StandsInTheWay([Blocker("Enter the day on which it was held.", "#id_held_on")])
    with act("record_reflection", by=by):
        audit = lock(audit)
        if not may_record_reflection(by, audit):
            raise NotYours("This is recorded by the practitioner, or by a manager of the team.")
        if audit.returned_at is None:
            raise NotNow("It hasn’t been returned to the team yet.")
        if audit.is_over:
            raise NotNow("The loop is closed, so nothing more can be added.")
        reflection = audit.reflections.first() or Reflection(audit=audit)
        reflection.took_place, reflection.held_on = took_place, held_on if took_place else None
        reflection.words = words.strip()
        reflection.recorded_at, reflection.recorded_by = clock.now(), by
        reflection.save()
    return reflection
