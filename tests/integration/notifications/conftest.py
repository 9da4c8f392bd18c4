"""What the tests of deadlines and notices start from."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from qa_portal import clock
from qa_portal.people.directory import forget_directory
from tests.factories import deadlines
from tests.factories.people import Council, council

#: A Monday morning, with nothing but working days around it.
MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=clock.LONDON)


def at(day: str, time: str = "17:00") -> dt.datetime:
    """A moment of London's clocks: ``at("2026-12-07")`` is the close of that day."""
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=clock.LONDON)


@pytest.fixture
def monday():
    """The clock stands on Monday 30 November 2026 at ten; ``monday.move_to(moment)`` moves it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def c(db, monday) -> Council:
    """A small council, every post held."""
    forget_directory()
    return council()


@pytest.fixture
def kind():
    """The kind of deadline that is only there in tests."""
    with deadlines.a_kind() as made:
        yield made
