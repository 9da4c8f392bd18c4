"""A tenth of what ``make faults`` does, each time: real processes killed, clocks that jump, a Redis that freezes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from qa_portal.deadlines.kinds import _kinds

from .audit_clocks import kinds_that_fall_due
from .breaks import BREAKS
from .desk import ROOT, Lane
from .report import KEPT, PAGE, page_of
from .table import FAULTS, POSTGRESQL, SQLITE

HERE = POSTGRESQL if "TEST_DATABASE_URL" in os.environ else SQLITE
SEED = int(os.environ.get("FAULTS_SEED", "1"))
TENTHS = [fault for fault in FAULTS if fault.tenth and HERE in fault.databases]


@pytest.fixture(scope="module")
def lane(django_db_setup, django_db_blocker) -> Iterator[Lane]:
    """A process of its own for them, with a portal on a copy of the tests' database, which is migrated already."""
    with django_db_blocker.unblock():
        connections.close_all()
        os.environ["FAULTS_PATIENCE"] = "10"
        lane = Lane(os.environ.get("TEST_DATABASE_URL"), migrated=str(connection.settings_dict["NAME"]))
        lane.wait_until_built()
    yield lane
    lane.close()


@pytest.mark.django_db  # so that there is a database to copy
@pytest.mark.rule("NEW-01")
@pytest.mark.parametrize("fault", [f for f in TENTHS if not f.waits], ids=lambda fault: fault.key)
def test_a_tenth_of_the_faults_does_no_harm(lane, fault):
    _was_harmless(fault, lane.run(fault.work, fault.tenth, SEED))


@pytest.mark.django_db
@pytest.mark.rule("NEW-01")
def test_neither_does_a_tenth_of_what_befalls_the_queue(lane):
    """Side by side, since most of the time they wait for the next sweep."""
    faults = [fault for fault in TENTHS if fault.waits]
    results = lane.run_together([(fault.work, fault.tenth) for fault in faults], SEED)
    for fault, found in zip(faults, results, strict=True):
        _was_harmless(fault, found)


def _was_harmless(fault, found) -> None:
    assert not found["wrong"], f"{fault.key}: " + "\n".join(found["wrong"][:10])
    assert found["trials"] == fault.tenth


def test_the_page_says_what_is_kept_of_the_last_full_runs():
    """So that a fresh clone writes the same page again, and keeps the rows that it didn't run."""
    assert PAGE.read_text() == page_of(json.loads(KEPT.read_text()))


def test_every_clock_of_audits_is_among_those_that_fall_due():
    known = {
        "action_done",
        *(key for key in _kinds if key.startswith(("audit_", "agency_", "challenge_", "safety_"))),
    }
    assert kinds_that_fall_due() == known


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken.what)
def test_the_code_that_a_break_breaks_is_where_it_says(broken):
    """Code that moves takes its breaks along."""
    for module, text, instead in broken.changes:
        source = (ROOT / module).read_text()
        assert source.count(text) == 1, f"{module}: {text}"
        compile(source.replace(text, instead), module, "exec")
