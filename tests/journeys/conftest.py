"""What the journeys share: desks for people, and a demonstration whose clock can be moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.demo.clock import move_demo_clock_to

from .desk import Desk


@pytest.fixture
def desk(browser, live_server) -> Iterator[Callable[..., Desk]]:
    """``desk(person)``: their own browser, not yet signed in; closed when the test is over."""
    opened: list[Desk] = []

    def at(somebody: Any, **context: Any) -> Desk:
        opened.append(Desk(browser, live_server.url, somebody, **context))
        return opened[-1]

    yield at
    for each in opened:
        each.leave()


@pytest.fixture
def demonstration(transactional_db, settings) -> None:
    """The portal as its demonstration: the clock can be moved, mails are read in the browser.

    It is ten o'clock on the next working day.
    """
    settings.DEMO = True
    settings.EMAIL_BACKEND = "qa_portal.demo.mailbox.EmailBackend"
    day = current_calendar().add_working_days(clock.today(), 1)
    move_demo_clock_to(clock.at_london(day, dt.time(10)))


@pytest.fixture
def january(demonstration) -> None:
    """Ten o'clock on the first working day of next January: each framework has a cycle, and re-audits a month on."""
    before = dt.date(clock.today().year, 12, 31)
    first = current_calendar().add_working_days(before, 1)
    move_demo_clock_to(clock.at_london(first, dt.time(10)))
