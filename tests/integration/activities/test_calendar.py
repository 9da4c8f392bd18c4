"""The calendar of quality assurance: planned, held, what was found and what it changes, actions, reports."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from qa_portal import clock
from qa_portal.activities import actions
from qa_portal.activities.models import Activity, FindingLink
from qa_portal.activities.tasks import remind
from qa_portal.improvement.models import ServiceAction
from qa_portal.outbox.models import Message
from qa_portal.people.models import Post
from qa_portal.reporting.figures import figure_in, grid_in
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay
from tests.factories.activities import FOUND, activity_at
from tests.factories.people import council, sign_in
from tests.factories.records import child
from tests.factories.reports import report_at
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def merton():
    with clock.standing_at(NOW):
        yield council("merton")


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _fill(client, who, name, *args, **said):
    sign_in(client, who)
    url = reverse(name, args=args)
    return send(client, url, client.get(url), **said)


def _planned(merton, **said):
    return {
        "kind": "practice_week",
        "title": "Spring practice week",
        "begins_on": "1/3/2027",
        "ends_on": "5/3/2027",
        "lead": merton.service_manager.email,
        **said,
    }


@pytest.mark.rule("MER-19")
def test_an_activity_is_planned_held_and_its_findings_agreed_on_its_pages(client, merton):
    answer = _fill(client, merton.insights_member, "activity_plan", merton.service.pk, **_planned(merton))
    activity = Activity.objects.get()
    assert answer.url == activity.get_absolute_url()
    told = Message.objects.get(event="activity_planned")
    assert told.recipient == merton.service_manager
    assert "Monday 1 March 2027" in told.heading
    sign_in(client, merton.service_manager)
    assert "Spring practice week" in _text(client.get("/"))

    _fill(client, merton.insights_member, "activity_change", activity.pk, begins_on="9/11/2026", ends_on="")
    held = _fill(client, merton.service_manager, "activity_hold", activity.pk, looked_at="30", went="Well.")
    assert held.url == reverse("activity_findings", args=[activity.pk])
    _fill(
        client,
        merton.service_manager,
        "activity_findings",
        activity.pk,
        findings__row="new-1",
        findings__new__1__kind="to_learn",
        findings__new__1__words="Plans come late.",
        findings__new__1__changes=["training", "plans"],
        findings__new__1__to_change="A date for each plan.",
    )
    assert set(FindingLink.objects.values_list("area", flat=True)) == {"training", "plans"}
    _fill(client, merton.insights_manager, "activity_close", activity.pk)
    shown = _text(client.get(activity.get_absolute_url()))
    assert "Plans come late." in shown
    assert "Service plans and team plans" in shown
    assert Activity.objects.get().closed_by == merton.insights_manager


@pytest.mark.rule("MER-19")
def test_each_kind_of_the_procedure_can_be_planned_and_no_other(merton):
    for kind in (
        "dip_sample",
        "thematic_review",
        "practice_observation",
        "live_audit",
        "appreciative_inquiry",
        "practice_week",
        "young_scrutineers",
    ):
        assert activity_at("planned", merton, kind=kind).kind == kind
    with pytest.raises(ValidationError):
        activity_at("planned", merton, kind="takeover")


@pytest.mark.rule("MER-19")
def test_an_action_because_of_it_joins_the_improvement_plan_and_says_where_it_came_from(client, merton):
    activity = activity_at("closed", merton)
    post = Post.objects.get(role="service_manager", team=merton.service)
    said = {
        "what": "Each plan is shared within a week.",
        "success": "In March no parent waits longer.",
        "owner_post": str(post.pk),
        "due_on": "29/1/2027",
    }
    answer = _fill(client, merton.insights_member, "activity_action_new", activity.pk, **said)
    assert answer.url.startswith(activity.get_absolute_url())
    action = ServiceAction.objects.get()
    assert (action.about, action.team) == (activity, merton.service)
    assert Message.objects.get(event="service_action_agreed").recipient == merton.service_manager
    assert "shared within a week" in _text(client.get(activity.get_absolute_url()))
    assert "Plans of children in need" in _text(client.get(action.get_absolute_url()))
    assert "shared within a week" in _text(client.get(reverse("improvement")))
    planned = activity_at("planned", merton)
    assert client.get(reverse("activity_action_new", args=[planned.pk])).status_code == 404


@pytest.mark.rule("KNO-22")
def test_what_is_to_be_learnt_is_linked_to_what_it_changes_before_findings_are_agreed(merton):
    activity = activity_at("held", merton)
    with pytest.raises(StandsInTheWay, match="Nothing is written yet"):
        actions.agree_findings(activity, by=merton.insights_member)
    unlinked = [{**FOUND[0], "changes": []}, dict(FOUND[1])]
    actions.write_findings(activity, by=merton.team_manager, findings=unlinked)
    with pytest.raises(StandsInTheWay, match="Say what finding 1 is to change"):
        actions.agree_findings(activity, by=merton.insights_member)
    with pytest.raises(NotYours):
        actions.agree_findings(activity, by=merton.team_manager)
    finding = activity.findings.first()
    actions.write_findings(
        activity,
        by=merton.team_manager,
        findings=[{**FOUND[0], "id": finding.pk, "changes": ["commissioning"]}],
    )
    assert [each.pk for each in activity.findings.all()] == [finding.pk]
    closed = actions.agree_findings(activity, by=merton.insights_member)
    with pytest.raises(NotNow):
        actions.write_findings(closed, by=merton.team_manager, findings=[])


@pytest.mark.rule("KNO-22")
def test_what_shows_a_change_stands_beside_the_finding_and_in_the_list_of_changes(client, merton):
    activity = activity_at("closed", merton)
    link = FindingLink.objects.get(area="training")
    sign_in(client, merton.insights_member)
    assert "Not shown yet" in _text(client.get(reverse("activity_changes")))
    _fill(
        client,
        merton.insights_member,
        "activity_show_change",
        activity.pk,
        link.pk,
        shown="The course has a morning on it.",
    )
    link.refresh_from_db()
    assert (link.shown, link.shown_by) == ("The course has a morning on it.", merton.insights_member)
    found = _text(client.get(reverse("activity_changes"), {"shown": "yes"}))
    assert "a morning on it" in found
    assert "a morning on it" not in _text(client.get(reverse("activity_changes"), {"shown": "no"}))
    assert "a morning on it" not in _text(client.get(reverse("activity_changes"), {"area": "supervision"}))
    other = activity_at("closed", merton)
    url = reverse("activity_show_change", args=[other.pk, link.pk])
    assert client.get(url).status_code == 404


@pytest.mark.rule("MER-19", "KNO-22")
def test_reports_tell_the_boards_what_was_held_found_and_changed(merton):
    activity = activity_at("closed", merton, team=merton.team)
    activity_at("held", merton, kind="live_audit")
    activity_at("planned", merton)
    link = FindingLink.objects.filter(finding__activity=activity).first()
    actions.show_change(link, by=merton.insights_member, shown="It is in the new template.")
    with clock.standing_at(dt.datetime(2027, 1, 11, 10, 0, tzinfo=dt.UTC)):
        quarter = (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
        report = report_at("drafted", merton, "quarterly", period=quarter, team=merton.service)
        elsewhere = report_at("drafted", merton, "quarterly", period=quarter, team=merton.other_service)
    assert figure_in(report.figures, "activities")["number"] == 2
    shown = figure_in(report.figures, "changes_shown")
    assert (shown["number"], shown["of"]) == (1, 2)
    lines = {line["label"]: line["numbers"] for line in grid_in(report.figures, "findings_by_area")["lines"]}
    assert lines == {"Supervision": [1], "Training": [1]}
    assert "activities" not in {part["key"] for part in elsewhere.figures}


def test_nothing_of_the_calendar_names_somebody_on_a_record_and_nothing_typed_is_lost(client, merton):
    record = child(merton)
    name = f"{record.first_name} {record.last_name}"
    said = _planned(merton, title=f"What happened to {name}")
    answer = _fill(client, merton.insights_member, "activity_plan", merton.service.pk, **said)
    assert answer.status_code == 422
    assert "It names" in _text(answer)
    assert "Spring" not in answer.content.decode()
    assert name in answer.content.decode()
    assert not Activity.objects.exists()
    activity = activity_at("held", merton)
    answer = _fill(
        client,
        merton.team_manager,
        "activity_findings",
        activity.pk,
        findings__row="new-1",
        findings__new__1__kind="strength",
        findings__new__1__words=f"Record {record.reference} is written well.",
    )
    assert answer.status_code == 422
    assert "Finding 1 names" in _text(answer)
    assert "is written well" in answer.content.decode()


def test_it_isnt_held_before_it_begins_and_is_called_off_with_a_reason(client, merton):
    activity = activity_at("planned", merton, begins_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 1))
    with pytest.raises(StandsInTheWay, match="begins on Tuesday 1 December"):
        actions.hold_activity(activity, by=merton.team_manager)
    with pytest.raises(StandsInTheWay, match="why it doesn’t take place"):
        actions.call_activity_off(activity, by=merton.insights_member, reason=" ")
    _fill(client, merton.insights_member, "activity_call_off", activity.pk, reason="The inspectors come.")
    told = Message.objects.get(event="activity_called_off")
    assert told.recipient == merton.team_manager
    assert "The inspectors come." in told.text
    second = _fill(client, merton.insights_manager, "activity_call_off", activity.pk)
    assert second.status_code in (302, 409)
    with pytest.raises(NotNow):
        actions.hold_activity(activity, by=merton.insights_member)


def test_whoever_led_it_before_is_told_that_somebody_else_does(merton):
    activity = activity_at("planned", merton)
    actions.change_activity(activity, by=merton.insights_member, lead=merton.sister_team_manager)
    assert Message.objects.get(event="activity_no_longer_led").recipient == merton.team_manager
    assert Message.objects.get(event="activity_changed").recipient == merton.sister_team_manager


def test_whoever_leads_it_is_reminded_once_to_write_what_was_found(merton):
    activity_at("held", merton)
    activity_at("closed", merton)
    for day in (13, 17, 17, 18):
        with clock.standing_at(dt.datetime(2026, 11, day, 8, 0, tzinfo=dt.UTC)):
            remind()
        assert Message.objects.filter(event="activity_not_written").count() == (1 if day > 13 else 0)


def test_the_calendar_is_for_those_whom_it_concerns_and_filters(client, merton):
    activity = activity_at("planned", merton, lead=merton.insights_manager)
    activity_at("closed", merton, title="Visits at night", lead=merton.insights_manager)
    for who, finds in (
        (merton.insights_member, True),
        (merton.service_manager, True),
        (merton.team_manager, True),  # what her service does concerns her
        (merton.other_service_manager, False),
    ):
        sign_in(client, who)
        shown = _text(client.get(reverse("activities")))
        assert ("Plans of children in need" in shown) == finds
        assert client.get(activity.get_absolute_url()).status_code == (200 if finds else 404)
    sign_in(client, merton.insights_member)
    assert "Visits at night" not in _text(client.get(reverse("activities")))
    assert "Visits at night" in _text(client.get(reverse("activities"), {"state": "closed"}))
    assert "Visits at night" in _text(client.get(reverse("activities"), {"first": "1/11/2026"}))
    assert "Visits at night" not in _text(client.get(reverse("activities"), {"last": "1/11/2026"}))
    wrong = client.get(reverse("activities"), {"first": "9/11/2026", "last": "1/11/2026"})
    assert "the same day as “From”, or later" in _text(wrong)
    sign_in(client, merton.social_worker)
    for name in ("activities", "activity_changes", "activity_service"):
        assert client.get(reverse(name)).status_code == 404


def test_the_lists_take_as_many_queries_for_many_as_for_one(client, merton, django_assert_max_num_queries):
    activity = activity_at("closed", merton)
    activity_at("planned", merton)
    sign_in(client, merton.insights_member)
    pages = [reverse("activities"), reverse("activity_changes"), activity.get_absolute_url(), "/"]
    counted = []
    for url in pages:
        client.get(url)
        with django_assert_max_num_queries(20) as one:
            client.get(url)
        counted.append(len(one))
    for _ in range(4):
        activity_at("planned", merton, lead=merton.insights_member)
        activity_at("held", merton, lead=merton.insights_member)
        activity_at("closed", merton)
    for url, number in zip(pages, counted, strict=True):
        with django_assert_max_num_queries(number):
            client.get(url)
