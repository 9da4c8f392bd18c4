"""A council by Merton's procedure, with an Inadequate and an Outstanding held for the panel and six returned."""

import pytest

from qa_portal import clock
from tests.factories.audits_after import audit_after
from tests.factories.people import council as small_council
from tests.integration.audits.pages import MONDAY


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council(db):
    return small_council("merton")


@pytest.fixture
def held(council):
    """What waits for the panel: an Inadequate and an Outstanding, both written by the sister team's manager."""
    return [audit_after("to_moderate", council, grade=grade) for grade in ("inadequate", "outstanding")]


@pytest.fixture
def returned(council):
    """Audits between the extremes that are with their team."""
    return [
        audit_after("returned", council, grade=grade) for grade in ("good", "requires_improvement", "good")
    ]
