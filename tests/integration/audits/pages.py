"""What the tests of audits share: a person's client, a page's form sent as it stands, time that passes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from notifications.sweep import sweep
from qa_portal import clock
from tests.factories.people import sign_in
from tests.integration.disputes.qap_pages import fill, text_of

__all__ = ["MONDAY", "as_person", "at", "fill", "sweep_at", "take", "text_of"]

#: Monday morning of a week without a holiday, in the second week of a month with a cycle.
MONDAY = dt.datetime(2026, 11, 9, 9, 30, tzinfo=clock.LONDON)


def as_person(person: Any) -> Client:
    """A client that is signed in as a person."""
    return sign_in(Client(), person)


def at(name: str, *args: Any) -> str:
    """The address of a page."""
    return reverse(name, args=[getattr(arg, "pk", arg) for arg in args])


def take(person: Any, name: str, *args: Any, **said: Any) -> Any:
    """Open a page as a person and send its form with what is said, as its button would; give the answer."""
    return fill(as_person(person), at(name, *args), **said)


def sweep_at(moment: dt.datetime) -> None:
    """Let the sweep come by at a moment."""
    with clock.standing_at(moment):
        sweep(moment)
