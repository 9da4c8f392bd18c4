"""Improvement plans: agreed with a report, done by a post, verified by others, tracked and shown to the boards."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.improvement.models import ServiceAction
from qa_portal.improvement.tasks import remind
from qa_portal.outbox.models import Message
from qa_portal.people.models import Post
from qa_portal.reporting.figures import figure_in
from qa_portal.workflow.steps import NotYours
from tests.factories.improvement import service_action_at
from tests.factories.people import council, sign_in
from tests.factories.reports import report_at
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

OCTOBER = (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def waltham():
    with clock.standing_at(NOW):
        yield council("waltham-forest")


@pytest.fixture
def report(waltham):
    return report_at("published", waltham, period=OCTOBER, team=waltham.service)


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _take(client, who, name, pk, **said):
    sign_in(client, who)
    url = reverse(name, args=[pk])
    return send(client, url, client.get(url), **said)


@pytest.mark.rule("MER-07")
def test_an_action_is_agreed_done_verified_by_another_and_shown_to_the_boards(client, waltham, report):
    post = Post.objects.get(role="service_manager", team=waltham.service)
    said = {
        "what": "Look at dates.",
        "success": "None has passed.",
        "owner_post": str(post.pk),
        "due_on": "29/1/2027",
    }
    assert _take(client, waltham.insights_member, "service_action_new", report.pk, **said).status_code == 302
    action = ServiceAction.objects.get()
    told = Message.objects.get(event="service_action_agreed")
    assert told.recipient == waltham.service_manager
    assert "by Friday 29 January 2027" in told.heading
    assert "Look at dates." in _text(client.get(report.get_absolute_url()))

    _take(client, waltham.service_manager, "service_action_complete", action.pk, evidence="We did.")
    assert Message.objects.get(event="service_action_done").recipient == waltham.insights_member
    _take(client, waltham.insights_manager, "service_action_give_back", action.pk, reason="Show me two.")
    _take(client, waltham.service_manager, "service_action_complete", action.pk, evidence="Here are two.")
    with clock.standing_at(dt.datetime(2027, 1, 11, 10, 0, tzinfo=dt.UTC)):
        quarter = (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
        shown = report_at("drafted", waltham, "quarterly", period=quarter, team=waltham.service)
        figure = figure_in(shown.figures, "improved")
        assert (figure["number"], figure["of"]) == (1, 1)
        plan = next(part for part in shown.figures if part["key"] == "improvement")["tables"][0]
        assert plan["rows"][0][0] == "Look at dates."
        assert plan["rows"][0][-1] == "Done"
    _take(client, waltham.insights_manager, "service_action_verify", action.pk, verification="I read both.")
    action.refresh_from_db()
    assert (action.state, action.verified_by) == ("verified", waltham.insights_manager)


@pytest.mark.rule("MER-07")
def test_nobody_verifies_what_they_say_they_did(waltham, report):
    from qa_portal.improvement import actions

    post = Post.objects.get(role="insights_manager", team=waltham.quality_unit)
    action = service_action_at("open", waltham, report, owner_post=post)
    action = actions.complete_service_action(action, by=waltham.insights_manager, evidence="Done.")
    with pytest.raises(NotYours):
        actions.verify_service_action(action, by=waltham.insights_manager, verification="So it is.")
    assert actions.verify_service_action(action, by=waltham.insights_head, verification="It is.").verified_at


@pytest.mark.rule("MER-07")
def test_its_owner_is_reminded_alerted_once_each_and_then_the_quality_assurance_team(waltham, report):
    action = service_action_at("open", waltham, report, due_on=dt.date(2026, 12, 4))

    def told_after(day):
        with clock.standing_at(dt.datetime(2026, 12, day, 8, 0, tzinfo=dt.UTC)):
            remind()
            remind()
        found = Message.objects.filter(
            about_id=action.pk, event__in=["service_action_due_soon", "service_action_overdue"]
        )
        return sorted(found.values_list("event", "recipient__name"))

    owner, manager = waltham.service_manager.name, waltham.insights_manager.name
    soon, late = ("service_action_due_soon", owner), ("service_action_overdue", owner)
    with clock.standing_at(dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)):
        remind()
    assert not Message.objects.filter(event="service_action_due_soon").exists()
    assert told_after(1) == [soon]
    assert told_after(7) == [soon, late]
    assert told_after(14) == sorted([soon, late, ("service_action_overdue", manager)])


def test_the_list_is_for_those_whom_it_concerns_and_filters(client, waltham, report):
    service_action_at("open", waltham, report, what="Look at dates.")
    service_action_at("verified", waltham, report, what="Buy a clock.")
    for who in (waltham.insights_member, waltham.service_manager, waltham.other_service_manager):
        finds = who != waltham.other_service_manager
        sign_in(client, who)
        assert ("Look at dates." in _text(client.get(reverse("improvement")))) == finds
    sign_in(client, waltham.insights_member)
    assert "Buy a clock." not in _text(client.get(reverse("improvement")))
    assert "Buy a clock." in _text(client.get(reverse("improvement"), {"state": "verified"}))
    sign_in(client, waltham.social_worker)
    assert client.get(reverse("improvement")).status_code == 404


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    client, waltham, report, django_assert_max_num_queries
):
    service_action_at("open", waltham, report)
    sign_in(client, waltham.insights_member)
    client.get(reverse("improvement"))
    with django_assert_max_num_queries(9) as one:
        client.get(reverse("improvement"))
    for _ in range(5):
        service_action_at("open", waltham, report)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("improvement"))
