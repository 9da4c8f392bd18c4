"""A safety alert through the running application: raised at any time, answered, taken up (WAL-19, KNO-09)."""

from __future__ import annotations

import datetime as dt

import pytest

from audits.actions import by_time
from audits.actions.alerting import climb_alert
from audits.models import Audit, SafetyAlert
from qa_portal import clock
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from qa_portal.workflow.steps import StandsInTheWay
from tests.factories.audits import audit_at
from tests.factories.audits_after import audit_after
from tests.factories.audits_climb import alert_at, answer
from tests.factories.people import council
from tests.factories.records import child, restrict

from .pages import MONDAY, as_person, at, fill, sweep_at, take, text_of

pytestmark = pytest.mark.django_db

CONCERN = "She is alone with a man who may not see her."
INSIGHTS = {"insights_member", "insights_manager", "insights_service_manager", "insights_head"}


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield council("waltham-forest")


def told(event: str, c) -> set[str]:
    """Who heard of an event, by the part that they play."""
    people = {person.pk: part for part, person in c.people.items()}
    return {people[pk] for pk in Message.objects.filter(event=event).values_list("recipient", flat=True)}


def clock_of(alert: SafetyAlert) -> Deadline:
    return open_deadlines_of(alert, "safety_answer").get()


@pytest.mark.rule("WAL-19")
@pytest.mark.parametrize("who", ["social_worker", "iro", "team_manager", "principal_social_worker"])
def test_whoever_the_record_opens_to_raises_one_from_its_start_menu(c, who):
    record = child(c)
    page = as_person(c.people[who]).get(record.get_absolute_url())
    assert at("safety_alert_raise", record) in page.content.decode()
    sent = take(c.people[who], "safety_alert_raise", record, concern=CONCERN, needed="Fetch her.")
    alert = SafetyAlert.objects.get()
    assert sent.status_code == 302
    assert sent.url == alert.get_absolute_url()
    assert (alert.state, alert.rung, alert.raised_by) == ("raised", 1, c.people[who])


@pytest.mark.rule("WAL-19")
def test_the_manager_is_alerted_at_once_and_the_quality_team_told(c):
    take(c.iro, "safety_alert_raise", child(c), concern=CONCERN, needed="")
    alert = SafetyAlert.objects.get()
    assert told("safety_alert_raised", c) == {"team_manager"}
    assert told("safety_alert_told", c) == INSIGHTS
    assert set(Message.objects.filter(about_id=alert.pk).values_list("urgency", flat=True)) == {"alert"}
    due = clock_of(alert)
    assert due.due_at == dt.datetime(2026, 11, 10, 17, tzinfo=clock.LONDON)
    assert due.owner == "team_manager"
    work = text_of(as_person(c.team_manager).get("/"))
    assert "Answer the safety alert" in work


@pytest.mark.rule("WAL-19")
def test_to_whom_the_record_is_shut_it_is_not_there(c):
    record = child(c)
    for name, key in (("safety_alert_raise", record), ("safety_alert", alert_at("raised", c, record))):
        assert as_person(c.other_social_worker).get(at(name, key)).status_code == 404
    shut = restrict(child(c), c.iro)
    assert as_person(c.social_worker).get(at("safety_alert_raise", shut)).status_code != 200
    take(c.iro, "safety_alert_raise", shut, concern=CONCERN, needed="")
    heard = Message.objects.filter(event="safety_alert_raised", subject=shut)
    assert [message.recipient for message in heard] == [c.iro]


@pytest.mark.rule("WAL-19")
@pytest.mark.parametrize("place", ["allocated", "begun", "submitted"])
def test_it_is_raised_from_any_page_of_an_audit_whatever_its_state(c, place):
    audit = audit_at(place, c, child(c))
    reviewer = as_person(audit.reviewer)
    where = at("audit_safety_alert", audit)
    pages = ["audit", "audit_read", "audit_family"] if place == "begun" else ["audit"]
    for name in pages:
        assert where in reviewer.get(at(name, audit)).content.decode(), name
    assert where in as_person(c.social_worker).get(at("audit", audit)).content.decode()
    assert fill(reviewer, where, concern=CONCERN, needed="").status_code == 302
    alert = SafetyAlert.objects.get()
    assert (alert.audit, alert.state) == (audit, "raised")
    assert Audit.objects.get().state == audit.state


@pytest.mark.rule("WAL-19")
def test_it_is_raised_and_answered_on_an_audit_that_is_over(c):
    audit = audit_after("closed", c, child(c), grade="good")
    alert = alert_at("raised", c, audit.subject, audit=audit)
    sent = take(
        c.team_manager,
        "safety_alert_answer",
        alert,
        discussed_on="9 11 2026",
        summary="We went there.",
        verdict="yes",
        outcome="She is with her aunt.",
    )
    assert sent.status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.outcome, alert.resolved_by) == (
        "resolved",
        "She is with her aunt.",
        c.team_manager,
    )


@pytest.mark.rule("WAL-19")
def test_summary_and_outcome_are_recorded_and_everybody_who_heard_is_told(c):
    alert = alert_at("raised", c, by=c.iro)
    said = {"discussed_on": "9 11 2026", "summary": "We went there.", "verdict": "yes"}
    assert take(c.team_manager, "safety_alert_answer", alert, **said, outcome="").status_code == 422
    sent = take(c.team_manager, "safety_alert_answer", alert, **said, outcome="She is with her aunt.")
    assert sent.status_code == 302
    rung = alert.taken.get()
    assert (rung.summary, rung.is_resolved, rung.answered_by) == ("We went there.", True, c.team_manager)
    assert Deadline.objects.get(kind="safety_answer").met_at is not None
    assert told("safety_alert_resolved", c) == {"iro", *INSIGHTS}
    page = text_of(as_person(c.iro).get(alert.get_absolute_url()))
    assert "She is with her aunt." in page
    assert "We went there." in page


@pytest.mark.rule("WAL-19")
def test_it_is_answered_by_its_stage_or_above_and_by_nobody_else(c):
    alert = alert_at("second", c)
    assert as_person(c.head_of_service).get(at("safety_alert_answer", alert)).status_code == 200
    assert as_person(c.assistant_director).get(at("safety_alert_answer", alert)).status_code == 200
    for part in ("team_manager", "social_worker", "iro", "insights_member", "service_manager"):
        assert as_person(c.people[part]).get(at("safety_alert_answer", alert)).status_code == 403, part


@pytest.mark.rule("WAL-19")
def test_unresolved_the_quality_team_takes_it_on_with_reasons(c):
    alert = alert_at("raised", c)
    take(
        c.team_manager,
        "safety_alert_answer",
        alert,
        discussed_on="9 11 2026",
        summary="We went there.",
        verdict="no",
        reason="Nobody opened.",
    )
    assert told("safety_alert_unresolved", c) == INSIGHTS
    assert clock_of(alert).owner == "insights_member"
    assert as_person(c.team_manager).get(at("safety_alert_climb", alert)).status_code == 403
    assert take(c.insights_member, "safety_alert_climb", alert, reason="").status_code == 422
    sent = take(c.insights_member, "safety_alert_climb", alert, reason="She isn’t found.")
    assert sent.status_code == 302
    alert.refresh_from_db()
    assert alert.rung == 2
    assert told("safety_alert_climbed", c) == {"head_of_service"}
    assert {"team_manager", "insights_manager"} <= told("safety_alert_went_on", c)
    due = clock_of(alert)
    assert (due.owner, due.due_at.date()) == ("head_of_service", dt.date(2026, 11, 16))
    assert "She isn’t found." in text_of(as_person(c.iro).get(alert.get_absolute_url()))


@pytest.mark.rule("KNO-09")
@pytest.mark.parametrize("framework", ["knowsley", "merton"])
def test_where_a_stage_has_hours_what_isnt_resolved_on_a_friday_doesnt_wait_for_monday(framework):
    friday = dt.datetime(2026, 11, 13, 16, 0, tzinfo=clock.LONDON)
    with clock.standing_at(friday):
        c = council(framework)
        alert = answer(alert_at("raised", c), by=c.service_manager, is_resolved=False)
        assert clock_of(alert).due_at == friday + dt.timedelta(hours=24)
    sweep_at(friday + dt.timedelta(hours=24, minutes=1))
    alert.refresh_from_db()
    assert alert.rung == 2
    assert told("safety_alert_climbed", c) == {"head_of_service"}


@pytest.mark.rule("WAL-19")
def test_unanswered_it_climbs_by_time_once_and_stops_before_exceptional_circumstances(c):
    alert = alert_at("raised", c)
    first = clock_of(alert)
    for moment, rung in (
        (dt.datetime(2026, 11, 10, 16, 59, tzinfo=clock.LONDON), 1),
        (dt.datetime(2026, 11, 10, 17, 1, tzinfo=clock.LONDON), 2),
        (dt.datetime(2026, 11, 10, 17, 2, tzinfo=clock.LONDON), 2),
        (dt.datetime(2026, 11, 17, 17, 1, tzinfo=clock.LONDON), 3),
        (dt.datetime(2026, 11, 25, 17, 1, tzinfo=clock.LONDON), 3),
    ):
        sweep_at(moment)
        if rung == 2:
            with clock.standing_at(moment):
                by_time.climb_alert(alert, first)  # again, after a crash
        alert.refresh_from_db()
        assert alert.rung == rung, moment
        if rung == 3:
            third = clock_of(alert)
            assert (third.owner, third.due_at.date()) == ("assistant_director", dt.date(2026, 11, 24))
    assert Message.objects.filter(recipient=c.assistant_director, deadline=third, urgency="alert").exists()
    assert told("safety_alert_climbed", c) == {"head_of_service", "assistant_director"}
    assert Message.objects.filter(event="safety_alert_climbed", recipient=c.head_of_service).count() == 1
    assert alert.taken.get(number=1).reason == "Nobody answered in time."


@pytest.mark.rule("WAL-19")
def test_the_director_has_it_in_exceptional_circumstances_alone_with_the_reason(c):
    alert = alert_at("second", c)
    answer(alert, by=c.head_of_service, is_resolved=False)
    take(c.insights_head, "safety_alert_climb", alert, reason="Still not seen.")
    alert.refresh_from_db()
    assert alert.rung == 3
    asked = text_of(as_person(c.assistant_director).get(at("safety_alert_answer", alert)))
    assert "and in exceptional circumstances alone takes it to “Director”" in asked
    refused = take(c.insights_head, "safety_alert_climb", alert, reason="Still not seen.")
    assert refused.status_code == 422
    with pytest.raises(StandsInTheWay):
        climb_alert(alert, by=c.insights_head, reason="Still not seen.")
    sent = take(
        c.insights_head, "safety_alert_climb", alert, reason="The court must be told.", is_exceptional="on"
    )
    assert sent.status_code == 302
    alert.refresh_from_db()
    assert alert.rung == 4
    assert clock_of(alert).owner == "corporate_director"
    assert as_person(c.corporate_director).get(at("safety_alert_answer", alert)).status_code == 200
    assert as_person(c.assistant_director).get(at("safety_alert_answer", alert)).status_code != 200
    page = as_person(c.insights_head).get(at("safety_alert_climb", alert))
    assert "It stands at the last stage" in page.content.decode()
    assert fill(as_person(c.insights_head), at("safety_alert_climb", alert), reason="On.").status_code == 422


@pytest.mark.rule("WAL-19")
def test_two_who_take_it_on_at_once_move_it_one_stage(c):
    alert = alert_at("unresolved", c)
    url = at("safety_alert_climb", alert)
    first, second = as_person(c.insights_member), as_person(c.insights_manager)
    opened = second.get(url)
    assert fill(first, url, reason="She isn’t found.").status_code == 302
    from tests.integration.editing import fields_of

    late = second.post(url, {**fields_of(opened).dict(), "reason": "She isn’t found."})
    assert late.status_code == 409
    alert.refresh_from_db()
    assert alert.rung == 2


@pytest.mark.rule("WAL-19")
def test_it_is_on_the_childs_summary_chronology_and_trail(c):
    alert = alert_at("raised", c)
    client, record = as_person(c.iro), alert.subject
    summary = text_of(client.get(record.get_absolute_url()))
    assert "Safety alert, Stage 1, Team Manager" in summary
    assert "Safety alert raised" in text_of(client.get(at("chronology", record)))
    assert "Safety alert" in text_of(client.get(at("record_trail", record)))


@pytest.mark.rule("KNO-09")
@pytest.mark.parametrize("framework", ["knowsley", "merton"])
def test_a_safeguarding_issue_reaches_the_senior_manager_at_once(framework):
    with clock.standing_at(MONDAY):
        c = council(framework)
        audit = audit_at("begun", c, child(c))
        take(audit.reviewer, "audit_safety_alert", audit, concern=CONCERN, needed="")
        assert told("safety_alert_raised", c) == {"service_manager"}
        assert {"team_manager", "social_worker", "insights_manager"} <= told("safety_alert_told", c)
        alert = SafetyAlert.objects.get()
        assert clock_of(alert).due_at - MONDAY == dt.timedelta(hours=24)


@pytest.mark.rule("KNO-09")
def test_the_alert_is_queued_in_the_same_transaction(c, monkeypatch):
    def falls(*args, **kwargs):
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr("audits.climbing.notices.tell", falls)
    with pytest.raises(RuntimeError):
        take(c.iro, "safety_alert_raise", child(c), concern=CONCERN, needed="")
    assert not SafetyAlert.objects.exists()
    assert not Deadline.objects.filter(kind="safety_answer").exists()


def test_a_procedure_without_alerts_offers_none():
    with clock.standing_at(MONDAY):
        c = council("mosaic-iro")
        record = child(c)
        page = as_person(c.iro).get(record.get_absolute_url())
        assert "Raise a safety alert" not in page.content.decode()
        assert as_person(c.iro).get(at("safety_alert_raise", record)).status_code == 404
