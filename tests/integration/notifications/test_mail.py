"""Mail: alerts at once, the rest as each person chose, at least once and recognisably the same."""

from __future__ import annotations

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import override_settings

from notifications import mails, sender
from notifications.sender import LEASE, TRIES, claim, send_mail
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.models import User
from tests.factories.deadlines import running
from tests.factories.people import Council, sign_in
from tests.factories.records import child

from .conftest import MONDAY, at

pytestmark = pytest.mark.usefixtures("kind")

NEWS = Notice("test_news", "Something happened: record {reference}", "{what}")
ALARM = Notice("test_alarm", "Look at this: record {reference}", "{what}", Message.Urgency.ALERT)


def say(notice: Notice, who: User, what: str = "It is so.", occasion: str = "1", subject=None) -> Message:
    tell(
        notice, [Recipient(who.pk, "You asked.")], about=None, subject=subject, occasion=occasion, url="/notices/",
        what=what,
    )  # fmt: skip
    return Message.objects.get(occasion=occasion, recipient=who)


def daily(who: User) -> User:
    User.objects.filter(pk=who.pk).update(mail=User.Mail.DAILY)
    return who


# -- what a mail says -------------------------------------------------------------------------------------------


def test_a_notice_is_sent_as_text_and_html_with_an_absolute_link(c: Council, settings):
    settings.PUBLIC_URL = "https://portal.example"
    message = say(NEWS, c.iro, subject=child(c))
    assert str(send_mail()) == "1 mails and 0 daily mails sent, 0 failed."
    (sent,) = mail.outbox
    assert sent.to == ["iro@ambleford.example"]
    assert sent.subject == f"Something happened: record {message.subject.reference}"
    assert sent.extra_headers["Message-ID"] == f"<{message.message_id}@portal.example>"
    (html,) = [part.content for part in sent.alternatives if part.mimetype == "text/html"]
    for body in (sent.body, html):
        assert "https://portal.example/notices/" in body
        assert "Iris Reviewing" in body
        assert "You asked." in body
        assert "Ambleford Council" in body
    message.refresh_from_db()
    assert (message.mail, message.mail_sent_at) == ("sent", clock.now())


def test_no_mail_names_the_child_even_where_somebody_typed_the_name(c: Council):
    subject = child(c, first_name="Rowena", last_name="Quickthorn", known_as="Winnie-Jo")
    typed = "Rowena Quickthorn (Winnie-Jo) was not seen."
    say(NEWS, c.iro, typed, subject=subject)
    say(NEWS, daily(c.team_manager), typed, subject=subject)
    send_mail()
    with clock.standing_at(at("2026-12-01", "08:00")):
        send_mail()
    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        whole = str(sent.message()) + sent.body + sent.alternatives[0].content
        for name in ("Rowena", "Quickthorn", "Winnie-Jo"):
            assert name not in whole
        assert "[name left out] ([name left out]) was not seen." in sent.body
    assert Message.objects.filter(text=typed).count() == 2, "in the portal it stands as it was typed"


def test_what_is_typed_is_text_in_the_html_form(c: Council):
    say(NEWS, c.iro, "<script>alert(1)</script> & co")
    send_mail()
    html = mail.outbox[0].alternatives[0].content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in html
    assert "<script>alert(1)</script> & co" in mail.outbox[0].body


def test_a_heading_with_a_line_break_cannot_add_a_header(c: Council):
    message = say(NEWS, c.iro)
    Message.objects.filter(pk=message.pk).update(heading="Hello\r\nBcc: other@example.org")
    send_mail()
    sent = mail.outbox[0].message()
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Hello Bcc: other@example.org"


# -- at once, or once a day -----------------------------------------------------------------------------------------


@pytest.mark.rule("LEE-01")
def test_an_alert_goes_at_once_even_to_those_who_chose_one_mail_a_day(c: Council, monday):
    daily(c.team_manager)
    running(c)
    monday.move_to(at("2026-12-03", "09:00"))
    sweep()
    send_mail()
    assert mail.outbox == [], "the reminder waits for the daily mail"
    monday.move_to(at("2026-12-07"))
    sweep()
    send_mail()
    mine = [sent for sent in mail.outbox if sent.to == ["team.manager@ambleford.example"]]
    assert len([sent for sent in mine if "was due by 5pm on Monday 7 December" in sent.subject]) == 1


def test_the_daily_mail_holds_everything_and_goes_once(c: Council, monday):
    who = daily(c.iro)
    for occasion in ("1", "2", "3"):
        say(NEWS, who, f"News {occasion}.", occasion)
    send_mail()
    assert mail.outbox == []
    monday.move_to(at("2026-12-01", "07:29"))
    send_mail()
    assert mail.outbox == []
    monday.move_to(at("2026-12-01", "07:30"))
    send_mail()
    send_mail()
    (sent,) = mail.outbox
    assert sent.subject == "Your day: 3 notices"
    assert all(f"News {occasion}." in sent.body for occasion in "123")
    assert not Message.objects.exclude(mail="sent").exists()
    assert Message.objects.values("mailed_as").distinct().count() == 1


def test_the_daily_mail_waits_for_a_working_day(c: Council, monday):
    monday.move_to(at("2026-12-24", "15:00"))
    message = say(NEWS, daily(c.iro))
    send_mail()
    message.refresh_from_db()
    assert message.mail_next_at == at("2026-12-29", "07:30")


# -- at least once ------------------------------------------------------------------------------------------------


class Down(BaseEmailBackend):
    """A mail server that isn't there."""

    def open(self):
        raise ConnectionRefusedError


class Refuses(BaseEmailBackend):
    """A mail server that doesn't know one of the recipients."""

    def send_messages(self, messages):
        from django.core.mail import outbox

        for each in messages:
            if each.to == ["iro@ambleford.example"]:
                raise smtplib.SMTPRecipientsRefused({each.to[0]: (550, b"unknown")})
            outbox.append(each)
        return len(messages)


class DiesAfterSending(BaseEmailBackend):
    """The sender's machine loses its power after the mail has gone and before it is marked."""

    def send_messages(self, messages):
        from django.core.mail import outbox

        outbox.extend(messages)
        raise KeyboardInterrupt


def test_a_mail_server_that_is_away_costs_nobody_a_mail(c: Council, monday, client):
    message = say(NEWS, c.iro)
    with override_settings(EMAIL_BACKEND=f"{__name__}.Down"):
        for minutes in range(0, 60, 10):
            monday.move_to(MONDAY + dt.timedelta(minutes=minutes))
            assert send_mail().is_server_away
    message.refresh_from_db()
    assert (message.mail, message.mail_attempts) == ("waiting", 0), "no mail is to blame"
    said = client.get("/health").json()["checks"]["outbox"]
    assert (said["ok"], said["value"]) == (
        False,
        "Mail waits: the oldest for 3000 seconds. Can the mail server be reached?",
    )
    monday.move_to(MONDAY + dt.timedelta(hours=2))
    assert send_mail().sent == 1
    assert client.get("/health").json()["checks"]["outbox"]["ok"] is True


def test_health_says_how_long_the_oldest_mail_has_waited_and_is_unwell_after_a_quarter_of_an_hour(
    c: Council, monday, client
):
    def outbox() -> tuple:
        said = client.get("/health").json()["checks"]["outbox"]
        return said["ok"], said["value"]

    assert outbox() == (True, 0.0)
    say(NEWS, c.iro)
    monday.move_to(MONDAY + dt.timedelta(minutes=10))
    say(NEWS, c.team_manager)
    assert outbox() == (True, 600.0)
    monday.move_to(MONDAY + dt.timedelta(minutes=15))
    assert outbox() == (True, 900.0)
    monday.move_to(MONDAY + dt.timedelta(minutes=15, seconds=1))
    assert outbox() == (False, "Mail waits: the oldest for 901 seconds. Can the mail server be reached?")
    send_mail()
    assert outbox() == (True, 0.0)


def test_one_refused_mail_is_no_full_outbox(c: Council, monday, client):
    say(NEWS, c.iro)
    with override_settings(EMAIL_BACKEND=f"{__name__}.Refuses"):
        send_mail()
    monday.move_to(MONDAY + dt.timedelta(hours=1))
    assert client.get("/health").json()["checks"]["outbox"]["ok"] is True


def test_a_mail_that_is_refused_is_an_incident_after_its_tries_and_the_others_go(c: Council, monday, client):
    refused, fine = say(NEWS, c.iro), say(NEWS, c.team_manager)
    with override_settings(EMAIL_BACKEND=f"{__name__}.Refuses"):
        for hours in range(TRIES + 2):
            monday.move_to(MONDAY + dt.timedelta(hours=hours))
            send_mail()
    refused.refresh_from_db()
    fine.refresh_from_db()
    assert (refused.mail, refused.mail_attempts, fine.mail) == ("failed", TRIES, "sent")
    administrator = sign_in(client, c.administrator)
    assert (
        "An email to Iris Reviewing could not be sent in 3 tries"
        in administrator.get("/incidents/").content.decode()
    )
    administrator.post(f"/incidents/{Incident.objects.get().pk}/retry/")
    mail.outbox.clear()
    send_mail()
    assert ["iro@ambleford.example"] in [sent.to for sent in mail.outbox]


def test_a_bad_template_stops_one_mail_and_not_the_rest(c: Council, monkeypatch):
    bad, fine = say(NEWS, c.iro), say(NEWS, c.team_manager)
    usual = mails.mail_of

    def broken(message):
        if message.pk == bad.pk:
            raise ValueError("template")
        return usual(message)

    monkeypatch.setattr(sender, "mail_of", broken)
    result = send_mail()
    assert (result.sent, result.failed) == (1, 1)
    bad.refresh_from_db()
    fine.refresh_from_db()
    assert (bad.mail, bad.mail_attempts, fine.mail) == ("waiting", 1, "sent")


def test_a_sender_that_dies_after_sending_sends_again_under_the_same_message_id(c: Council, monday):
    say(NEWS, c.iro)
    with override_settings(EMAIL_BACKEND=f"{__name__}.DiesAfterSending"), pytest.raises(KeyboardInterrupt):
        send_mail()
    send_mail()
    assert len(mail.outbox) == 1, "the dead sender's claim still holds"
    monday.move_to(MONDAY + LEASE)
    send_mail()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_what_one_sender_has_claimed_another_leaves_alone(c: Council):
    say(NEWS, c.iro)
    assert len(claim()) == 1
    assert claim() == []
    assert send_mail().sent == 0


def test_whoever_has_left_gets_no_mail(c: Council):
    message = say(NEWS, c.iro)
    c.iro.is_active = False
    c.iro.save()
    send_mail()
    message.refresh_from_db()
    assert (mail.outbox, message.mail) == ([], "left")


def test_the_command_says_what_it_sent(c: Council, capsys):
    say(ALARM, c.iro)
    call_command("send_mail")
    assert "1 mails and 0 daily mails sent, 0 failed." in capsys.readouterr().out
