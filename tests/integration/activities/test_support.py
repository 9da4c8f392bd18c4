"""Requests for quality assurance support: queued, answered, counted."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from qa_portal import clock
from qa_portal.outbox.models import Message
from qa_portal.reporting.figures import figure_in, grid_in
from qa_portal.support import actions
from qa_portal.support.models import SupportRequest
from qa_portal.support.tasks import remind
from qa_portal.workflow.steps import NotYours, StandsInTheWay
from tests.factories.activities import support_at
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


@pytest.mark.rule("MER-24")
def test_support_is_asked_for_taken_on_and_answered_on_its_pages(client, merton):
    answer = _fill(
        client, merton.social_worker, "support_ask", kind="guidance", what="How do we write a plan?"
    )
    request = SupportRequest.objects.get()
    assert answer.url == request.get_absolute_url()
    assert (request.team, request.due_on) == (merton.team, dt.date(2026, 11, 23))
    told = Message.objects.filter(event="support_asked")
    assert merton.insights_member in {message.recipient for message in told}
    assert "Monday 23 November 2026" in told[0].heading
    assert "Request for support: guidance" in _text(client.get("/"))

    sign_in(client, merton.insights_member)
    queue = _text(client.get(reverse("support")))
    assert "How do we write a plan?" in queue
    assert "1 waits for an answer, 0 of them overdue." in queue
    _fill(client, merton.insights_member, "support_take", request.pk)
    assert Message.objects.get(event="support_taken").recipient == merton.social_worker
    assert "Request for support: guidance" in _text(client.get("/"))
    _fill(client, merton.insights_member, "support_put_back", request.pk)
    request.refresh_from_db()
    assert request.taken_by is None
    _fill(client, merton.insights_manager, "support_answer", request.pk, answer="Begin with the child.")
    assert Message.objects.get(event="support_answered").recipient == merton.social_worker
    sign_in(client, merton.social_worker)
    assert "Begin with the child." in _text(client.get(request.get_absolute_url()))


@pytest.mark.rule("MER-24")
def test_requests_are_counted_in_reports_with_how_many_were_in_time(merton):
    for _ in range(2):
        support_at("answered", merton)
    late = support_at("taken", merton, kind="learning")
    support_at("asked", merton)
    support_at("withdrawn", merton)
    with clock.standing_at(dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)):
        actions.answer_support(late, by=merton.insights_member, answer="On Friday.")
    with clock.standing_at(dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)):
        month = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
        report = report_at("drafted", merton, period=month, team=merton.service)
        elsewhere = report_at("drafted", merton, period=month, team=merton.other_service)
    asked, in_time = (figure_in(report.figures, key) for key in ("support_asked", "support_in_time"))
    assert asked["number"] == 5
    assert (in_time["number"], in_time["of"]) == (2, 3)
    assert figure_in(report.figures, "support_waiting")["number"] == 1
    assert figure_in(report.figures, "support_took")["number"] == 0
    lines = {line["label"]: line["numbers"] for line in grid_in(report.figures, "support_by_kind")["lines"]}
    assert lines == {"Guidance": [4], "A workshop or training": [1]}
    assert "support" not in {part["key"] for part in elsewhere.figures}


@pytest.mark.rule("MER-24")
def test_nobody_answers_what_they_asked_and_nobody_else_withdraws_it(merton):
    own = support_at("asked", merton, by=merton.insights_member, team=merton.quality_unit)
    for refused in (actions.take_support_on, lambda r, by: actions.answer_support(r, by=by, answer="So.")):
        with pytest.raises(NotYours):
            refused(own, by=merton.insights_member)
    with pytest.raises(NotYours):
        actions.withdraw_support(own, by=merton.insights_manager, reason="It is old.")
    with pytest.raises(StandsInTheWay, match="why you don’t need it"):
        actions.withdraw_support(own, by=merton.insights_member, reason="")
    assert actions.withdraw_support(own, by=merton.insights_member, reason="We know now.").withdrawn_at
    with pytest.raises(NotYours):
        support_at("asked", merton, team=merton.other_team)


def test_whoever_is_to_answer_is_reminded_and_alerted_once_each(merton):
    request = support_at("asked", merton)

    def told_on(day):
        with clock.standing_at(dt.datetime(2026, 11, day, 8, 0, tzinfo=dt.UTC)):
            remind()
            remind()
        found = Message.objects.filter(
            about_id=request.pk, recipient=merton.insights_member, event__startswith="support_"
        ).exclude(event="support_asked")
        return sorted(found.values_list("event", flat=True))

    assert told_on(18) == []
    assert told_on(19) == ["support_due_soon"]
    assert told_on(24) == ["support_due_soon", "support_overdue"]


def test_a_request_names_nobody_and_nothing_typed_is_lost(client, merton):
    record = child(merton)
    said = {"kind": "other", "what": f"What about {record.first_name} {record.last_name}?"}
    answer = _fill(client, merton.social_worker, "support_ask", **said)
    assert answer.status_code == 422
    assert "It names" in _text(answer)
    assert said["what"] in answer.content.decode()
    assert not SupportRequest.objects.exists()


def test_one_sees_ones_own_and_the_quality_assurance_team_all(client, merton):
    request = support_at("asked", merton)
    support_at("answered", merton, by=merton.team_manager, what="A figure of last year, please.")
    sign_in(client, merton.team_manager)
    own = _text(client.get(reverse("support")))
    assert "A figure of last year" in own
    assert "what a child has said" not in own
    assert client.get(request.get_absolute_url()).status_code == 404
    sign_in(client, merton.iro_manager)
    assert "what a child has said" in _text(client.get(reverse("support")))
    assert "A figure of last year" in _text(client.get(reverse("support"), {"state": "all"}))
    assert client.get(reverse("support_answer", args=[request.pk])).status_code == 404
    with clock.standing_at(dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)):
        assert "what a child has said" in _text(client.get(reverse("support"), {"state": "overdue"}))


def test_where_the_procedure_takes_no_requests_the_page_says_so(client):
    with clock.standing_at(NOW):
        mosaic = council("mosaic-iro")
        sign_in(client, mosaic.social_worker)
        assert "takes no requests here" in _text(client.get(reverse("support")))
        assert client.get(reverse("support_ask")).status_code == 404


def test_the_queue_takes_as_many_queries_for_many_as_for_one(client, merton, django_assert_max_num_queries):
    support_at("taken", merton)
    sign_in(client, merton.insights_member)
    client.get(reverse("support"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("support"))
    for _ in range(5):
        support_at("taken", merton)
        support_at("asked", merton)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("support"))
