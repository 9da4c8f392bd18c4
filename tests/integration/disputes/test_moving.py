"""A dispute is found by the team that its record has, wherever the record has moved (LEE-22)."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.db.models import F
from django.urls import reverse

from disputes.models import Dispute
from qa_portal import clock
from qa_portal.transfers.actions import Destination, transfer_records
from tests.factories.disputes import dispute_at
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


def of_another_team():
    """Disputes that know another team than their record has."""
    same = Dispute.objects.filter(team=F("subject__team")) | Dispute.objects.filter(
        team=None, subject__team=None
    )
    return Dispute.objects.exclude(pk__in=same.values("pk"))


@pytest.mark.rule("LEE-22")
def test_the_register_finds_a_dispute_by_the_team_that_its_record_has_now(client, c):
    record, stays = child(c), child(c)
    dispute_at("sent", council=c, subject=record)
    dispute_at("sent", council=c, subject=stays)
    sign_in(client, c.iro_manager)

    def listed(team):
        page = client.get(reverse("dispute_register"), {"team": team.pk}).content.decode()
        return {each.reference for each in (record, stays) if f">{each.reference}<" in page}

    assert listed(c.team) == {record.reference, stays.reference}
    transfer_records([record], Destination(team=c.other_team), by=c.administrator)
    assert listed(c.team) == {stays.reference}
    assert listed(c.other_team) == {record.reference}


def test_what_a_dispute_knows_of_its_team_is_never_another_s(c):
    record = child(c)
    dispute_at("closed", council=c, subject=record)
    assert not of_another_team()
    for destination in (
        Destination(team=c.other_team),
        Destination(practitioner=None),
        Destination(team=c.team, practitioner=c.social_worker),
    ):
        transfer_records([record], destination, by=c.administrator)
        assert not of_another_team(), destination
    record.refresh_from_db()
    dispute_at("sent", council=c, subject=record)
    assert not of_another_team()


def test_nothing_but_a_transfer_changes_the_team_of_a_record():
    """Whatever else did would leave disputes behind: followers hear of transfers alone."""
    sources = {
        p for app in ("qa_portal", "audits", "disputes", "moderation") for p in (ROOT / app).rglob("*.py")
    }
    callers = {
        p.relative_to(ROOT).as_posix() for p in sources if re.search(r"\bset_relation\(", p.read_text())
    }
    assert callers == {"qa_portal/children/allocation.py", "qa_portal/transfers/actions.py"}
    writers = {
        p.relative_to(ROOT).as_posix()
        for p in sources
        if "migrations" not in p.parts and re.search(r"\bsubject\.team(_id)? = ", p.read_text())
    }
    # The plan of an import gives teams to records that aren't saved yet; those that are it hands to a transfer.
    assert writers == {
        "qa_portal/children/allocation.py",
        "qa_portal/imports/planning/allocations.py",
        "qa_portal/imports/planning/book.py",
    }
