"""The words of reminders and alerts, and what a mail may say."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from notifications.mails import digest_id, without_names
from notifications.notices import ALERT, OPENS, REMINDER, TODAY, wording_of
from notifications.rehearsal import in_words
from qa_portal.children.models import Subject
from qa_portal.deadlines.kinds import DeadlineKind
from qa_portal.deadlines.plan import Occasion
from qa_portal.outbox.models import Message

NOW = dt.datetime(2026, 12, 4, 17, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("name", "wording", "words"),
    [
        ("due_soon:2wd", REMINDER, "due in 2wd"),
        ("due_soon:4h", REMINDER, "due in 4h"),
        ("due_today", TODAY, "due today"),
        ("overdue:0", ALERT, "missed"),
        ("overdue:5wd", ALERT, "overdue by 5wd"),
    ],
)
def test_each_occasion_has_its_words(name, wording, words):
    occasion = Occasion(NOW, name, ("owner",))
    assert wording_of(DeadlineKind("k", "Answer", "record"), occasion) is wording
    assert in_words(occasion) == words


def test_work_that_opens_on_its_day_is_news_and_no_alert():
    occasion = Occasion(NOW, "overdue:0", ("owner",))
    assert wording_of(DeadlineKind("k", "Start", "record", is_upcoming=True), occasion) is OPENS
    assert OPENS.urgency == Message.Urgency.NOTICE


@pytest.mark.parametrize("wording", [REMINDER, TODAY, ALERT, OPENS])
def test_no_words_blame(wording):
    for text in (wording.to_holder, wording.to_others):
        assert not any(word in text.lower() for word in ("fail", "breach", "late", "sla", "must", "fault"))


def test_a_name_is_left_out_as_a_whole_word_alone():
    subject = Subject(first_name="Ann", last_name="Lee", known_as="")
    message = Message(
        subject=subject, heading="About Ann", text="Ann Lee was annoyed; Leeds was told. Ann waits."
    )
    said = without_names(message)
    assert said.text == "[name left out] was annoyed; Leeds was told. [name left out] waits."
    assert said.heading == "About [name left out]"


def test_a_message_without_a_record_stays_as_it_is():
    message = Message(heading="Hello", text="There")
    assert without_names(message) is message


def test_the_daily_mail_of_a_day_has_one_key():
    today, tomorrow = dt.date(2026, 12, 4), dt.date(2026, 12, 5)
    assert digest_id(1, today) == digest_id(1, today)
    assert len({digest_id(1, today), digest_id(2, today), digest_id(1, tomorrow)}) == 3


def test_a_kinds_address_holds_the_key_of_what_is_due():
    kind = DeadlineKind("k", "Answer", "record")
    assert kind.url_of(42) == reverse("record", args=[42])
