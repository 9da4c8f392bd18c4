"""How a worker makes a file once: claimed by one UPDATE whose row count decides, set apart after three tries.

The rows have ``state``, ``file``, ``stored_at``, ``next_try_at``, ``attempts`` and ``last_error``: papers of a record,
files of a report, packs of a panel, certificates, archives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, models
from django.db.models import F

from qa_portal import clock

from .models import StoredFile
from .store import is_full

log = structlog.get_logger(__name__)

#: How often the making of one thing is tried before it is set apart.
TRIES = 3

#: How long a worker may take over one before another may try.
CLAIM = dt.timedelta(minutes=5)

#: Makes the file of a row, and stores it.
Make = Callable[[Any], StoredFile]
#: Puts the file of a row (by its key) where it belongs; False where it is there already.
Keep = Callable[[int, StoredFile], bool]


def make_pending(rows: type[models.Model], make: Make, *, limit: int, keep: Keep | None = None) -> int:
    """Make those that wait, the longest waiting first, ``limit`` at most; give how many were. Safe to run twice and by
    several workers."""
    waiting = rows._base_manager.filter(state="pending", next_try_at__lte=clock.now()).order_by("next_try_at")
    return sum(
        make_one(rows, pk, make, keep=keep) for pk in list(waiting.values_list("pk", flat=True)[:limit])
    )


def make_one(rows: type[models.Model], pk: int, make: Make, *, keep: Keep | None = None) -> bool:
    """Make one; False when another worker has it, or it couldn't be made now.

    It is made outside any transaction, so that nobody waits for it. A worker that dies leaves it pending, and its claim
    runs out. A failure counts a try; after the last it is set apart, for people to look at. A full disk and a database
    that is away count against none: it is tried again until they are mended.
    Raises what says that the database is away.
    """
    if not claim(rows, pk):
        return False
    try:
        file = make(rows._base_manager.get(pk=pk))
        return keep(pk, file) if keep else _put_in_place(rows, pk, file)
    except (OperationalError, InterfaceError):
        raise  # the database, not this file
    except Exception as error:
        if is_full(error):
            log.error("no room for a file", of=rows._meta.label_lower, pk=pk)
            rows._base_manager.filter(pk=pk, state="pending").update(last_error="NoRoom")
        else:
            count_failure(rows, pk, error)
        return False


def _put_in_place(rows: type[models.Model], pk: int, file: StoredFile) -> bool:
    waiting = rows._base_manager.filter(pk=pk, state="pending")
    return bool(
        waiting.update(file=file, state="stored", stored_at=clock.now(), next_try_at=None, last_error="")
    )


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
