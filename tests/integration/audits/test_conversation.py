"""The conversation with the practitioner: booked, held, or why there was none (WAL-26, KNO-17)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from notifications.sender import send_mail
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from tests.factories.audits import audit_at, fresh
from tests.factories.people import council, sign_in
from tests.factories.records import child
from tests.house.scene import NOON
from tests.integration.disputes.qap_pages import text_of

from .test_writing import at, take

pytestmark = pytest.mark.django_db

FRIDAY = {"at_0": "27/11/2026", "at_1": "10:30", "place": "Room 2, first floor; left"}


@pytest.fixture(autouse=True)
def noon():
    """It is noon of a working day."""
    with clock.standing_at(NOON):
        yield


def booking_clock(audit) -> Deadline:
    """The clock to book the conversation."""
    return Deadline.objects.get(about_id=audit.pk, kind="audit_book")


@pytest.mark.rule("WAL-26")
def test_the_conversation_is_booked_and_its_calendar_file_goes_with_the_mail(client):
    c = council("waltham-forest")
    subject = child(c)
    audit = audit_at("allocated", c, subject)
    assert booking_clock(audit).is_open
    sign_in(client, audit.reviewer)
    assert take(client, audit, "audit_conversation", **FRIDAY).status_code == 302
    audit = fresh(audit)
    assert audit.conversation_on == dt.datetime(2026, 11, 27, 10, 30, tzinfo=dt.UTC)
    assert audit.state == "begun"
    assert booking_clock(audit).met_at == NOON
    told = Message.objects.filter(event="audit_conversation_booked")
    assert [message.recipient for message in told] == [c.social_worker]
    mail.outbox.clear()
    send_mail()
    (sent,) = [m for m in mail.outbox if "Friday 27 November" in m.subject]
    ((name, data, kind),) = sent.attachments
    file = data if isinstance(data, str) else data.decode()
    assert (name, kind) == ("conversation.ics", "text/calendar")
    assert "DTSTART:20261127T103000Z" in file
    assert "LOCATION:Room 2\\, first floor\\; left" in file
    assert subject.reference in file
    for secret in (subject.last_name, subject.first_name):
        assert secret not in file
        assert secret not in sent.subject + sent.body
    for person, may in ((c.social_worker, True), (c.iro, False), (c.other_social_worker, False)):
        sign_in(client, person)
        page = client.get(at(audit, "audit_calendar"))
        assert (page.status_code == 200) is may
        if may:
            assert page.content.decode() == file
            assert "Friday 27 November" in text_of(client.get(at(audit, "audit")))


@pytest.mark.rule("WAL-26")
def test_it_takes_place_before_the_last_working_day_of_the_month_and_the_clock_to_book_it_ends_before(client):
    c = council("waltham-forest")
    audit = audit_at("allocated", c)
    due = booking_clock(audit).due_at
    last = Deadline.objects.get(about_id=audit.pk, kind="audit_complete").due_at
    assert clock.london_date(due) < clock.london_date(last)
    sign_in(client, audit.reviewer)
    too_late = {"at_0": clock.london_date(last).strftime("%-d/%-m/%Y"), "at_1": "10:00"}
    refused = take(client, audit, "audit_conversation", **too_late)
    assert refused.status_code == 422
    assert "the last working day of the month" in text_of(refused)
    gone = take(client, audit, "audit_conversation", at_0="20/11/2026", at_1="10:00")
    assert gone.status_code == 422
    assert fresh(audit).conversation_on is None


@pytest.mark.rule("WAL-07")
def test_the_team_manager_is_invited_to_the_conversation_of_a_second_reaudit(client):
    from audits.actions.checking import accept_audit

    c = council("waltham-forest")
    subject = child(c)
    first = accept_audit(audit_at("submitted", c, subject), by=c.insights_member)
    second = audit_at("submitted", c, subject, re_audit_of=first, reviewer=c.other_service_manager)
    second = accept_audit(second, by=c.insights_member)
    third = audit_at("allocated", c, subject, re_audit_of=second, reviewer=c.other_service_manager)
    sign_in(client, third.reviewer)
    assert "the Team Manager" in text_of(client.get(at(third, "audit_conversation")))
    take(client, third, "audit_conversation", **FRIDAY)
    told = Message.objects.filter(event="audit_conversation_booked", about_id=third.pk)
    assert {message.recipient for message in told} == {c.social_worker, c.team_manager}


@pytest.mark.parametrize("key", ["knowsley-early-help", "knowsley-mash"])
@pytest.mark.rule("KNO-17")
def test_where_there_is_no_conversation_it_is_said_why_and_nothing_is_skipped_silently(client, key):
    c = council(key)
    audit = audit_at("begun", c)
    sign_in(client, audit.reviewer)

    def lacks() -> bool:
        name = audit.policy.audit_steps.conversation_name
        return any(b.sentence.startswith(f"{name}:") for b in fresh(audit).blockers_to("submit"))

    assert lacks()
    empty = take(client, audit, "audit_conversation_held", happened="not_held", why_not=" ")
    assert empty.status_code == 422
    assert lacks()
    sent = take(client, audit, "audit_conversation_held", happened="not_held", why_not="She has left.")
    assert sent.status_code == 302
    assert not lacks()
    assert booking_clock(audit).cancelled_at == NOON
    assert "There was none: She has left." in text_of(client.get(at(audit, "audit_read")))


@pytest.mark.rule("WAL-06", "WAL-26")
def test_one_that_was_booked_and_wont_be_is_told_and_grades_given_after_one_that_wasnt_dont_stand(client):
    c = council("waltham-forest")
    audit = audit_at("written", c, grade="good", grade_before="requires_improvement")
    sign_in(client, audit.reviewer)
    take(client, audit, "audit_conversation_held", happened="not_held", why_not="That was another record.")
    audit = fresh(audit)
    assert (audit.grade, audit.grade_before) == ("requires_improvement", "requires_improvement")
    assert {answer.value_after for answer in audit.answers.all()} == {""}
    (told,) = Message.objects.filter(event="audit_conversation_left_out")
    assert told.recipient == c.social_worker
    assert "another record" not in told.text


@pytest.mark.rule("KNO-17")
def test_a_procedure_that_requires_the_conversation_takes_no_reason_instead(client, monkeypatch):
    from qa_portal.frameworks.policy import AuditSteps
    from qa_portal.frameworks.queries import policy_of
    from qa_portal.frameworks.vocabulary import Practice

    c = council("merton")
    audit = audit_at("begun", c)
    policy = policy_of(audit.framework)
    required = policy.audit_steps.model_copy(update={"conversation": Practice.REQUIRED})
    assert isinstance(required, AuditSteps)
    monkeypatch.setattr(
        type(audit), "policy", property(lambda _a: policy.model_copy(update={"audit_steps": required}))
    )
    sign_in(client, audit.reviewer)
    refused = take(client, audit, "audit_conversation_held", happened="not_held", why_not="No time.")
    assert refused.status_code == 422
    assert fresh(audit).conversation_why_not == ""


@pytest.mark.rule("MER-03")
def test_each_step_of_a_collaborative_review_is_dated_and_shown(client):
    c = council("merton")
    audit = audit_at("submitted", c)
    sign_in(client, audit.reviewer)
    page = text_of(client.get(at(audit, "audit")))
    for words in (
        "Allocated",
        "Begun",
        "Conversation booked",
        "Conversation recorded",
        "What child and family say recorded",
        "Completed and signed",
    ):
        assert f"{words} by" in page, words
    assert reverse("audit_read", args=[audit.pk]) in client.get(at(audit, "audit")).content.decode()
