"""Records move, and their open work finds its new owners at once and keeps its dates (LEE-22)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import AccessLogEntry, Allocation, Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from qa_portal.people import actions
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse
from tests.factories.disputes import dispute_at
from tests.factories.people import council as small_council
from tests.factories.people import person, sign_in, vacate
from tests.factories.records import child, restrict

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


def destination(**given) -> dict:
    """What the form sends when nothing but this changes."""
    return {
        "team": "",
        "case_kind": "",
        "practitioner": "keep",
        "iro": "keep",
        "cp_chair": "keep",
        "starts_on": "23/11/2026",
        "reason": "",
        **given,
    }


def move(client, url, sent):
    """Look at what follows and confirm it; give the page with what follows."""
    preview = client.post(url, sent)
    assert preview.status_code == 200, preview.content.decode()
    seen = re.search(r'name="confirmed" value="(\w+)"', preview.content.decode())
    done = client.post(url, {**sent, "confirmed": seen.group(1)})
    assert done.status_code == 302, done.content.decode()
    return preview.content.decode()


def open_work(subject) -> dict[str, Deadline]:
    return {d.kind: d for d in Deadline.objects.filter(subject=subject, met_at=None, cancelled_at=None)}


@pytest.mark.rule("LEE-22")
def test_open_work_has_named_owners_at_once_and_keeps_its_dates_when_the_child_changes_team(client, c):
    stage = dispute_at("sent", council=c).stages.get()
    subject = stage.dispute.subject
    before = {kind: d.due_at for kind, d in open_work(subject).items()}
    assert "stage_answer" in before
    Message.objects.all().delete()

    seen = move(
        sign_in(client, c.administrator),
        reverse("transfer_record", args=[subject.pk]),
        destination(
            team=c.other_team.pk, practitioner="person", practitioner_person=c.other_social_worker.email
        ),
    )
    assert "Thea Manager (Team Manager, Permanence)" in seen
    assert "Tamsin Manager (Team Manager, Care Planning North)" in seen

    after = open_work(subject)
    assert {kind: d.due_at for kind, d in after.items()} == before
    new_post = directory().post_for(Role.TEAM_MANAGER, c.other_team.pk)
    assert after["stage_answer"].owner_post_id == new_post.pk
    request = RequestForResponse.objects.get(subject=subject, kind="answer")
    assert request.to_post_id == new_post.pk
    assert request.is_with == "Thea Manager (Team Manager, Permanence)"
    assert request.to_words == "Tamsin Manager (Team Manager, Care Planning North)", "it was sent to her"
    told = Message.objects.get(recipient=c.other_team_manager)
    assert "its dates unchanged" in told.text
    assert Message.objects.filter(recipient=c.other_social_worker).exists()
    assert not Message.objects.filter(recipient=c.team_manager).exists()

    page = stage.get_absolute_url()
    assert sign_in(client, c.other_team_manager).get(page).status_code == 200
    assert sign_in(client, c.team_manager).get(page).status_code == 404
    trail = Subject.history.filter(id=subject.pk).first()
    assert (trail.history_user, trail.step) == (c.administrator, "transfer")


@pytest.mark.rule("LEE-22")
def test_a_new_reviewing_officer_has_the_dispute_at_once(client, c):
    stage = dispute_at("answered", council=c).stages.get()
    subject = stage.dispute.subject
    before = {kind: d.due_at for kind, d in open_work(subject).items()}
    move(
        sign_in(client, c.administrator),
        reverse("transfer_record", args=[subject.pk]),
        destination(iro="person", iro_person=c.other_iro.pk),
    )
    assert {kind: d.due_at for kind, d in open_work(subject).items()} == before
    assert sign_in(client, c.other_iro).get(stage.get_absolute_url()).status_code == 200
    told = Message.objects.get(recipient=c.other_iro, event="record_allocated")
    assert "you are now its reviewing officer" in told.heading


@pytest.mark.rule("LEE-22")
def test_work_goes_with_the_young_person_to_adults_services_and_keeps_its_reviewing_officer(client, c):
    by = {"by": c.administrator}
    adults = actions.create_team(name="Adults", kind="department", framework_key="merton", **by)
    team = actions.create_team(name="Transition", kind="team", parent=adults, **by)
    manager = person(Role.TEAM_MANAGER, team, name="Agnes Adults", **by)
    stage = dispute_at("sent", council=c).stages.get()
    subject, framework = stage.dispute.subject, stage.dispute.framework_id
    before = {kind: d.due_at for kind, d in open_work(subject).items()}

    seen = move(
        sign_in(client, c.administrator),
        reverse("transfer_record", args=[subject.pk]),
        destination(team=team.pk, case_kind="adult", practitioner="none"),
    )
    assert "another framework" in seen
    subject.refresh_from_db()
    stage.dispute.refresh_from_db()
    assert (subject.kind, subject.case_kind, subject.iro) == ("adult", "adult", c.iro)
    assert stage.dispute.framework_id == framework, "what has started keeps what it started under"
    after = open_work(subject)
    assert {kind: d.due_at for kind, d in after.items()} == before
    assert after["stage_answer"].owner_post == directory_post(Role.TEAM_MANAGER, team)
    assert Message.objects.filter(recipient=manager).exists()
    assert sign_in(client, manager).get(stage.get_absolute_url()).status_code == 200


def directory_post(role, team):
    from qa_portal.people.models import Post

    return Post.objects.get(role=role, team=team)


@pytest.mark.rule("LEE-22")
def test_a_vacant_post_for_the_new_team_names_the_next_rung(client, c):
    vacate(Role.TEAM_MANAGER, c.other_team)
    stage = dispute_at("sent", council=c).stages.get()
    seen = move(
        sign_in(client, c.administrator),
        reverse("transfer_record", args=[stage.dispute.subject_id]),
        destination(team=c.other_team.pk, practitioner="none"),
    )
    assert "Silas Service (Service Manager, Permanence and Fostering)" in seen
    assert sign_in(client, c.other_service_manager).get(stage.get_absolute_url()).status_code == 200


def test_a_request_stays_with_its_owner_where_nobody_has_the_authority_and_the_page_says_so(client, c):
    lonely = actions.create_team(name="Lonely", kind="department", by=c.administrator)
    stage = dispute_at("sent", council=c).stages.get()
    client = sign_in(client, c.administrator)
    url = reverse("transfer_record", args=[stage.dispute.subject_id])
    page = client.post(url, destination(team=lonely.pk, practitioner="none")).content.decode()
    assert "What can’t move yet" in page
    assert "stays with Tamsin Manager" in page


def test_work_that_names_a_person_goes_to_whoever_follows_them(client, c):
    stage = dispute_at("sent", council=c).stages.get()
    subject = stage.dispute.subject
    deadline = open_work(subject)["stage_answer"]
    deadline.owner, deadline.owner_post, deadline.owner_person = "practitioner", None, c.social_worker
    deadline.parties = {"raiser": c.iro.pk}
    deadline.save()
    move(
        sign_in(client, c.administrator),
        reverse("transfer_record", args=[subject.pk]),
        destination(
            practitioner="person",
            practitioner_person=c.second_social_worker.name,
            iro="person",
            iro_person=c.other_iro.pk,
        ),
    )
    deadline.refresh_from_db()
    assert deadline.owner_person == c.second_social_worker
    assert deadline.parties == {"raiser": c.other_iro.pk}


def test_all_the_records_of_a_person_move_and_the_new_one_hears_once(client, c):
    subjects = [child(c) for _ in range(3)]
    Message.objects.all().delete()
    url = reverse("transfer_person", args=[c.iro.pk, "iro"])
    seen = move(
        sign_in(client, c.administrator),
        url,
        {"iro": "person", "iro_person": c.other_iro.pk, "starts_on": "23/11/2026"},
    )
    assert "3 records" in seen
    assert {s.iro_id for s in Subject.objects.filter(pk__in=[s.pk for s in subjects])} == {c.other_iro.pk}
    told = Message.objects.get(recipient=c.other_iro)
    assert told.heading == "3 records have come to you"
    assert all(s.reference in told.text for s in subjects)


def test_all_the_records_of_a_team_move(client, c):
    subjects = [child(c), child(c)]
    move(
        sign_in(client, c.administrator),
        reverse("transfer_team", args=[c.team.pk]),
        {"team": c.sister_team.pk, "practitioner": "none", "starts_on": "23/11/2026"},
    )
    assert {s.team_id for s in Subject.objects.filter(pk__in=[s.pk for s in subjects])} == {c.sister_team.pk}
    told = Message.objects.get(recipient=c.sister_team_manager)
    assert told.heading == "2 records have no practitioner"


def test_the_past_is_kept_day_by_day(client, c):
    subject = child(c)
    move(
        sign_in(client, c.administrator),
        reverse("transfer_record", args=[subject.pk]),
        destination(iro="person", iro_person=c.other_iro.pk),
    )
    old, new = Allocation.objects.filter(subject=subject, relation="iro").order_by("starts_on")
    assert (old.person, old.ends_on) == (c.iro, dt.date(2026, 11, 22))
    assert (new.person, new.starts_on, new.ends_on) == (c.other_iro, dt.date(2026, 11, 23), None)


def test_what_was_confirmed_is_what_was_shown(client, c):
    """Between the look and the confirmation the work changed: nothing moves, and it is shown anew."""
    stage = dispute_at("sent", council=c).stages.get()
    subject = stage.dispute.subject
    client = sign_in(client, c.administrator)
    url, sent = reverse("transfer_record", args=[subject.pk]), destination(team=c.other_team.pk)
    seen = re.search(r'name="confirmed" value="(\w+)"', client.post(url, sent).content.decode()).group(1)
    vacate(Role.TEAM_MANAGER, c.other_team)
    answer = client.post(url, {**sent, "confirmed": seen})
    assert answer.status_code == 409
    assert "Something has changed meanwhile" in answer.content.decode()
    subject.refresh_from_db()
    assert subject.team == c.team


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Nothing would change"),
        ({"starts_on": "24/11/2026"}, "This must be today or earlier"),
        (
            {"practitioner": "person", "practitioner_person": "Nobody Known"},
            "Nobody who can sign in is called",
        ),
        ({"practitioner": "person", "practitioner_person": "Worker"}, "Did you mean"),
        ({"iro": "person"}, "Choose an answer"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_keeps_what_was_typed(client, c, given, says):
    subject = child(c)
    sent = destination(**{"reason": "The family moved", **given})
    answer = sign_in(client, c.administrator).post(reverse("transfer_record", args=[subject.pk]), sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "The family moved" in answer.content.decode()


def test_a_manager_moves_the_records_of_their_own_teams_alone_and_no_reviewing_officer(client, c):
    mine, other = child(c), child(c, team=c.other_team)
    client = sign_in(client, c.team_manager)
    page = client.get(reverse("transfer_record", args=[mine.pk])).content.decode()
    assert 'name="practitioner"' in page
    assert 'name="iro"' not in page
    assert client.get(reverse("transfer_record", args=[other.pk])).status_code == 404
    client.post(
        reverse("transfer_record", args=[mine.pk]),
        destination(practitioner="none", iro="person", iro_person=c.other_iro.pk),
    )
    mine.refresh_from_db()
    assert mine.iro == c.iro


def test_the_iro_manager_allocates_reviewing_officers_alone(client, c):
    subject = child(c)
    page = sign_in(client, c.iro_manager).get(reverse("transfer_record", args=[subject.pk])).content.decode()
    assert 'name="iro"' in page
    assert 'name="practitioner"' not in page


@pytest.mark.parametrize("part", ["iro", "social_worker", "insights_member", "cp_chair"])
def test_nobody_else_finds_the_pages(client, c, part):
    subject = child(c)
    client = sign_in(client, getattr(c, part))
    for url in (
        reverse("transfer_record", args=[subject.pk]),
        reverse("transfers"),
        reverse("transfer_person", args=[c.iro.pk, "iro"]),
        reverse("transfer_team", args=[c.team.pk]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, destination(iro="none")).status_code == 404


def test_an_administrator_sees_no_name_and_their_look_is_logged(client, c):
    subject = child(c, first_name="Marigold", last_name="Unmistakable")
    page = (
        sign_in(client, c.administrator).get(reverse("transfer_record", args=[subject.pk])).content.decode()
    )
    assert subject.reference in page
    assert "Marigold" not in page
    assert "Unmistakable" not in page
    assert AccessLogEntry.objects.filter(subject=subject, person=c.administrator).exists()


def test_the_open_work_of_a_restricted_record_moves_unlisted(client, c):
    stage = dispute_at("sent", council=c).stages.get()
    subject = restrict(stage.dispute.subject, c.iro)
    client = sign_in(client, c.administrator)
    url = reverse("transfer_record", args=[subject.pk])
    page = client.post(url, destination(team=c.other_team.pk)).content.decode()
    assert "Answer" not in page.split("Piece by piece")[-1] or "Piece by piece" not in page
    assert "restricted records" in page
    Message.objects.all().delete()
    move(client, url, destination(team=c.other_team.pk))
    assert not Message.objects.filter(recipient=c.other_team_manager).exists()
    assert Message.objects.filter(recipient=c.iro).exists(), "its named people hear instead"


def test_the_preview_of_many_records_asks_a_constant_number_of_queries(
    client, c, django_assert_max_num_queries
):
    for _ in range(12):
        child(c)
    client = sign_in(client, c.administrator)
    url = reverse("transfer_person", args=[c.iro.pk, "iro"])
    client.get(url)
    with django_assert_max_num_queries(12):
        client.post(url, {"iro": "person", "iro_person": c.other_iro.pk, "starts_on": "23/11/2026"})
