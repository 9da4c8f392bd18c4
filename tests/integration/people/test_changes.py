"""What was changed about people and teams is told on their pages (LEE-15)."""

import datetime as dt

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.people import actions
from qa_portal.people.roles import Role
from tests.factories.people import council as small_council
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


@pytest.mark.rule("LEE-15")
def test_a_persons_page_says_what_was_changed_by_whom_and_when(client, c):
    by = {"by": c.administrator}
    actions.change_person(c.iro, name="Iris Renamed", **by)
    held = actions.appoint(c.iro, role=Role.IRO_MANAGER, team=c.quality_unit, is_acting=True, **by)
    actions.end_appointment(held, ends_on=dt.date(2026, 12, 4), reason="Until the post is filled", **by)
    page = sign_in(client, c.administrator).get(reverse("person_changes", args=[c.iro.pk])).content.decode()
    assert "Changed: name" in page
    assert "Appointed as IRO Manager, Quality Assurance and Reviewing (acting up) from Monday 23" in page
    assert "ends on Friday 4 December 2026" in page
    assert "Until the post is filled" in page
    assert "by Alma Administrator, Administrator, Systems" in page


@pytest.mark.rule("LEE-15")
def test_a_teams_page_says_what_was_changed(client, c):
    by = {"by": c.administrator}
    actions.change_team(c.other_team, name="Adoption", parent=c.service, framework_key="merton", **by)
    page = (
        sign_in(client, c.administrator).get(reverse("team_changes", args=[c.other_team.pk])).content.decode()
    )
    assert "Renamed from Permanence; moved below Care Planning; works by merton" in page
    assert "Thea Manager: appointed as Team Manager" in page
