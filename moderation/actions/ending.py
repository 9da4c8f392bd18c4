"""What isn't moderated at a panel: carried over or taken off; the end of a panel, with its minutes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from moderation.models import Moderation, Panel
from moderation.queries import still_before
from qa_portal.trail.acts import act
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step, take_step_by_time

from .agreeing import leave_waiting


def carry_over(item: Moderation, *, by: Any, reason: str, seen_version: int | None = None) -> Moderation:
    """Leave an audit to the next panel, with the reason. Raises as ``take_step``; StandsInTheWay without it."""
    return _leave(item, "carry_over", by=by, reason=reason, seen_version=seen_version)


def take_off(item: Moderation, *, by: Any, reason: str, seen_version: int | None = None) -> Moderation:
    """Take an audit off the agenda for good, with the reason: one that must be moderated before its return waits for
    the next panel all the same. Raises as ``take_step``; StandsInTheWay without the reason."""
    return _leave(item, "take_off", by=by, reason=reason, seen_version=seen_version)


def _leave(item: Moderation, step: str, *, by: Any, reason: str, seen_version: int | None) -> Moderation:
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say why.", "#id_reason")])
    with transaction.atomic():
        item = take_step(item, step, by=by, reason=reason.strip(), seen_version=seen_version)
        leave_waiting(item, reason.strip())
    return item


def carry_over_all(panel: Panel, *, reason: str) -> int:
    """Carry over what a panel still has before it; give how many. Belongs in its end's transaction."""
    waiting = still_before(panel)
    for item in waiting:
        item = take_step_by_time(item, "carry_over", reason=reason)
        leave_waiting(item, reason)
    return len(waiting)


def end_panel(
    panel: Panel, *, by: Any, minutes: str, attended: Collection[int] = (), seen_version: int | None = None
) -> Panel:
    """End a panel with its minutes and who took part (members, by their keys); what it didn't reach is carried over.
    Raises as ``take_step``; StandsInTheWay without minutes."""
    if not minutes.strip():
        raise StandsInTheWay(
            [Blocker("Write the minutes: themes, what was decided, what is to follow.", "#id_minutes")]
        )
    with transaction.atomic(), act("end_panel", by=by):
        panel = take_step(panel, "end", by=by, seen_version=seen_version, minutes=minutes.strip())
        for member in panel.members.all():
            member.attended = member.pk in attended
            member.save(update_fields=["attended"])
        carry_over_all(panel, reason="The panel ended before it was reached.")
    return panel
