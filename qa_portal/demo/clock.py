"""How far the demonstration's clock runs ahead of real time: a stored offset that only ever grows."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.cache import caches
from django.db.utils import OperationalError, ProgrammingError
from django.utils import timezone

from qa_portal import clock

from .models import DemoClock

_KEY = "demo-clock-offset"


def move_demo_clock_to(moment: dt.datetime) -> dt.timedelta:
    """Move the demonstration's clock forward to a moment; give the new offset from real time.

    Raises ValueError outside the demonstration, and for a moment that is already past: rows are never
    shifted, so a clock that went back would contradict what is recorded.
    """
    if not settings.DEMO:
        raise ValueError("Only the demonstration can move its clock.")
    if moment < clock.now():
        raise ValueError("The demonstration's clock only goes forward.")
    offset = moment - timezone.now()
    DemoClock.objects.update_or_create(pk=1, defaults={"offset": offset})
    caches["local"].delete(_KEY)
    return offset


def ahead_of_real_time() -> dt.timedelta:
    """The stored offset, kept for one second so that a page doesn't ask at each row; nothing outside the demo."""
    if not settings.DEMO:
        return dt.timedelta()
    offset = caches["local"].get(_KEY)
    if offset is None:
        try:
            stored = DemoClock.objects.filter(pk=1).values_list("offset", flat=True).first()
        except (OperationalError, ProgrammingError):  # before the first migration Django's checks ask already
            return dt.timedelta()
        offset = stored or dt.timedelta()
        caches["local"].set(_KEY, offset, 1)
    return offset
