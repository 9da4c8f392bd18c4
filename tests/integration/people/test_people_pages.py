"""People, teams and posts, as an administrator keeps them."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse

from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.outbox.models import Message
from qa_portal.people.directory import directory
from qa_portal.people.models import Appointment, Post, Team, User
from qa_portal.people.roles import Role
from tests.factories.deadlines import a_kind, running
from tests.factories.people import PASSWORD, person, sign_in, vacate
from tests.factories.people import council as small_council
from tests.factories.records import child
from tests.integration.editing import send

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


@pytest.fixture
def admin(client, c):
    return sign_in(client, c.administrator)


def edit(client, url, **changes):
    """Open the form, change it, and send it."""
    return send(client, url, client.get(url), **changes)


def pages(c):
    held = c.iro.appointments.get()
    return [
        reverse("manage"),
        reverse("people"),
        reverse("person_new"),
        *(
            reverse(name, args=[c.iro.pk])
            for name in (
                "person",
                "person_change",
                "person_appoint",
                "person_leave",
                "person_return",
                "person_password",
            )
        ),
        reverse("appointment_end", args=[held.pk]),
        reverse("teams"),
        reverse("team_new"),
        *(
            reverse(name, args=[c.team.pk])
            for name in ("team", "team_change", "team_close", "team_reopen", "post_new")
        ),
        reverse("post_fill", args=[held.post_id]),
        reverse("post_remove", args=[held.post_id]),
        reverse("imports"),
    ]


@pytest.mark.parametrize(
    "part", ["iro", "team_manager", "iro_manager", "insights_head", "corporate_director"]
)
def test_only_administrators_find_the_pages(client, c, part):
    client = sign_in(client, getattr(c, part))
    before = User.history.count(), Team.history.count(), Appointment.history.count()
    for url in pages(c):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"name": "X", "email": "x@x.example"}).status_code in (404, 405), url
    assert (User.history.count(), Team.history.count(), Appointment.history.count()) == before


def test_somebody_who_isnt_signed_in_is_asked_to(client, c):
    for url in pages(c):
        answer = client.get(url)
        assert answer.status_code == 302, url
        assert reverse("account_login") in answer["Location"]


def test_a_look_changes_nothing(admin, c):
    before = User.history.count(), Team.history.count(), Appointment.history.count()
    for url in pages(c):
        assert admin.get(url).status_code in (200, 404), url
    assert (User.history.count(), Team.history.count(), Appointment.history.count()) == before


def test_a_new_person_gets_a_post_and_a_link_and_signs_in(admin, c, client):
    sent = {"name": "Nora New", "email": "Nora.New@Ambleford.example", "job_title": "", "phone": ""}
    answer = admin.post(reverse("person_new"), sent)
    nora = User.objects.get(email="nora.new@ambleford.example")
    assert answer["Location"] == reverse("person_appoint", args=[nora.pk])
    answer = edit(admin, answer["Location"], role="social_worker", team=str(c.team.pk))
    assert answer.status_code == 302
    assert directory().roles_of(nora.pk) == {Role.SOCIAL_WORKER}
    assert admin.post(reverse("person_password", args=[nora.pk]), {"confirmed": "yes"}).status_code == 302
    link = re.search(r"https?://[^/]+(/\S*password\S*)", " ".join(m.body for m in mail.outbox))
    assert link, "the link is in the mail"
    hers = client.__class__()
    form = hers.get(link.group(1), follow=True).redirect_chain[-1][0]
    hers.post(form, {"password1": "a new long password", "password2": "a new long password"})
    nora.refresh_from_db()
    assert nora.check_password("a new long password")


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"email": "nonsense"}, "email", "That isn&#x27;t an email address"),
        ({"email": "IRO@ambleford.example"}, "email", "Somebody signs in with this address already"),
        ({"name": ""}, "name", "Fill in “First name and surname”"),
        ({"name": "N" * 200}, "name", "must be 120 characters or fewer"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(admin, given, field, says):
    sent = {"name": "Nora New", "email": "nora@x.example", "job_title": "Social worker", "phone": "", **given}
    answer = admin.post(reverse("person_new"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert f'href="#id_{field}"' in page
    assert "Social worker" in page
    assert not User.objects.filter(name="Nora New").exists()


def test_people_are_found_by_name_role_and_team(admin, c):
    def shown(**asked):
        page = admin.get(reverse("people"), asked).content.decode()
        return re.findall(r'class="portal-list__what"><a[^>]+>([^<]+)<', page)

    assert shown(q="iris rev") == ["Iris Reviewing"]
    assert shown(role="iro") == ["Iris Reviewing", "Ivan Reviewing"]
    assert shown(team=c.team.pk) == ["Tamsin Manager", "Wendy Worker", "Wilfred Worker"]
    idle = person(by=c.administrator, name="Ida Idle")
    assert shown(state="no-post") == ["Ida Idle"]
    idle.is_active = False
    idle.save()
    assert shown(state="left") == ["Ida Idle"]
    assert shown(q="nobody at all") == []


def test_the_list_asks_as_many_queries_for_a_hundred_people_as_for_a_few(
    admin, c, django_assert_max_num_queries
):
    for _ in range(60):
        person(Role.SOCIAL_WORKER, c.team, by=c.administrator)
    admin.get(reverse("people"))
    with django_assert_max_num_queries(8):
        first = admin.get(reverse("people"))
    with django_assert_max_num_queries(8):
        last = admin.get(reverse("people"), {"page": "99"})
    assert "1 to 25 of 86" in first.content.decode()
    assert "of 86" in last.content.decode()
    assert len(first.content) < 150_000


def test_the_other_pages_ask_a_bounded_number_of_queries(admin, c, django_assert_max_num_queries):
    for _ in range(30):
        person(Role.SOCIAL_WORKER, c.team, by=c.administrator)
    for url in (
        reverse("person", args=[c.iro.pk]),
        reverse("team", args=[c.team.pk]),
        reverse("teams"),
        reverse("manage"),
        reverse("profile"),
        reverse("covers"),
    ):
        admin.get(url)
        with django_assert_max_num_queries(8):
            assert admin.get(url).status_code == 200


def test_details_change_and_the_trail_says_who(admin, c):
    url = reverse("person_change", args=[c.iro.pk])
    assert edit(admin, url, name="Iris Renamed", job_title="IRO").status_code == 302
    c.iro.refresh_from_db()
    assert c.iro.name == "Iris Renamed"
    latest = User.history.filter(id=c.iro.pk).first()
    assert (latest.history_user, latest.step, latest.acting_as) == (
        c.administrator,
        "change_person",
        "Administrator, Systems",
    )


def test_whoever_has_left_is_out_at_the_next_request_and_what_they_leave_is_said_before(client, c):
    child(c), child(c)
    theirs = sign_in(client.__class__(), c.iro)
    assert theirs.get(reverse("profile")).status_code == 200
    admin = sign_in(client, c.administrator)
    url = reverse("person_leave", args=[c.iro.pk])
    asked = admin.get(url).content.decode()
    assert "2 records are without a reviewing officer" in asked
    assert "The post of Independent Reviewing Officer, Quality Assurance and Reviewing falls vacant" in asked
    assert admin.post(url, {"reason": "Retired"}).status_code == 302
    assert theirs.get(reverse("profile")).status_code == 302
    anonymous = client.__class__()
    anonymous.post(reverse("account_login"), {"login": c.iro.email, "password": PASSWORD})
    assert anonymous.get(reverse("profile")).status_code == 302
    assert not Subject.objects.filter(iro=c.iro).exists()
    assert directory().posts_of(c.iro.pk) == []
    assert Subject.history.filter(history_change_reason="Retired").exists()


def test_the_last_administrator_stays(admin, c):
    other = person(by=c.administrator)
    held = c.administrator.appointments.get()
    answer = admin.post(reverse("appointment_end", args=[held.pk]), {"ends_on": "", "reason": ""})
    assert answer.status_code == 422
    assert "This is the last administrator" in answer.content.decode()
    assert admin.post(reverse("person_leave", args=[c.administrator.pk])).status_code == 422
    assert admin.post(reverse("person_leave", args=[other.pk])).status_code == 302


def test_a_person_who_had_left_comes_back_without_posts(admin, c):
    admin.post(reverse("person_leave", args=[c.cp_chair.pk]))
    assert admin.post(reverse("person_return", args=[c.cp_chair.pk])).status_code == 302
    c.cp_chair.refresh_from_db()
    assert c.cp_chair.is_active
    assert directory().posts_of(c.cp_chair.pk) == []


def test_an_appointment_ends_on_its_last_day_and_not_before(admin, c):
    held = c.iro.appointments.get()
    url = reverse("appointment_end", args=[held.pk])
    assert admin.post(url, {"ends_on": "30/11/2026", "reason": ""}).status_code == 302
    assert directory().roles_of(c.iro.pk) == {Role.IRO}
    with clock.standing_at(MONDAY + dt.timedelta(days=8)):
        assert directory().roles_of(c.iro.pk) == frozenset()
    answer = admin.post(url, {"ends_on": "1/1/2019", "reason": ""})
    assert "before the first day" in answer.content.decode()


def test_the_same_post_twice_in_the_same_time_is_refused(admin, c):
    url = reverse("person_appoint", args=[c.iro.pk])
    answer = edit(admin, url, role="iro", team=str(c.quality_unit.pk))
    assert answer.status_code == 422
    assert "holds this post in that time already" in answer.content.decode()


def test_whoever_is_appointed_hears_of_it(admin, c):
    url = reverse("post_fill", args=[Post.objects.get(role=Role.TEAM_MANAGER, team=c.team).pk])
    sent = {"person": "Wendy Worker", "is_acting": "on", "starts_on": "24/11/2026", "ends_on": "4/12/2026"}
    assert edit(admin, url, **sent).status_code == 302
    told = Message.objects.get(recipient=c.social_worker)
    assert "You are Team Manager, Care Planning North from Tuesday 24 November 2026" in told.heading
    assert "acting up" in told.text


# -- teams -----------------------------------------------------------------------------------------------


@pytest.mark.rule("LEE-02")
def test_a_vacancy_is_said_in_words_and_with_whom_the_work_comes_to(admin, c):
    vacate(Role.TEAM_MANAGER, c.team)
    tree = admin.get(reverse("teams")).content.decode()
    assert re.search(r"Vacant</span></strong> Team Manager", tree)
    page = admin.get(reverse("team", args=[c.team.pk])).content.decode()
    assert "Its work comes to Selma Service (Service Manager, Care Planning)." in page
    vacate(Role.SERVICE_MANAGER, c.service)
    page = admin.get(reverse("team", args=[c.team.pk])).content.decode()
    assert "Its work comes to Hollis Head (Head of Service, Children&#x27;s Services)." in page


@pytest.mark.rule("LEE-02")
def test_where_nobody_in_the_line_is_left_the_quality_team_hears_and_never_nobody(client, c):
    """Through the running application: a manager's alert with every rung above it empty."""
    with a_kind():
        deadline = running(c)
        for role, team in (
            (Role.TEAM_MANAGER, c.team),
            (Role.SERVICE_MANAGER, c.service),
            (Role.HEAD_OF_SERVICE, c.department),
            (Role.ASSISTANT_DIRECTOR, c.department),
            (Role.SERVICE_DIRECTOR, c.department),
            (Role.CORPORATE_DIRECTOR, c.department),
        ):
            vacate(role, team)
        with clock.standing_at(deadline.due_at + dt.timedelta(minutes=1)):
            sweep()
            inbox = sign_in(client, c.insights_member).get(reverse("inbox")).content.decode()
    assert deadline.subject.reference in inbox
    why = Message.objects.get(recipient=c.insights_member).why_you
    assert why.startswith("Nobody holds the role of Team Manager, nor any role above it")


def test_a_team_cannot_stand_below_itself(admin, c):
    answer = edit(admin, reverse("team_change", args=[c.service.pk]), parent=str(c.team.pk))
    assert answer.status_code == 422
    assert "already stands below" in answer.content.decode()


def test_a_team_is_renamed_moved_and_given_another_framework(admin, c):
    url = reverse("team_change", args=[c.other_team.pk])
    changes = {"name": "Permanence and Adoption", "parent": str(c.service.pk), "framework_key": "merton"}
    assert edit(admin, url, **changes).status_code == 302
    book = directory()
    assert book.team_names[c.other_team.pk] == "Permanence and Adoption"
    assert book.who_holds(Role.SERVICE_MANAGER, c.other_team.pk).people[0].pk == c.service_manager.pk
    assert book.framework_key_of(c.other_team.pk) == "merton"


def test_a_name_that_is_taken_is_refused_beside_it(admin, c):
    sent = {"name": "care planning SOUTH", "kind": "team", "parent": "", "framework_key": ""}
    answer = admin.post(reverse("team_new"), sent)
    assert answer.status_code == 422
    assert "There is a team called" in answer.content.decode()


def test_a_team_closes_only_when_nothing_is_left_without_a_home(admin, c):
    child(c)
    url = reverse("team_close", args=[c.team.pk])
    assert "1 open record is allocated to it" in admin.get(url).content.decode()
    answer = admin.post(url, {"reason": ""})
    assert answer.status_code == 422
    c.team.refresh_from_db()
    assert c.team.is_open
    empty = Team.objects.create(name="Empty", parent=c.service)
    assert admin.post(reverse("team_close", args=[empty.pk]), {"reason": "Merged"}).status_code == 302
    empty.refresh_from_db()
    assert not empty.is_open
    assert admin.post(reverse("team_reopen", args=[empty.pk])).status_code == 302


def test_a_post_made_by_mistake_goes_and_one_that_was_held_stays(admin, c):
    edit(admin, reverse("post_new", args=[c.team.pk]), role="principal_social_worker")
    mistake = Post.objects.get(role=Role.PRINCIPAL_SOCIAL_WORKER, team=c.team)
    assert admin.post(reverse("post_remove", args=[mistake.pk])).status_code == 302
    assert not Post.objects.filter(pk=mistake.pk).exists()
    held = Post.objects.get(role=Role.TEAM_MANAGER, team=c.team)
    assert admin.post(reverse("post_remove", args=[held.pk])).status_code == 422
    assert Post.objects.filter(pk=held.pk).exists()


def test_a_large_tree_is_shown_two_levels_at_a_time(admin, c):
    top = Team.objects.create(name="Level 0", kind="department")
    above = top
    for level in range(1, 5):
        above = Team.objects.create(name=f"Level {level}", parent=above)
    Team.objects.bulk_create([Team(name=f"Team {n:03}", parent=c.service) for n in range(200)])
    page = admin.get(reverse("teams")).content.decode()
    assert "Level 2" in page
    assert "Level 3" not in page
    assert "1 team below" in page
    deeper = admin.get(reverse("teams"), {"under": Team.objects.get(name="Level 2").pk}).content.decode()
    assert "Level 4" in deeper
    assert len(page) < 150_000


# -- one's own page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["iro", "social_worker", "administrator", "corporate_director"])
def test_everybody_has_a_page_of_their_own_and_chooses_how_notices_come(client, c, part):
    me = getattr(c, part)
    client = sign_in(client, me)
    page = client.get(reverse("profile")).content.decode()
    assert me.name in page
    assert "Alerts always come at once" in page
    assert edit(client, reverse("profile_mail"), mail="daily").status_code == 302
    me.refresh_from_db()
    assert me.mail == "daily"
    assert edit(client, reverse("profile_mail"), mail="never").status_code == 422


def test_extra_fields_change_nothing(client, c):
    client = sign_in(client, c.iro)
    extra = {"is_superuser": "on", "is_active": "", "email": "x@x.example"}
    assert edit(client, reverse("profile_mail"), mail="daily", **extra).status_code == 302
    c.iro.refresh_from_db()
    assert (c.iro.is_superuser, c.iro.is_active, c.iro.email) == (False, True, "iro@ambleford.example")


def test_the_profile_names_the_vacant_posts_that_come_to_me(client, c):
    vacate(Role.TEAM_MANAGER, c.team)
    page = sign_in(client, c.service_manager).get(reverse("profile")).content.decode()
    assert "Team Manager, Care Planning North" in page
