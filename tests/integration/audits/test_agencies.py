"""Several agencies audit in the MASH, each at least so many a month (KNO-13)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from audits.actions.submitting import submit_audit
from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from tests.factories.audits import write_all
from tests.factories.cycles import FIRST_MORNING, caseload, cycle_at
from tests.factories.people import council, sign_in
from tests.integration.editing import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_morning():
    with clock.standing_at(FIRST_MORNING):
        yield


@pytest.fixture
def mash():
    made = council("knowsley-mash")
    caseload(made)
    return made


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())


def say_agency(client, member, agency):
    url = reverse("cycle_share", args=[member.pk])
    page = client.get(url)
    return send(client, url, page, share="3", because="Agreed with them.", agency=agency)


@pytest.mark.rule("KNO-13")
def test_the_shortfall_of_each_agency_is_shown(client, mash):
    cycle = cycle_at("planned", mash, size=3)
    sign_in(client, mash.insights_member)
    for member in cycle.reviewers.all():
        assert say_agency(client, member, "police").status_code == 302
    assert "Police" in text_of(client.get(reverse("cycle_reviewers", args=[cycle.pk])))
    for step, said in (("cycle_draw", {"wanted": "3"}), ("cycle_send", {})):
        url = reverse(step, args=[cycle.pk])
        assert send(client, url, client.get(url), **said).status_code == 302
    assert Audit.objects.count() == 3
    due = Deadline.objects.filter(kind="audit_complete").values_list("due_at", flat=True)
    assert {clock.london_date(each) for each in due} == {dt.date(2026, 11, 23)}  # 15 working days
    page = text_of(client.get(cycle.get_absolute_url()))
    assert "Children's Social Care 0 0 3 3 to go" in page
    assert "Police 3 0 3 3 to go" in page
    assert "Health 0 0 No quota None" in page
    audit = Audit.objects.first()
    sections = [section.title for section in audit.tool.sections]
    assert sections[:3] == ["Quality of contact", "The MASH episode", "Contact management"]
    submit_audit(write_all(audit, by=audit.reviewer), by=audit.reviewer)
    assert "Police 3 1 3 2 to go" in text_of(client.get(cycle.get_absolute_url()))


def test_an_agency_that_the_procedure_doesn_t_name_is_refused(client, mash):
    cycle = cycle_at("planned", mash)
    member = cycle.reviewers.first()
    sign_in(client, mash.insights_member)
    assert say_agency(client, member, "fire_brigade").status_code == 422
    assert say_agency(client, member, "").status_code == 302
    member.refresh_from_db()
    assert member.agency == ""


def test_where_the_council_audits_alone_nothing_is_said_of_agencies(client):
    made = council("waltham-forest")
    caseload(made)
    cycle = cycle_at("sent", made)
    sign_in(client, made.insights_member)
    assert "By agency" not in text_of(client.get(cycle.get_absolute_url()))
    assert "Agency" not in text_of(client.get(reverse("cycle_reviewers", args=[cycle.pk])))
