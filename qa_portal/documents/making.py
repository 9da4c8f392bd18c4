"""How a worker makes something once: claimed by one UPDATE whose row count decides, set apart after three tries.

The rows have ``state``, ``next_try_at``, ``attempts`` and ``last_error``: papers of a record, files of a report.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F

from qa_portal import clock

#: How often the making of one thing is tried before it is set apart.
TRIES = 3

#: How long a worker may take over one before another may try.
CLAIM = dt.timedelta(minutes=5)


def claim(rows: type[models.Model], pk: int) -> bool:
    """Claim what is to be made for a few minutes; False when another worker has it."""
    now = clock.now()
    waiting = rows._base_manager.filter(pk=pk, state="pending", next_try_at__lte=now)
    return bool(waiting.update(next_try_at=now + CLAIM))


def count_failure(rows: type[models.Model], pk: int, error: Exception) -> None:
    """Count a try that failed; after the last it is set apart, for people to look at."""
    waiting = rows._base_manager.filter(pk=pk, state="pending")
    attempts = waiting.values_list("attempts", flat=True).first()
    if attempts is None:
        return
    waiting.update(
        attempts=F("attempts") + 1,
        last_error=type(error).__name__[:200],
        next_try_at=clock.now() + dt.timedelta(minutes=2 ** (attempts + 1)),
        state="failed" if attempts + 1 >= TRIES else "pending",
    )
