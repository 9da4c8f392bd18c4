"""Cover: an administrator and the manager of whoever is away record it; work and records follow."""

import datetime as dt

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.outbox.models import Message
from qa_portal.people.models import Cover
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


def cover(away, by, **given):
    return {
        "absent": away.email,
        "covered_by": by.email,
        "starts_on": "23/11/2026",
        "ends_on": "27/11/2026",
        "reason": "Annual leave",
        **given,
    }


def test_cover_sees_the_records_of_whoever_is_away_until_its_last_day(client, c):
    subject = child(c)
    page = reverse("record", args=[subject.pk])
    covering = sign_in(client.__class__(), c.other_iro)
    assert covering.get(page).status_code == 404
    assert (
        sign_in(client, c.iro_manager).post(reverse("cover_new"), cover(c.iro, c.other_iro)).status_code
        == 302
    )
    assert covering.get(page).status_code == 200
    told = Message.objects.get(recipient=c.other_iro)
    assert told.heading == "You cover for Iris Reviewing from Monday 23 November 2026"
    assert Message.objects.filter(recipient=c.iro, event="absence_recorded").exists()
    with clock.standing_at(MONDAY + dt.timedelta(days=5)):
        assert covering.get(page).status_code == 404


@pytest.mark.parametrize(
    ("manager", "absent", "may"),
    [
        ("administrator", "corporate_director", True),
        ("team_manager", "social_worker", True),
        ("service_manager", "team_manager", True),
        ("iro_manager", "iro", True),
        ("team_manager", "other_social_worker", False),
        ("team_manager", "service_manager", False),
        ("team_manager", "iro", False),
        ("iro_manager", "social_worker", False),
        ("head_of_service", "assistant_director", False),
    ],
)
def test_managers_record_cover_for_those_they_manage_and_for_nobody_else(client, c, manager, absent, may):
    client = sign_in(client, getattr(c, manager))
    answer = client.post(reverse("cover_new"), cover(getattr(c, absent), c.second_social_worker))
    assert answer.status_code == (302 if may else 422)
    assert Cover.objects.exists() is may
    if not may:
        assert "You don’t manage this person" in answer.content.decode()


@pytest.mark.parametrize("part", ["social_worker", "iro", "cp_chair"])
def test_whoever_manages_nobody_finds_no_such_page(client, c, part):
    client = sign_in(client, getattr(c, part))
    assert client.get(reverse("covers")).status_code == 404
    assert client.get(reverse("cover_new")).status_code == 404
    me = getattr(c, part)
    assert client.post(reverse("cover_new"), cover(me, c.fostering_iro)).status_code == 404
    assert not Cover.objects.exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"covered_by": "team.manager@ambleford.example"}, "Nobody covers for themselves"),
        ({"ends_on": "22/11/2026"}, "This must be today or later"),
        ({"starts_on": "30/11/2026"}, "The last day is before the first"),
        ({"covered_by": "Nobody Known"}, "Nobody who can sign in is called"),
        ({"absent": ""}, "Fill in “Who is away?”"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client, c, given, says):
    answer = sign_in(client, c.administrator).post(
        reverse("cover_new"), cover(c.team_manager, c.sister_team_manager, **given)
    )
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Cover.objects.exists()


def test_nobody_is_covered_by_somebody_who_is_away(client, c):
    client = sign_in(client, c.administrator)
    client.post(reverse("cover_new"), cover(c.sister_team_manager, c.other_team_manager))
    answer = client.post(reverse("cover_new"), cover(c.team_manager, c.sister_team_manager))
    assert "is away in that time and covered by" in answer.content.decode()


def test_cover_ends_at_once_when_its_end_is_confirmed(client, c):
    client = sign_in(client, c.administrator)
    client.post(reverse("cover_new"), cover(c.team_manager, c.sister_team_manager, starts_on="20/11/2026"))
    found = Cover.objects.get()
    url = reverse("cover_end", args=[found.pk])
    assert "answers again in all their posts" in client.get(url).content.decode()
    assert Cover.objects.get().ends_on == dt.date(2026, 11, 27)
    assert client.post(url).status_code == 302
    assert Cover.objects.get().ends_on == dt.date(2026, 11, 22)
    assert sign_in(client, c.other_team_manager).post(url).status_code == 404


def test_a_manager_sees_the_cover_of_their_own_people_alone(client, c):
    admin = sign_in(client.__class__(), c.administrator)
    admin.post(reverse("cover_new"), cover(c.social_worker, c.second_social_worker))
    admin.post(reverse("cover_new"), cover(c.other_social_worker, c.fostering_social_worker))
    page = sign_in(client, c.team_manager).get(reverse("covers")).content.decode()
    assert "Wilfred Worker answers for Wendy Worker" in page
    assert "Walter Worker" not in page
