"""Figures are of the period's end, late is late by the first date, and no row tells a grade before its return."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from audits.actions.inadequate import record_assurance
from audits.actions.submitting import submit_audit
from qa_portal import clock
from qa_portal.plan.actions import change_action_date, complete_action
from qa_portal.reporting import actions
from qa_portal.reporting.figures import figure_in
from tests.factories.audits import audit_at, fresh
from tests.factories.audits_after import audit_after, go_on
from tests.factories.improvement import service_action_at
from tests.factories.people import council, sign_in
from tests.factories.plan import action_at
from tests.factories.records import child
from tests.factories.reports import report_at, written
from tests.integration.editing import fields_of

pytestmark = pytest.mark.django_db

OCTOBER = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
NOVEMBER = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
THEN = dt.datetime(2026, 10, 6, 10, 0, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def waltham():
    return council("waltham-forest")


def _share(report, key):
    figure = figure_in(report.figures, key)
    return figure["number"], figure["of"]


def _rows(report, key="audits"):
    sheet = report.sheets.get(key=key)
    return [dict(zip(sheet.headings, row, strict=True)) for row in sheet.rows]


@pytest.mark.rule("MER-04", "WAL-21")
def test_the_spreadsheet_of_a_report_tells_no_grade_that_waits_for_its_panel_or_its_return():
    c = council("merton")
    with clock.standing_at(THEN):
        held = audit_after("to_moderate", c, child(c), grade="inadequate", reviewer=c.other_team_manager)
        back = audit_after("returned", c, child(c), grade="good", reviewer=c.other_team_manager)
    with clock.standing_at(NOW):
        rows = {row["Record"]: row for row in _rows(report_at("drafted", c, period=OCTOBER))}
    grades = ("Grade after reading the record", "Overall grade", "Point")
    assert not any(rows[held.subject.reference][heading] for heading in grades)
    assert "Good" in rows[back.subject.reference]["Overall grade"]


@pytest.mark.rule("WAL-21")
def test_what_was_completed_after_the_period_is_in_its_spreadsheet_as_still_to_be_done(waltham):
    with clock.standing_at(THEN):
        audit = audit_at("written", waltham, child(waltham), reviewer=waltham.other_team_manager)
    with clock.standing_at(NOW):
        submit_audit(fresh(audit), by=audit.reviewer)
    with clock.standing_at(NOW + dt.timedelta(hours=1)):
        october = report_at("drafted", waltham, period=OCTOBER)
    assert [row["Record"] for row in _rows(october)] == [audit.subject.reference]


@pytest.mark.rule("LAW-06", "KNO-06")
def test_an_action_that_is_done_by_a_later_date_still_counts_as_late_and_is_overdue_by_the_date_it_had(
    waltham,
):
    with clock.standing_at(THEN):
        subject = child(waltham)
        audit = audit_after("returned", waltham, subject, reviewer=waltham.other_team_manager)
        before = audit.actions.count() if hasattr(audit, "actions") else 0
        first, second = (
            action_at("open", waltham, subject, about=audit, due_on=dt.date(2026, 10, 16)) for _ in "ab"
        )
        change_action_date(
            first, by=waltham.team_manager, to=dt.date(2026, 10, 30), reason="The school is shut."
        )
    with clock.standing_at(dt.datetime(2026, 10, 28, 10, 0, tzinfo=dt.UTC)):
        complete_action(first, by=waltham.social_worker, evidence="Seen today.")
    with clock.standing_at(NOW):
        change_action_date(second, by=waltham.team_manager, to=dt.date(2026, 12, 1), reason="She was ill.")
        report = report_at("drafted", waltham, period=OCTOBER)
    assert _share(report, "actions") == (before + 2, None)
    assert _share(report, "actions_late") == (1, 1)
    overdue, _of = _share(report, "actions_overdue")
    assert overdue >= 1
    second.refresh_from_db()
    assert second.due_on == dt.date(2026, 12, 1)


@pytest.mark.rule("MER-10")
def test_safety_counts_as_assured_in_time_once_and_where_its_time_was_decided():
    c = council("merton")
    asked_at = dt.datetime(2026, 10, 31, 22, 0, tzinfo=dt.UTC)
    with clock.standing_at(asked_at):
        audit = audit_after("to_moderate", c, child(c), grade="inadequate", reviewer=c.other_team_manager)
    assurance = audit.assurances.get()
    with clock.standing_at(asked_at + dt.timedelta(hours=5)):
        early = report_at("drafted", c, period=OCTOBER)
        assert _share(early, "assured") == (0, 0)
    with clock.standing_at(asked_at + dt.timedelta(hours=12)):
        record_assurance(
            assurance,
            by=c.service_manager,
            reviewed_on=clock.today(),
            safety="All are safe.",
            quality="It was poor.",
        )
    with clock.standing_at(NOW):
        actions.discard_report(early, by=c.insights_member, reason="Drafted again.")
        assert _share(report_at("drafted", c, period=OCTOBER), "assured") == (0, 0)
        assert _share(report_at("drafted", c, period=NOVEMBER), "assured") == (1, 1)


@pytest.mark.rule("MER-07")
def test_an_action_that_was_dropped_long_ago_is_in_no_later_improvement_plan(waltham):
    with clock.standing_at(NOW):
        published = report_at(
            "published", waltham, "quarterly", period=(dt.date(2026, 7, 1), dt.date(2026, 9, 30))
        )
        service_action_at("dropped", waltham, published)
        service_action_at("open", waltham, published)
    with clock.standing_at(dt.datetime(2027, 4, 6, 10, 0, tzinfo=dt.UTC)):
        later = report_at("drafted", waltham, "quarterly", period=(dt.date(2027, 1, 1), dt.date(2027, 3, 31)))
    assert _share(later, "improvement") == (1, None)
    assert _share(later, "improved") == (0, 1)


@pytest.mark.rule("WAL-21")
def test_nobody_publishes_texts_that_were_changed_after_they_opened_the_page(client, waltham):
    with clock.standing_at(THEN):
        go_on(audit_after("accepted", waltham, child(waltham)), waltham, "returned")
    with clock.standing_at(NOW):
        report = written(report_at("drafted", waltham, period=OCTOBER), by=waltham.insights_member)
        sign_in(client, waltham.insights_manager)
        url = reverse("report_publish", args=[report.pk])
        opened = {name: list(values) for name, values in fields_of(client.get(url)).lists()}
        actions.write_texts(
            report, by=waltham.insights_member, words={"learning": "Something else altogether."}
        )
        answer = client.post(url, opened)
    assert answer.status_code == 409
    report.refresh_from_db()
    assert report.state == "drafted"
