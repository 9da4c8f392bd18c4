"""The Insights dashboard: what counts, what is apart, what has a denominator, and that nothing is counted meanwhile."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.actions.challenging import record_meeting
from audits.actions.checking import accept_audit
from audits.actions.resolving import settle_challenge
from audits.actions.submitting import submit_audit
from audits.actions.writing import write_overall
from qa_portal import clock
from qa_portal.charts.shapes import Bars
from qa_portal.dashboards.insights import DISPUTES, SECTIONS, charts
from qa_portal.figures.actions import count_figures
from tests.factories.audits import audit_at
from tests.factories.audits_after import audit_after, go_on
from tests.factories.audits_climb import alert_at, challenge_at, grade_of
from tests.factories.cycles import caseload, cycle_at
from tests.factories.disputes import commendation, dispute_at, fresh
from tests.factories.people import council, sign_in
from tests.factories.plan import action_at
from tests.factories.records import child

from .tables import numbers_of, table_of

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
GRADES = "Overall grades, by the month of the return"
COMPLIANCE = "Answers to compliance checks that are Yes"
IN_TIME = "By the month of the first date"


@pytest.fixture
def c():
    with clock.standing_at(NOW):
        yield council("waltham-forest")


@pytest.fixture
def merton():
    with clock.standing_at(NOW):
        yield council("merton")


def page_of(client, who, **asked):
    count_figures(all_of_them=True)
    answer = sign_in(client, who).get(reverse("insights"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.rule("WAL-25")
def test_an_audit_under_challenge_is_not_counted_until_it_is_resolved(c, client):
    for grade in ("good", "good", "requires_improvement"):
        audit_after("returned", c, child(c), grade=grade)
    challenge = challenge_at("informal", c, child(c))
    page = page_of(client, c.insights_member)
    assert numbers_of(page, GRADES)["Nov 2026"] == [0, 1, 2, 0, 3]
    assert "Good or Outstanding: 2 of 3 (67%)" in page
    settle_challenge(
        record_meeting(challenge, by=challenge.audit.reviewer, met_on=clock.today(), summary="Read again."),
        by=challenge.audit.reviewer,
        summary="Read again.",
        outcome="The visits are there.",
        **grade_of(challenge.audit, "outstanding"),
    )
    page = page_of(client, c.insights_member)
    assert numbers_of(page, GRADES)["Nov 2026"] == [0, 1, 2, 1, 4]


@pytest.mark.rule("WAL-29")
def test_compliance_checks_stand_apart_from_graded_audits(c, client):
    audit_after("returned", c, child(c), grade="good")
    check = audit_after("returned", c, child(c), tool="compliance_check")
    answers = check.answers.filter(value__in=["yes", "partly", "no"])
    number = answers.count()
    assert number > 3
    answers.filter(pk=answers.first().pk).update(value="no")
    yes = check.answers.filter(value="yes").count()
    page = page_of(client, c.insights_member)
    assert numbers_of(page, GRADES)["Nov 2026"] == [0, 0, 1, 0, 1]
    [said] = table_of(page, COMPLIANCE)["Nov 2026"]
    assert said == f"{yes} of {number} ({round(100 * yes / number)}%)"


def test_an_audit_that_is_not_returned_tells_no_grade(c, client):
    audit_after("accepted", c, child(c), grade="outstanding")
    page = page_of(client, c.insights_member)
    assert "Good or Outstanding: none yet" in page


@pytest.mark.rule("LAW-07")
def test_answered_and_resolved_in_time_are_two_measures_with_numerator_and_denominator(merton, client):
    c = merton
    dispute_at("answered", council=c, subject=child(c))
    with clock.standing_at(NOW - dt.timedelta(days=60)):
        dispute_at("sent", council=c, subject=child(c))
        dispute_at("answered", council=c, subject=child(c))
    page = page_of(client, c.insights_member)
    assert "Answered in time: 2 of 3 (67%). Resolved in time: 0 of 2 (0%)" in page
    rows = table_of(page, IN_TIME)
    assert rows["Nov 2026"][0] == "1 of 1 (100%)"
    late = [cells for cells in rows.values() if cells[1] == "0 of 2 (0%)"]
    assert len(late) == 1


@pytest.mark.rule("NEW-08")
def test_no_volume_of_disputes_is_shown_as_bad(merton, client):
    c = merton
    dispute_at("sent", council=c, subject=child(c))
    commendation(c, child(c))
    count_figures(all_of_them=True)
    [(_, _, shown)] = [each for each in charts(None, "") if each[0] == SECTIONS[DISPUTES][0]]
    assert len(shown) == 4
    assert {part.tone for chart in shown for part in chart.parts} <= {"plain", "light", "quiet", "strong"}
    page = page_of(client, c.insights_member)
    assert "1 dispute was raised, and good practice was commended 1 time" in page


def test_a_bar_leads_to_as_many_as_it_says(merton, client):
    c = merton
    dispute_at("sent", council=c, subject=child(c))
    dispute_at("answered", council=c, subject=child(c))
    with clock.standing_at(NOW - dt.timedelta(days=30)):
        action_at("open", c, child(c), priority="high")
    action_at("done", c, child(c))
    page = page_of(client, c.insights_member)
    links = re.findall(r'<td[^>]*><span[^>]*>[^<]*</span><a class="govuk-link" href="([^"]*)">(\d+)<', page)
    plans = [(url, int(number)) for url, number in links if url.startswith(reverse("plan"))]
    assert len(plans) == 2
    for url, number in plans:
        rows = client.get(url.replace("&amp;", "&")).content.decode().count('<th scope="row"')
        assert rows == number, url
    [register] = {url for url, _ in links if url.startswith(reverse("dispute_register")) and "level" in url}
    assert client.get(register.replace("&amp;", "&")).content.decode().count('<th scope="row"') == 2


def test_alerts_overdue_work_and_cycles_are_counted(c, client):
    alert_at("first", c, child(c))
    caseload(c)
    cycle = cycle_at("sent", c)
    with clock.standing_at(NOW - dt.timedelta(days=30)):
        action_at("open", c, child(c))
    page = page_of(client, c.insights_member)
    assert "1 safety alert is open; 1 raised in twelve months" in page
    number = cycle.audits.count()
    assert number
    assert f"0 of {number} audits of the cycles under way are back with their team" in page
    assert f'href="{cycle.get_absolute_url()}"' in page
    rungs = numbers_of(page, "Overdue work, by the highest rung that was told of it")
    assert sum(cells[0] for cells in rungs.values()) >= 1
    assert "1 of 1 unfinished action is overdue" in page


@pytest.mark.rule("LEE-02")
def test_overdue_work_stands_at_the_highest_rung_that_was_told_of_it(merton, client):
    c = merton
    with clock.standing_at(NOW - dt.timedelta(days=45)):
        dispute_at("sent", council=c, subject=child(c))
    page = page_of(client, c.insights_member)
    rungs = numbers_of(page, "Overdue work, by the highest rung that was told of it")
    assert rungs == {"Corporate Director": [1], "Assistant Director": [1]}  # the cap, and stage 1
    with clock.standing_at(NOW - dt.timedelta(days=37)):  # a working day after stage 1 was to be answered
        page = page_of(client, c.insights_member)
        [(rung, [number])] = numbers_of(page, "Overdue work, by the highest rung that was told of it").items()
        assert (rung, number) == ("Service Manager", 1)


@pytest.mark.rule("WAL-22")
def test_themes_are_counted_as_strengths_and_as_risks(c, client):
    for kinds in (("strength", "risk"), ("risk", "risk")):
        audit = audit_at("written", c, child(c))
        themes = [theme.key for theme in audit.policy.themes[:2]]
        audit = write_overall(
            audit, by=audit.reviewer, written={"themes": dict(zip(themes, kinds, strict=True))}
        )
        submit_audit(fresh(audit), by=audit.reviewer)
        go_on(accept_audit(fresh(audit), by=c.insights_member, says="Sound."), c, "returned")
    page = page_of(client, c.insights_member)
    rows = numbers_of(page, "Audits tagged with each theme, in twelve months")
    labels = [theme.label for theme in audit.policy.themes[:2]]
    assert [rows[label] for label in labels] == [[1, 1, 2], [0, 2, 2]]
    assert f"{labels[1]}” was found as a risk most often: 2 times" in page


def test_a_team_can_be_chosen(c, client):
    audit_after("returned", c, child(c), grade="good")
    assert "Good or Outstanding: 1 of 1 (100%)" in page_of(client, c.insights_member, team=c.service.pk)
    assert "Good or Outstanding: none yet" in page_of(client, c.insights_member, team=c.other_service.pk)


def test_it_is_the_quality_assurance_teams_alone(c, client):
    count_figures()
    for who in (c.team_manager, c.head_of_service, c.social_worker, c.iro, c.administrator):
        sign_in(client, who)
        assert client.get(reverse("insights")).status_code == 404
    for who in (c.insights_head, c.iro_manager, c.principal_social_worker):
        sign_in(client, who)
        assert client.get(reverse("insights")).status_code == 200


def test_as_many_queries_for_many_rows_as_for_one_and_none_of_answers(c, client):
    def asked():
        page_of(client, c.insights_member)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("insights"))
        return [query["sql"] for query in queries]

    audit_after("returned", c, child(c))
    few = asked()
    for _ in range(3):
        audit_after("returned", c, child(c))
        challenge_at("informal", c, child(c))
        alert_at("first", c, child(c))
    many = asked()
    assert len(many) == len(few) <= 12
    assert not any("audits_" in sql or "disputes_" in sql or "deadline" in sql for sql in many)


def test_every_chart_of_the_dashboard_says_a_point_also_with_nothing_to_count(c, client):
    page = page_of(client, c.insights_member)
    points = [chart.point for _, _, shown in charts(None, "") for chart in shown]
    assert len(points) == len(set(points)) == 11
    assert all(point in page for point in points if "“" not in point)
    assert all(isinstance(chart, Bars) or chart.unit for _, _, shown in charts(None, "") for chart in shown)
