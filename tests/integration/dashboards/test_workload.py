"""A team's workload: by person and kind, for its managers, each bar a link to the work behind it (LEE-06)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qa_portal import clock
from qa_portal.figures import measures
from qa_portal.figures.actions import count_figures
from qa_portal.figures.measures import Measure, Row
from qa_portal.figures.models import Figure
from qa_portal.outbox.models import Incident
from tests.factories.audits_after import audit_after
from tests.factories.disputes import dispute_at
from tests.factories.panels import panel_at
from tests.factories.people import council, sign_in
from tests.factories.plan import action_at, audit_on
from tests.factories.records import child, restrict

from .tables import numbers_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
SOME_TIME_AGO = NOW - dt.timedelta(days=30)


@pytest.fixture
def c():
    with clock.standing_at(NOW):
        yield council("merton")


def overdue_action(c, record, **given):
    """An action that was agreed a month ago and should have been done ten days later."""
    with clock.standing_at(SOME_TIME_AGO):
        return action_at("open", c, record, **given)


def page_of(client, who, url=None):
    return sign_in(client, who).get(url or reverse("workload")).content.decode()


@pytest.mark.rule("LEE-06")
def test_a_manager_finds_an_overdue_action_in_two_clicks(c, client):
    action = overdue_action(c, child(c))
    count_figures()
    page = page_of(client, c.team_manager)
    people = numbers_of(page, "Open work, by whoever it waits for")
    kinds = numbers_of(page, "Open work, by kind")
    assert people["Wendy Worker"] == [1, 0, 0, 1]
    assert kinds["Complete the action"] == [1, 0, 0, 1]
    assert "is overdue; 1 of them waits for Wendy Worker" in page
    # The first click is a bar, the second a row of the list behind it.
    bar = re.search(r'<a href="([^"]*)" tabindex="-1" aria-label="Wendy Worker, overdue: 1"', page)[1]
    listed = client.get(bar.replace("&amp;", "&")).content.decode()
    assert listed.count(f'href="{action.get_absolute_url()}"') == 1
    assert "Wendy Worker (Social worker" in listed
    assert client.get(action.get_absolute_url()).status_code == 200


@pytest.mark.rule("LEE-06")
def test_each_number_is_that_of_the_list_behind_it(c, client):
    dispute_at("sent", council=c, subject=child(c))
    dispute_at("answered", council=c, subject=child(c))
    for n in range(3):
        overdue_action(c, child(c), owner=("practitioner", "iro", "practitioner")[n])
    action_at("open", c, child(c))
    count_figures()
    page = page_of(client, c.service_manager)
    links = {url.replace("&amp;", "&") for url in re.findall(r'href="(/workload/list/[^"]*)"', page)}
    assert len([url for url in links if "person=" in url or "kind=" in url]) > 6
    for url in links:
        as_written = re.escape(url.replace("&", "&amp;"))
        number = re.search(rf'{as_written}"(?:><strong>|[^>]*: )(\d+)', page)[1]
        assert client.get(url).content.decode().count('<th scope="row"') == int(number), url


@pytest.mark.rule("LEE-06")
def test_each_manager_sees_the_work_of_their_own_teams(c, client):
    overdue_action(c, child(c))
    count_figures()
    for who, number in (
        (c.team_manager, 1),
        (c.service_manager, 1),
        (c.head_of_service, 1),
        (c.insights_member, 1),
        (c.sister_team_manager, 0),
        (c.other_service_manager, 0),
    ):
        page = page_of(client, who)
        assert ("Wendy Worker" in page) == bool(number), who
        assert client.get(reverse("workload_list")).content.decode().count('<th scope="row"') >= number
    for who in (c.social_worker, c.iro, c.administrator):
        sign_in(client, who)
        assert client.get(reverse("workload")).status_code == 404
        assert client.get(reverse("workload_list")).status_code == 404


def test_nobody_is_named_and_nothing_listed_of_a_team_that_is_not_theirs(c, client):
    overdue_action(c, child(c))
    count_figures()
    sign_in(client, c.sister_team_manager)
    for asked in (f"person={c.social_worker.pk}", f"team={c.team.pk}", "kind=action_done"):
        page = client.get(f"{reverse('workload_list')}?{asked}").content.decode()
        assert "Wendy" not in page
        assert '<th scope="row"' not in page


def test_a_team_can_be_chosen_out_of_several(c, client):
    overdue_action(c, child(c))
    count_figures()
    sign_in(client, c.service_manager)
    for team, is_theirs in ((c.team, True), (c.sister_team, False)):
        page = client.get(reverse("workload"), {"team": team.pk}).content.decode()
        assert (">Wendy Worker<" in page) == is_theirs


def test_what_is_restricted_is_neither_counted_nor_listed(c, client):
    record = child(c)
    overdue_action(c, record)
    restrict(record, c.iro)
    count_figures()
    assert "Wendy Worker" not in page_of(client, c.team_manager)
    assert record.reference not in client.get(reverse("workload_list")).content.decode()


def test_a_grade_is_not_told_by_what_is_due(c, client):
    """That an audit waits for its panel would say how it was graded: that kind is the quality assurance team's."""
    from audits.models import Audit
    from qa_portal.deadlines.actions import open_deadline
    from qa_portal.people.roles import Role

    audit = Audit.objects.get(pk=audit_on(c, child(c)).pk)
    open_deadline(
        "audit_moderate",
        about=audit,
        subject=audit.subject,
        framework=audit.framework,
        owner=str(Role.INSIGHTS_MANAGER),
        due_at=NOW + dt.timedelta(days=3),
    )
    count_figures()
    for who, sees in ((c.team_manager, False), (c.insights_manager, True)):
        assert ("Moderate the audit" in page_of(client, who)) == sees
        listed = client.get(reverse("workload_list")).content.decode()
        assert ("Moderate the audit" in listed) == sees


def test_before_anything_was_counted_it_says_so(c, client):
    assert "The numbers are being counted." in page_of(client, c.team_manager)


def test_the_numbers_are_counted_again_once_they_have_grown_old(c, client):
    count_figures()
    overdue_action(c, child(c))
    with clock.standing_at(NOW + dt.timedelta(minutes=4)):
        assert count_figures() == []
    with clock.standing_at(NOW + dt.timedelta(minutes=6)):
        assert "workload" in count_figures()
        assert "Wendy Worker" in page_of(client, c.team_manager)


def test_what_cannot_be_counted_stops_nothing_else_and_is_an_incident_until_it_can(c, monkeypatch):
    def fails():
        raise ValueError("no such thing")

    wrong = Measure("wrong", fails)
    monkeypatch.setattr(measures, "_measures", {"wrong": wrong, **measures._measures})
    assert "workload" in count_figures(all_of_them=True)
    [incident] = Incident.objects.filter(kind=Incident.Kind.CHECK, closed_at=None)
    assert "“wrong” can’t be counted (ValueError)" in incident.text
    monkeypatch.setitem(measures._measures, "wrong", Measure("wrong", lambda: [Row(3)]))
    assert "wrong" in count_figures(all_of_them=True)
    incident.refresh_from_db()
    assert incident.closed_at is not None
    assert Figure.objects.get(measure="wrong").number == 3


def test_as_many_queries_for_many_rows_as_for_one(c, client):
    def asked(url):
        sign_in(client, c.team_manager)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    urls = [reverse("workload"), f"{reverse('workload_list')}?person={c.social_worker.pk}&stands=overdue"]
    overdue_action(c, child(c))
    count_figures(all_of_them=True)
    few = [asked(url) for url in urls]
    for _ in range(6):
        overdue_action(c, child(c))
        dispute_at("sent", council=c, subject=child(c))
    count_figures(all_of_them=True)
    assert [asked(url) for url in urls] == few
    assert few[0] <= 12
    assert few[1] <= 8


@pytest.mark.rule("LEE-06", "MER-04")
def test_who_grades_for_a_panel_is_named_to_no_manager_of_the_team(c, client):
    """That an audit is before a panel can tell its grade, so whose work that is isn't told of the team's records."""
    with clock.standing_at(SOME_TIME_AGO):
        audit_after("to_moderate", c, child(c), grade="inadequate", reviewer=c.sister_team_manager)
        panel_at("convened", c)
    count_figures()
    url = f"{reverse('workload_list')}?person={c.other_team_manager.pk}"
    name = c.other_team_manager.name
    assert name not in page_of(client, c.team_manager, url)
    assert name in page_of(client, c.insights_manager, url)
