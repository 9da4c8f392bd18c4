"""My work: what waits for a person today, in counted lists, soonest first (MOS-20, LEE-05)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from notifications.sweep import sweep
from qa_portal.children.models import Subject
from qa_portal.dashboards.work import Row, Section, WorkSource, register_work, unregister_work
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.deadlines.calendar import working_days
from qa_portal.people.models import Cover
from qa_portal.people.roles import Role
from qa_portal.requests.actions import complete_request, send_request
from qa_portal.requests.models import RequestForResponse
from tests.factories.deadlines import KIND, a_kind, many_running, running
from tests.factories.people import Council, sign_in, vacate
from tests.factories.records import child, restrict

from .conftest import at

pytestmark = pytest.mark.usefixtures("kind")


def page_of(client, who, path: str = "/") -> str:
    answer = sign_in(client, who).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def section(client, who, key: str) -> str:
    """The words of one section of a person's page."""
    page = page_of(client, who)
    found = re.search(rf'<section aria-labelledby="{key}">(.*?)</section>', page, re.S)
    return re.sub(r"\s+", " ", strip_tags(found[1])) if found else ""


def ask(c: Council, subject: Subject, **given) -> RequestForResponse:
    fields = {"kind": "answer", "about": subject, "to_role": Role.TEAM_MANAGER, "note": "Please answer."}
    return send_request(subject=subject, by=c.iro, **{**fields, **given})


@pytest.mark.rule("LEE-05")
def test_what_is_due_is_shown_soonest_first_in_words_with_a_symbol(c: Council, monday, client):
    later = running(c, lasts=working_days(5))
    sooner = running(c, lasts=working_days(1))
    monday.move_to(at("2026-12-02", "10:00"))
    words = section(client, c.team_manager, "to-do")
    assert "To do now (2)" in words
    assert words.index(sooner.subject.reference) < words.index(later.subject.reference)
    assert "1 working day overdue 5pm on Tuesday 1 December" in words
    assert "In 3 working days 5pm on Monday 7 December" in words
    html = page_of(client, c.team_manager)
    assert html.count('class="portal-icon"') >= 2
    assert "portal-mark--bad" in html, "overdue has its own colour, beside its word and symbol"


@pytest.mark.rule("LEE-05")
def test_what_opens_on_its_day_is_to_be_done_from_then_on(c: Council, monday, client):
    with a_kind(key="test_opens", is_upcoming=True):
        running(c, kind="test_opens", owner="iro", due_at=at("2026-12-02", "09:00"), clock_name="stage_opens")
        for day, time, to_do, upcoming in (
            ("2026-12-02", "08:59", 0, 1),
            ("2026-12-02", "09:00", 1, 0),
            ("2026-12-09", "10:00", 1, 0),
        ):
            monday.move_to(at(day, time))
            assert f"To do now ({to_do})" in section(client, c.iro, "to-do")
            assert f"Upcoming ({upcoming})" in section(client, c.iro, "upcoming")


@pytest.mark.rule("LEE-05")
def test_what_is_planned_or_due_later_is_upcoming(c: Council, client):
    far = running(c, lasts=working_days(20), owner="iro")
    with a_kind(key="test_opens", is_upcoming=True):
        planned = running(
            c, kind="test_opens", owner="iro", due_at=at("2026-12-02"), clock_name="stage_opens"
        )
        words, to_do = section(client, c.iro, "upcoming"), section(client, c.iro, "to-do")
    assert "Upcoming (2)" in words
    assert words.index(planned.subject.reference) < words.index(far.subject.reference)
    assert "To do now (0)" in to_do


@pytest.mark.rule("MOS-20")
def test_requests_deadlines_and_unfinished_work_are_separate_counted_lists(c: Council, client):
    subject = child(c)
    ask(c, subject)
    running(c)
    source = WorkSource(
        "test", Section.INCOMPLETE, lambda user: Subject.objects.filter(pk=subject.pk).order_by("pk"),
        lambda one: Row("A review that you began", "/", subject=one),
    )  # fmt: skip
    register_work(source)
    try:
        with a_kind(key="test_request", answers_request=True):
            running(c, subject, kind="test_request")
            to_do, incoming = (
                section(client, c.team_manager, "to-do"),
                section(client, c.team_manager, "incoming"),
            )
            incomplete = section(client, c.team_manager, "incomplete")
    finally:
        unregister_work("test")
    assert "To do now (1)" in to_do
    assert subject.reference not in to_do, "the clock of a request isn't listed beside the request"
    assert "Incoming requests (1)" in incoming
    assert f"Record {subject.reference} · from Iris Reviewing" in incoming
    assert "In 5 working days 5pm on Monday 7 December" in incoming
    assert "Incomplete (1)" in incomplete
    assert "A review that you began" in incomplete


@pytest.mark.rule("MOS-20")
def test_the_asker_sees_whom_she_waits_for_and_the_answerer_what_he_did(c: Council, client):
    request = ask(c, child(c))
    assert "Waiting for others (1)" in section(client, c.iro, "waiting")
    assert "From Tamsin Manager" in section(client, c.iro, "waiting")
    complete_request(request, by=c.team_manager)
    assert "Waiting for others (0)" in section(client, c.iro, "waiting")
    assert "Done lately (1)" in section(client, c.team_manager, "done")
    assert "Nothing waits for you today." in page_of(client, c.team_manager)


def test_what_is_done_leaves_the_list(c: Council, client):
    deadline = running(c)
    assert deadline.subject.reference in page_of(client, c.team_manager)
    meet_deadlines(deadline.about, KIND)
    assert deadline.subject.reference not in page_of(client, c.team_manager)


def test_cover_has_the_absent_persons_work_and_sees_why(c: Council, client):
    running(c)
    mine = running(c, owner="iro")
    Cover.objects.create(
        absent=c.team_manager, covered_by=c.sister_team_manager,
        starts_on=at("2026-11-30").date(), ends_on=at("2026-12-20").date(), reason="Leave",
    )  # fmt: skip
    Cover.objects.create(
        absent=c.iro, covered_by=c.other_iro,
        starts_on=at("2026-11-30").date(), ends_on=at("2026-12-20").date(), reason="Leave",
    )  # fmt: skip
    words = section(client, c.sister_team_manager, "to-do")
    assert "To do now (1)" in words
    assert "You cover for Tamsin Manager (Team Manager, Care Planning North)." in words
    assert mine.subject.reference in section(client, c.other_iro, "to-do")


def test_a_vacant_posts_work_is_with_the_next_rung(c: Council, client):
    running(c)
    vacate(Role.TEAM_MANAGER, c.team)
    words = section(client, c.service_manager, "to-do")
    assert "The post of Team Manager, Care Planning North is vacant" in words


def test_work_of_a_record_without_a_practitioner_is_with_its_team_manager(c: Council, client):
    orphan = running(c, child(c, practitioner=None), owner="practitioner")
    lost = running(c, child(c, iro=None), owner="iro")
    assert orphan.subject.reference in section(client, c.team_manager, "to-do")
    assert lost.subject.reference in section(client, c.iro_manager, "to-do")
    assert orphan.subject.reference not in page_of(client, c.sister_team_manager)


def test_others_work_is_not_shown(c: Council, client):
    deadline = running(c)
    for who in (c.other_team_manager, c.service_manager, c.social_worker, c.insights_head, c.administrator):
        assert deadline.subject.reference not in page_of(client, who)


@pytest.mark.rule("LEE-14")
def test_work_on_a_restricted_record_shows_its_reference_alone(c: Council, client):
    subject = child(c)
    deadline = running(c, subject, label="Answer stage 3")
    restrict(subject, c.iro)
    words = section(client, c.team_manager, "to-do")
    assert "Work on a restricted record" in words
    assert subject.reference in words
    assert "Answer stage 3" not in words
    assert deadline.get_absolute_url() not in page_of(client, c.team_manager)


def test_a_person_with_nothing_to_do_is_told_so_kindly(c: Council, client):
    assert "Nothing waits for you today." in page_of(client, c.insights_member)


def test_a_kind_that_no_app_knows_any_more_does_not_break_the_page(c: Council, client):
    with a_kind(key="test_gone"):
        deadline = running(c, kind="test_gone")
    assert deadline.subject.reference in page_of(client, c.team_manager)


def test_unread_alerts_stand_first(c: Council, monday, client):
    running(c)
    monday.move_to(at("2026-12-07"))
    sweep()
    assert "1 alert that you have not read" in page_of(client, c.service_manager)


def test_a_long_section_has_a_page_of_its_own(c: Council, client):
    many_running(c, 30)
    first = page_of(client, c.team_manager)
    assert first.count("Answer stage 1") == 25
    assert 'To do now <span class="portal-count">(30)' in first
    whole = page_of(client, c.team_manager, "/work/to-do/")
    rest = page_of(client, c.team_manager, "/work/to-do/?page=2")
    assert whole.count("Answer stage 1") == 25
    assert rest.count("Answer stage 1") == 5
    shown = set(re.findall(r"Record (\S+)", whole + rest))
    assert len(shown) == 30
    assert sign_in(client, c.team_manager).get("/work/to-do/?page=3").status_code == 404
    assert sign_in(client, c.team_manager).get("/work/nothing/").status_code == 404


def test_the_page_asks_the_same_few_questions_for_any_number_of_rows(
    c: Council, client, django_assert_max_num_queries
):
    many_running(c, 3)
    for subject in Subject.objects.all()[:3]:
        ask(c, subject)
    sign_in(client, c.team_manager)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    many_running(c, 60, start=100)
    for subject in Subject.objects.all()[3:40]:
        ask(c, subject)
    client.get("/")  # a connection is told each statement once, and that isn't counted
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(few) == len(many), [q["sql"][:90] for q in many]
    assert len(many) <= 12, [q["sql"][:90] for q in many]
