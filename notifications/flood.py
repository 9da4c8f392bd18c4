"""The flood hold: a sweep that would alert far too many at once first asks the administrators.

More than fifty alerts that are also more than a fifth of all open deadlines mean, as a rule, a wrong clock or
calendar. The sweep holds itself, tells the administrators once, and goes on after an hour unless one of them stops
it: telling too many is better than telling nobody. What was released goes on until nothing is left of the flood,
over as many sweeps as that takes; a flood that goes away by itself (the clock was put right) ends its hold.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from qa_portal.deadlines.models import Deadline

from .models import HOLD, SweepState
from .notices import tell_of_held_sweep

#: Fewer alerts than this never are a flood.
FEWEST = 50

#: A flood is more than one in this many of all open deadlines.
ONE_IN = 5


def due(now: dt.datetime) -> QuerySet[Deadline]:
    """The deadlines about which something is to be said at ``now``."""
    return Deadline.objects.filter(next_at__isnull=False, next_at__lte=now, set_aside_at__isnull=True)


def flood_at(now: dt.datetime) -> int:
    """How many alerts a sweep at ``now`` would raise, if that is a flood; else 0.

    Counts no more rows than it takes to know, so that a million open deadlines cost no more than a thousand.
    """
    alerts = due(now).filter(due_at__lte=now).count()
    if alerts <= FEWEST:
        return 0
    enough = alerts * ONE_IN
    still_open = (
        Deadline.objects.filter(met_at=None, cancelled_at=None).order_by().values("pk")[:enough].count()
    )
    return alerts if still_open < enough else 0


def may_go_on(now: dt.datetime) -> bool:
    """Whether the sweep may raise its alerts now; holds it, and tells the administrators, when it is a flood."""
    alerts = 0 if settings.DEMO else flood_at(now)
    if not alerts:
        end_hold()
        return True
    state = SweepState.objects.get(pk=1)
    if state.held_since is None:
        _hold(alerts, now)
        return False
    return state.stopped_at is None and state.release_at is not None and state.release_at <= now


def end_hold() -> None:
    """Forget a hold whose flood is over."""
    SweepState.objects.filter(pk=1, held_since__isnull=False).update(
        held_since=None, held_alerts=0, release_at=None, stopped_at=None, stopped_by=None
    )


def _hold(alerts: int, now: dt.datetime) -> None:
    with transaction.atomic():
        held = SweepState.objects.filter(pk=1, held_since=None).update(
            held_since=now, held_alerts=alerts, release_at=now + HOLD, stopped_at=None, stopped_by=None
        )
        if held:
            tell_of_held_sweep(number=alerts, since=now, until=now + HOLD)
