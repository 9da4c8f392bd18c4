"""What the tests of disputes share: pages by name, forms sent as they stand, time that passes."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from notifications.sweep import sweep
from qa_portal import clock
from tests.integration.editing import send

from .qap_pages import MONDAY, fill, rows_in, text_of

__all__ = ["MONDAY", "after", "at", "fill", "rows_in", "send", "sweep_until", "take", "text_of"]


def at(thing: Any, name: str) -> str:
    """The page with this name of a thing."""
    return reverse(name, args=[thing.pk])


def take(client: Any, thing: Any, name: str, **said: Any) -> Any:
    """Open a page of a thing and send its form with what is said, as its button would; give the answer."""
    return fill(client, at(thing, name), **said)


@contextlib.contextmanager
def after(days: float, start: dt.datetime = MONDAY) -> Iterator[dt.datetime]:
    """The portal's clock stands so many calendar days later."""
    moment = start + dt.timedelta(days=days)
    with clock.standing_at(moment):
        yield moment


def sweep_until(days: int, start: dt.datetime = MONDAY) -> None:
    """Let the days go by, swept each morning and each evening."""
    for day in range(days + 1):
        for hours in (-0.5, 8):
            moment = start + dt.timedelta(days=day, hours=hours)
            if moment >= start:
                sweep(moment)
