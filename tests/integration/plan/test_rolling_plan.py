"""The rolling plan: who sees which actions, how they are done, verified, put off and dropped, and how they climb."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.figures.actions import count_figures
from qa_portal.outbox.models import Message
from qa_portal.plan.actions import open_actions
from qa_portal.plan.models import Action
from qa_portal.workflow.steps import StandsInTheWay
from tests.data.files import pdf, png
from tests.factories.people import council, sign_in
from tests.factories.plan import action_at, audit_on
from tests.factories.records import child
from tests.integration.editing import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def c():
    return council("merton")


@pytest.mark.rule("KNO-04")
def test_an_action_is_done_with_evidence_and_verified_by_another(c, client):
    action = action_at("open", c, child(c))
    page = sign_in(client, c.social_worker).get(action.get_absolute_url())
    assert "To be done" in page.content.decode()
    where = reverse("plan_action_complete", args=[action.pk])
    assert _sent(client, where, evidence="").status_code == 422
    assert _sent(client, where, evidence="Seen on Monday; the visit is recorded.").status_code == 302
    action.refresh_from_db()
    assert (action.state, action.done_by) == ("done", c.social_worker)
    assert Deadline.objects.get(kind="action_done", about_id=action.pk).met_at is not None
    assert Message.objects.filter(event="action_done", recipient=c.team_manager).count() == 1
    # Whoever did it doesn't verify it; nor is it theirs to.
    assert (
        _sent(client, reverse("plan_action_verify", args=[action.pk]), verification="Yes").status_code == 403
    )
    sign_in(client, c.team_manager)
    seen = _sent(client, reverse("plan_action_verify", args=[action.pk]), verification="I read the note.")
    assert seen.status_code == 302
    action.refresh_from_db()
    assert (action.state, action.verified_by) == ("verified", c.team_manager)


@pytest.mark.rule("KNO-04")
def test_an_action_without_a_date_is_not_agreed(c):
    action = action_at("proposed", c, child(c), due_on=None)
    with pytest.raises(StandsInTheWay) as refused:
        open_actions([action], reason="It was agreed.")
    assert "Give the action a date" in str(refused.value)


@pytest.mark.rule("KNO-04")
def test_the_team_manager_and_the_quality_lead_hear_of_an_action_that_is_not_done():
    knowsley = council("knowsley")
    action_at("open", knowsley, child(knowsley), due_on=clock.today())
    with clock.standing_at(clock.now() + dt.timedelta(days=30)):
        sweep()
    alerts = Message.objects.filter(deadline__kind="action_done", urgency="alert")
    assert {knowsley.team_manager.pk, knowsley.insights_manager.pk} <= set(
        alerts.values_list("recipient", flat=True)
    )


@pytest.mark.rule("NEW-02")
def test_a_manager_who_did_it_herself_does_not_verify_it(c, client):
    action = action_at("open", c, child(c), owner="team_manager", owner_post_id=_post(c))
    sign_in(client, c.team_manager)
    _sent(client, reverse("plan_action_complete", args=[action.pk]), evidence="I rang the school.")
    assert (
        _sent(client, reverse("plan_action_verify", args=[action.pk]), verification="Yes").status_code == 403
    )
    assert Message.objects.filter(event="action_done", recipient=c.service_manager).count() == 1
    sign_in(client, c.service_manager)
    assert (
        _sent(client, reverse("plan_action_verify", args=[action.pk]), verification="Yes").status_code == 302
    )


def _sent(client, where, **typed):
    """The answer to a page's form, sent as a browser sends it; where the page isn't theirs, sent all the same."""
    return send(client, where, client.get(where), **typed)


def _post(c):
    from qa_portal.people.directory import directory

    return directory().post_for("team_manager", c.team.pk).pk


def test_what_was_not_shown_goes_back_with_what_is_missing(c, client):
    action = action_at("done", c, child(c))
    where = reverse("plan_action_give_back", args=[action.pk])
    assert _sent(sign_in(client, c.team_manager), where, reason=" ").status_code == 422
    assert _sent(client, where, reason="Whom did you see?").status_code == 302
    action.refresh_from_db()
    assert (action.state, action.done_at) == ("open", None)
    assert Deadline.objects.filter(kind="action_done", about_id=action.pk, met_at=None).count() == 1
    told = Message.objects.get(event="action_given_back")
    assert (told.recipient, "Whom did you see?" in told.text) == (c.social_worker, True)


@pytest.mark.rule("LAW-06")
def test_another_date_keeps_the_first_and_needs_a_reason(c, client):
    action = action_at("open", c, child(c))
    deadline = Deadline.objects.get(kind="action_done", about_id=action.pk)
    later = clock.today() + dt.timedelta(days=21)
    while later.weekday() > 4:
        later += dt.timedelta(days=1)
    where = reverse("plan_action_date", args=[action.pk])
    sent = {"to": f"{later:%d/%m/%Y}", "reason": "The school is closed."}
    assert _sent(sign_in(client, c.social_worker), where, **sent).status_code == 403
    answer = _sent(sign_in(client, c.team_manager), where, **sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    moved = Deadline.objects.get(pk=deadline.pk)
    assert (moved.first_due_at, clock.london_date(moved.due_at)) == (deadline.first_due_at, later)


@pytest.mark.rule("LEE-02")
def test_an_overdue_action_climbs(c):
    action = action_at("open", c, child(c), due_on=clock.today())
    told = Message.objects.filter(deadline__kind="action_done")
    with clock.standing_at(clock.now() + dt.timedelta(days=30)):
        sweep()
        assert told.filter(recipient=c.social_worker).exists()
        assert told.filter(recipient=c.team_manager).exists()
    action.refresh_from_db()
    assert action.state == "open"


def test_the_plan_lists_what_one_may_see_soonest_first_and_its_queries_do_not_grow(
    c, client, django_assert_max_num_queries
):
    mine = action_at("open", c, child(c), due_on=clock.today() + dt.timedelta(days=3))
    late = action_at("open", c, child(c), due_on=clock.today() + dt.timedelta(days=9))
    elsewhere = action_at("open", c, child(c, team=c.other_team, practitioner=c.other_social_worker))
    proposed = action_at("proposed", c, child(c))
    sign_in(client, c.team_manager).get(reverse("plan"))
    page = client.get(reverse("plan")).content.decode()
    assert page.index(mine.get_absolute_url()) < page.index(late.get_absolute_url())
    assert elsewhere.get_absolute_url() not in page
    assert proposed.get_absolute_url() not in page
    assert client.get(elsewhere.get_absolute_url()).status_code == 404
    assert client.get(proposed.get_absolute_url()).status_code == 404
    managers = client.get(reverse("plan"), {"whose": "team_manager"}).content.decode()
    practitioners = client.get(reverse("plan"), {"whose": "practitioner"}).content.decode()
    assert (mine.get_absolute_url() in practitioners, mine.get_absolute_url() in managers) == (True, False)
    about = audit_on(c, child(c))
    for _ in range(25):
        action_at("open", c, about.subject, about=about)
    with django_assert_max_num_queries(8):
        client.get(reverse("plan"))
    assert client.get(reverse("plan"), {"whose": "mine"}).content.decode().count("action/") == 0


@pytest.mark.rule("LEE-18")
def test_the_plan_is_written_as_csv_without_formulas_and_each_record_is_logged(c, client):
    action = action_at("open", c, child(c), what="=1+1")
    answer = sign_in(client, c.team_manager).get(reverse("plan_export"))
    assert '"\'=1+1"' in answer.content.decode()
    entry = AccessLogEntry.objects.get(what="exported")
    assert (entry.subject_id, entry.page) == (action.subject_id, "plan_export")


def test_the_days_in_the_csv_are_those_of_london(c, client):
    """Half past midnight of summer time is the evening before in UTC."""
    with clock.standing_at(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)):
        action_at("done", c, child(c))
        answer = sign_in(client, c.team_manager).get(reverse("plan_export"), {"state": "done"})
    row = answer.content.decode().splitlines()[-1]
    assert "2026-07-01" in row
    assert "2026-06-30" not in row


def test_a_bar_of_the_insights_dashboard_leads_to_as_many_actions_as_it_says(c, client):
    subject = child(c)
    with clock.standing_at(clock.now() - dt.timedelta(days=30)):
        late = action_at("open", c, subject)
    action_at("open", c, subject, about=late.about)
    count_figures()
    page = sign_in(client, c.insights_manager).get(reverse("insights")).content.decode()
    bar = re.search(r'<a href="([^"]*)" tabindex="-1" aria-label="Medium, to be done: 1"', page)[1]
    listed = client.get(bar.replace("&amp;", "&")).content.decode()
    assert len(set(re.findall(r'href="/action/(\d+)/"', listed))) == 1


def test_an_action_that_is_dropped_says_why_and_alerts_nobody_any_more(c, client):
    action = action_at("open", c, child(c))
    where = reverse("plan_action_drop", args=[action.pk])
    assert _sent(sign_in(client, c.social_worker), where, reason="Not needed").status_code == 403
    assert _sent(sign_in(client, c.team_manager), where, reason="The family has moved.").status_code == 302
    action.refresh_from_db()
    assert (action.state, action.dropped_because) == (Action.State.DROPPED, "The family has moved.")
    assert Deadline.objects.get(kind="action_done", about_id=action.pk).cancelled_at is not None


def test_the_record_shows_its_unfinished_actions(c, client):
    action = action_at("open", c, child(c), priority="urgent")
    done = action_at("verified", c, action.subject, about=action.about)
    page = sign_in(client, c.social_worker).get(action.subject.get_absolute_url()).content.decode()
    assert action.get_absolute_url() in page
    assert "Urgent action" in page
    assert done.get_absolute_url() not in page


@pytest.mark.rule("NEW-02", "LEE-13")
def test_documents_show_that_it_was_done_and_verified_on_the_record_and_only_for_whom_it_opens(
    c, client, django_assert_max_num_queries
):
    action = action_at("open", c, child(c))
    where = reverse("plan_action_complete", args=[action.pk])
    sign_in(client, c.social_worker)
    fake = SimpleUploadedFile("visit.pdf", b"MZ not a PDF")
    refused = _sent(client, where, evidence="Seen on Monday.", file=fake)
    assert refused.status_code == 422
    assert not Document.objects.filter(about_id=action.pk, kind="upload").exists(), (
        "nothing unchecked is stored"
    )
    action.refresh_from_db()
    assert action.state == "open"
    _sent(client, where, evidence="Seen on Monday.", file=SimpleUploadedFile("visit_note.pdf", pdf()))
    action.refresh_from_db()
    assert (action.state, action.document.title, action.document.subject) == (
        "done",
        "visit note",
        action.subject,
    )
    sign_in(client, c.team_manager)
    where = reverse("plan_action_verify", args=[action.pk])
    assert action.document.get_absolute_url() in client.get(where).content.decode(), (
        "the verifier can open it"
    )
    picture = SimpleUploadedFile("plan.png", png(), "image/png")
    _sent(client, where, verification="I read the note, and photographed the plan.", file=picture)
    client.get(action.get_absolute_url())
    with django_assert_max_num_queries(8):
        page = client.get(action.get_absolute_url()).content.decode()
    shown = Document.objects.filter(about_id=action.pk, kind="upload")
    assert sorted(shown.values_list("title", flat=True)) == ["plan", "visit note"]
    for document in shown:
        assert document.get_absolute_url() in page
        assert client.get(document.get_absolute_url()).status_code == 200
        outside = sign_in(Client(), c.other_social_worker).get(document.get_absolute_url())
        assert outside.status_code == 404
