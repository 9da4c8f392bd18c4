"""The inbox: each person's own notices, counted, read, and no more of a restricted record than its reference."""

from __future__ import annotations

import html
import re

import pytest

from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.transfers.allocating import allocate
from tests.factories.people import Council, sign_in
from tests.factories.records import child, restrict

NEWS = Notice("test_news", "Something happened: record {reference}", "It happened on {day}.")
ALARM = Notice("test_alarm", "Look at this: record {reference}", "Since {day}.", Message.Urgency.ALERT)


def say(notice: Notice, who, subject=None, occasion: str = "1", url: str = "/notices/?show=all") -> Message:
    tell(
        notice, [Recipient(who.pk, "You asked.")], about=None, subject=subject, occasion=occasion, url=url, day="Monday"
    )  # fmt: skip
    return Message.objects.get(occasion=occasion, recipient=who)


def text(client, path: str = "/notices/") -> str:
    return client.get(path).content.decode()


def rows(client) -> list[str]:
    """The table of vacancies, row by row."""
    page = client.get("/incidents/?section=vacant").content.decode()
    cells = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)[1:]]
    return [" ".join(html.unescape(row).split()) for row in cells]


def test_a_person_sees_their_own_notices_and_nobody_elses(c: Council, client):
    mine, theirs = say(NEWS, c.iro, child(c)), say(NEWS, c.other_iro, child(c))
    page = text(sign_in(client, c.iro))
    assert mine.heading in page
    assert "It happened on Monday." in page
    assert "You asked." in page
    assert theirs.heading not in page
    assert client.get(f"/notices/{theirs.pk}/").status_code == 404


def test_the_bell_counts_what_is_not_read_and_opening_reads_it(c: Council, client):
    message = say(NEWS, c.iro)
    say(NEWS, c.iro, occasion="2")
    sign_in(client, c.iro)
    assert '<span class="portal-badge">2</span>' in text(client, "/")
    answer = client.get(f"/notices/{message.pk}/")
    assert (answer.status_code, answer.url) == (302, "/notices/?show=all")
    assert '<span class="portal-badge">1</span>' in text(client, "/")
    assert message.heading in text(client)
    assert text(client, "/notices/?show=unread").count("Something happened") == 1


def test_all_can_be_marked_as_read_at_once_by_post_alone(c: Council, client):
    for occasion in "123":
        say(NEWS, c.iro, occasion=occasion)
    other = say(NEWS, c.other_iro)
    sign_in(client, c.iro)
    assert client.get("/notices/read/").status_code == 405
    answer = client.post("/notices/read/", follow=True).content.decode()
    assert "3 notices are marked as read." in answer
    assert not Message.objects.filter(recipient=c.iro, read_at=None).exists()
    other.refresh_from_db()
    assert other.read_at is None


def test_alerts_can_be_shown_alone(c: Council, client):
    say(NEWS, c.iro)
    say(ALARM, c.iro, occasion="2")
    page = text(sign_in(client, c.iro), "/notices/?show=alerts")
    assert "Look at this" in page
    assert "Something happened" not in page
    assert client.get("/notices/?show=everything").status_code == 404


def test_a_long_inbox_has_pages(c: Council, client):
    for number in range(27):
        say(NEWS, c.iro, occasion=f"{number}")
    sign_in(client, c.iro)
    assert text(client).count("Something happened") == 25
    assert text(client, "/notices/?page=2").count("Something happened") == 2


@pytest.mark.rule("LEE-14")
def test_a_notice_about_a_record_restricted_since_shows_its_reference_alone(c: Council, client):
    subject = child(c)
    message = say(NEWS, c.team_manager, subject)
    restrict(subject, c.iro)
    page = text(sign_in(client, c.team_manager))
    assert f"A notice about restricted record {subject.reference}" in page
    assert "It happened on Monday." not in page
    assert message.heading not in page


def test_a_notice_about_a_record_that_has_gone_to_others_keeps_its_heading_alone(c: Council, client):
    subject = child(c)
    message = say(NEWS, c.iro, subject)
    assert "It happened on Monday." in text(sign_in(client, c.iro))
    allocate(subject, "iro", person=c.other_iro, by=c.administrator)
    page = text(sign_in(client, c.iro))
    assert message.heading in page
    assert "This record is no longer among those that you see" in page
    assert "It happened on Monday." not in page


def test_an_empty_inbox_says_what_will_appear(c: Council, client):
    assert "No notices yet." in text(sign_in(client, c.insights_head))


@pytest.mark.parametrize("part", ["iro", "iro_manager", "insights_head", "corporate_director"])
def test_incidents_are_for_administrators_alone(c: Council, client, part):
    sign_in(client, getattr(c, part))
    assert client.get("/incidents/").status_code == 404
    for path in (
        "/incidents/alerts/",
        "/incidents/1/retry/",
        "/incidents/1/close/",
        "/incidents/papers/1/retry/",
    ):
        assert client.post(path).status_code == 404


def test_the_incidents_page_names_posts_that_nobody_holds_while_work_waits(c: Council, client, kind):
    from qa_portal.people.roles import Role
    from tests.factories.deadlines import running
    from tests.factories.people import vacate

    running(c)
    sign_in(client, c.administrator)
    assert "Team Manager, Care Planning North" not in text(client, "/incidents/?section=vacant")
    vacate(Role.TEAM_MANAGER, c.team)
    page = text(client, "/incidents/")
    assert "Posts that nobody holds" in page
    assert "Team Manager, Care Planning North" in page
    assert "Selma Service (Service Manager, Care Planning)" in page


def test_a_vacant_post_that_climbs_to_nobody_comes_first_and_says_so(c: Council, client, kind):
    from qa_portal.people.models import Appointment
    from qa_portal.people.roles import Role
    from tests.factories.deadlines import running
    from tests.factories.people import vacate

    running(c)
    for appointment in Appointment.objects.exclude(person=c.administrator):
        appointment.delete()
    vacate(Role.TEAM_MANAGER, c.team)
    first = rows(sign_in(client, c.administrator))[0]
    assert first == "Team Manager, Care Planning North 1 0 Nobody at all. Give somebody this post."


def test_work_of_a_role_that_has_no_post_is_shown_with_whom_it_is_meanwhile(c: Council, client, kind):
    from qa_portal.people.models import Appointment, Post
    from qa_portal.people.roles import Role
    from tests.factories.deadlines import running

    Appointment.objects.filter(post__role=Role.ASSISTANT_DIRECTOR).delete()
    Post.objects.filter(role=Role.ASSISTANT_DIRECTOR).delete()
    running(c, owner=Role.ASSISTANT_DIRECTOR)
    assert rows(sign_in(client, c.administrator)) == [
        "Assistant Director for Care Planning North (no such post) 1 0 "
        f"{c.service_director.name} (Service Director, {c.department.name})"
    ]


def test_a_role_that_the_procedure_counts_on_is_shown_before_any_work_waits_for_it(c: Council, client):
    from qa_portal.people.roles import Role
    from tests.factories.people import vacate
    from tests.factories.records import child

    sign_in(client, c.administrator)
    vacate(Role.IRO_MANAGER, c.quality_unit)
    assert rows(client) == []  # no record is open yet
    child(c)
    (row,) = rows(client)
    assert row.startswith(f"IRO Manager, {c.quality_unit.name} 0 0 ")
    vacate(Role.PRINCIPAL_SOCIAL_WORKER, c.quality_unit)
    assert len(rows(client)) == 1  # no procedure counts on that one, and nothing waits for it


def test_the_vacancies_are_read_in_as_many_questions_for_many_teams(
    c: Council, client, kind, django_assert_max_num_queries
):
    from notifications.vacancies import vacancies
    from qa_portal.people.roles import Role
    from tests.factories.deadlines import running
    from tests.factories.people import vacate
    from tests.factories.records import child

    running(c)
    child(c, team=c.other_team)
    child(c, team=c.sister_team)
    for team in (c.team, c.other_team, c.sister_team):
        vacate(Role.TEAM_MANAGER, team)
    assert len(vacancies()) == 3
    with django_assert_max_num_queries(6):
        vacancies()
