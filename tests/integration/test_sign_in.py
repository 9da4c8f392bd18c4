"""Signing in, staying in, and being put out: what a person, and whoever pretends to be her, meets."""

import re
import time

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from qa_portal.people.models import User
from tests.factories.people import PASSWORD, council

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in"
SOME_PAGE = "/account/password/change"  # any page that needs a signed-in person
WRONG = "not the password at all"
NEW_PASSWORD = "nine purple herons walking"


@pytest.fixture
def person() -> User:
    return User.objects.create_user(email="iris@ambleford.example", name="Iris Reviewing", password=PASSWORD)


def try_password(client: Client, email: str, password: str, **more):
    return client.post(SIGN_IN, {"login": email, "password": password}, **more)


def signed_in(client: Client) -> bool:
    return client.get(SOME_PAGE).status_code == 200


def test_a_person_signs_in_with_her_address_however_it_is_typed(client, person):
    answer = try_password(client, " Iris@Ambleford.EXAMPLE", PASSWORD)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert signed_in(client)


def test_signing_in_leads_back_to_the_page_that_was_asked_for_but_never_to_another_site(client, person):
    assert client.get(SOME_PAGE)["Location"] == f"{SIGN_IN}?next={SOME_PAGE}"
    answer = client.post(f"{SIGN_IN}?next={SOME_PAGE}", {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == SOME_PAGE
    answer = Client().post(
        f"{SIGN_IN}?next=https://evil.example/", {"login": person.email, "password": PASSWORD}
    )
    assert answer["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, person):
    wrong = try_password(client, person.email, WRONG)
    unknown = try_password(client, "nobody@ambleford.example", WRONG)
    assert wrong.status_code == unknown.status_code == 200
    assert "The email address or the password is not right" in wrong.content.decode()

    def without_what_was_typed(answer) -> str:
        text = re.sub(r"(nobody|iris)@ambleford\.example", "", answer.content.decode())
        return re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"', "", text)

    assert without_what_was_typed(wrong) == without_what_was_typed(unknown)


def test_ten_wrong_passwords_lock_the_account_for_that_address_alone(client, person):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = try_password(client, person.email, WRONG)
    assert answer.status_code == 429
    text = answer.content.decode()
    assert "Too many wrong passwords" in text
    assert "15 minutes" in text
    assert try_password(client, person.email, PASSWORD).status_code == 429
    assert not signed_in(client)
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert try_password(elsewhere, person.email, PASSWORD).status_code == 302


def test_the_lock_opens_after_fifteen_minutes(client, person, time_machine):
    moment = time.time()
    time_machine.move_to(moment)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_password(client, person.email, WRONG)
    time_machine.move_to(moment + 14 * 60)
    assert try_password(client, person.email, PASSWORD).status_code == 429
    time_machine.move_to(moment + 15 * 60 + 30)
    assert try_password(client, person.email, PASSWORD).status_code == 302


def test_of_a_thousand_wrong_passwords_ten_are_looked_at_and_an_unknown_address_locks_alike(person):
    for email, tries, address in (
        (person.email, 970, "10.0.0.1"),
        ("nobody@ambleford.example", 30, "10.0.0.2"),
    ):
        clients = (Client(REMOTE_ADDR=address) for _ in range(tries))
        statuses = [try_password(client, email, WRONG).status_code for client in clients]
        assert statuses.count(200) == settings.AXES_FAILURE_LIMIT - 1
        assert set(statuses[settings.AXES_FAILURE_LIMIT :]) == {429}


def test_tries_from_many_addresses_are_stopped_too(person):
    answers = [
        try_password(Client(REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}"), person.email, WRONG)
        for number in range(101)
    ]
    assert "Too many tries" not in answers[99].content.decode()
    assert "Too many tries" in answers[100].content.decode()


def test_the_session_has_another_key_after_signing_in(client, person):
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    try_password(client, person.email, PASSWORD)
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_a_disabled_person_cannot_sign_in_and_is_refused_at_her_next_request(client, person):
    try_password(client, person.email, PASSWORD)
    assert signed_in(client)
    person.is_active = False
    person.save()
    answer = client.get(SOME_PAGE)
    assert answer.status_code == 302
    assert answer["Location"].startswith(SIGN_IN)
    assert not signed_in(client)
    try_password(Client(), person.email, PASSWORD)
    another = Client()
    try_password(another, person.email, PASSWORD)
    assert not signed_in(another)


def test_nobody_signs_up(client):
    answer = client.post("/account/sign-up", {"email": "new@ambleford.example", "password1": NEW_PASSWORD})
    assert "Accounts are made by an administrator" in answer.content.decode()
    assert not User.objects.exists()


def test_signing_out_ends_the_session_and_needs_a_post(client, person):
    try_password(client, person.email, PASSWORD)
    assert client.get("/account/sign-out").status_code == 200
    assert signed_in(client)
    client.post("/account/sign-out")
    assert not signed_in(client)
    assert not Session.objects.filter(session_key=client.session.session_key).exists()


def test_sign_in_without_the_forms_token_is_refused(person):
    strict = Client(enforce_csrf_checks=True)
    answer = try_password(strict, person.email, PASSWORD)
    assert answer.status_code == 403
    assert not signed_in(strict)


# --- the end of a session ---

SHORT = override_settings(SESSION_IDLE_SECONDS=1800, SESSION_ABSOLUTE_SECONDS=12 * 3600)


@SHORT
def test_an_idle_session_ends_and_the_page_says_why(client, person, time_machine):
    moment = time.time()
    time_machine.move_to(moment)
    try_password(client, person.email, PASSWORD)
    assert signed_in(client)
    time_machine.move_to(moment + 29 * 60)
    assert signed_in(client)
    time_machine.move_to(moment + 58 * 60)
    assert signed_in(client)
    time_machine.move_to(moment + 89 * 60)
    answer = client.get(SOME_PAGE, follow=True)
    assert answer.redirect_chain[0][0] == f"{SIGN_IN}?next={SOME_PAGE}"
    assert "You were signed out because your session ended" in answer.content.decode()


@SHORT
def test_staying_signed_in_keeps_the_session_and_polls_do_not(client, person, time_machine):
    moment = time.time()
    time_machine.move_to(moment)
    try_password(client, person.email, PASSWORD)
    client.get(SOME_PAGE)
    for minute in range(5, 29, 5):
        time_machine.move_to(moment + minute * 60)
        assert client.get(SOME_PAGE, headers={"X-Background": "1"}).status_code == 200
    time_machine.move_to(moment + 29 * 60)
    answer = client.post("/session/stay")
    assert answer.status_code == 204
    assert 1790 <= int(answer["X-Session-Ends-In"]) <= 1800
    time_machine.move_to(moment + 58 * 60)
    assert client.get(SOME_PAGE, headers={"X-Background": "1"}).status_code == 200
    time_machine.move_to(moment + 61 * 60)
    assert client.get(SOME_PAGE, headers={"X-Background": "1"}).status_code == 401
    assert client.post("/session/stay").status_code == 401


@SHORT
def test_a_session_ends_after_twelve_hours_however_busy(client, person, time_machine):
    moment = time.time()
    time_machine.move_to(moment)
    try_password(client, person.email, PASSWORD)
    for quarter in range(1, 48):
        time_machine.move_to(moment + quarter * 900)
        assert signed_in(client), quarter
    assert (
        int(client.post("/session/stay")["X-Session-Ends-In"]) <= 905
    )  # signing in takes a moment of its own
    time_machine.move_to(moment + 48 * 900 + 5)
    assert not signed_in(client)


@SHORT
def test_the_page_knows_when_the_session_ends(client, person):
    try_password(client, person.email, PASSWORD)
    found = re.search(
        r'<meta name="session-ends-in" content="(\d+)">', client.get(SOME_PAGE).content.decode()
    )
    assert 1790 <= int(found[1]) <= 1800
    assert "session-ends-in" not in Client().get(SIGN_IN).content.decode()


@SHORT
def test_when_the_countdown_of_the_page_is_over_the_session_has_ended(client, person, time_machine):
    moment = time.time()
    time_machine.move_to(moment, tick=False)
    try_password(client, person.email, PASSWORD)
    time_machine.move_to(moment + 29, tick=False)  # too soon after the last time for it to be written again
    page = client.get(SOME_PAGE).content.decode()
    left = int(re.search(r'<meta name="session-ends-in" content="(\d+)">', page)[1])
    time_machine.move_to(moment + 29 + left, tick=False)
    answer = client.get(f"{SIGN_IN}?next={SOME_PAGE}", follow=True)
    assert "You were signed out because your session ended" in answer.content.decode()
    assert not signed_in(client)


def test_pages_of_a_signed_in_person_are_not_kept_by_the_browser(client, person):
    try_password(client, person.email, PASSWORD)
    assert "no-store" in client.get(SOME_PAGE)["Cache-Control"]


# --- a forgotten password ---


def link_in_the_mail() -> str:
    assert len(mail.outbox) == 1
    return re.search(r"https?://[^\s/]+(/account/password/reset/key/\S+)", mail.outbox[0].body)[1]


def ask_for_link(client: Client, email: str, **more):
    return client.post("/account/password/reset", {"email": email}, **more)


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client, person):
    assert ask_for_link(client, person.email)["Location"] == "/account/password/reset/sent"
    link = link_in_the_mail()
    form = client.get(link, follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert answer["Location"] == "/account/password/reset/done"
    assert try_password(Client(), person.email, PASSWORD).status_code == 200
    assert try_password(Client(), person.email, NEW_PASSWORD).status_code == 302
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_a_reset_opens_the_lock(client, person):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        try_password(client, person.email, WRONG)
    ask_for_link(client, person.email)
    form = client.get(link_in_the_mail(), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert try_password(Client(), person.email, NEW_PASSWORD).status_code == 302


def test_asking_for_a_link_tells_nobody_who_has_an_account(client, person):
    known = ask_for_link(client, person.email)
    unknown = ask_for_link(Client(), "nobody@ambleford.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_the_link_leads_to_the_portal_whatever_host_was_asked(client, person):
    ask_for_link(client, person.email, headers={"host": "localhost"})
    assert f"{settings.PUBLIC_URL}/account/password/reset/key/" in mail.outbox[0].body


def test_a_new_password_that_others_would_guess_is_refused_with_a_reason(client, person):
    ask_for_link(client, person.email)
    form = client.get(link_in_the_mail(), follow=True)
    for bad in ("short", "password1234", "irisreviewing", "123456789012"):
        answer = client.post(form.redirect_chain[-1][0], {"password1": bad, "password2": bad})
        assert answer.status_code == 200, bad
        assert "There is a problem" in answer.content.decode()
    assert try_password(Client(), person.email, PASSWORD).status_code == 302


# --- two-step sign-in ---


@pytest.fixture
def with_two_steps(client, person):
    """Two-step sign-in set up through the pages; gives a function that makes the code of the moment."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

    try_password(client, person.email, PASSWORD)
    client.post("/account/confirm-it-is-you", {"password": PASSWORD})
    page = client.get("/account/two-step/totp/activate/").content.decode()
    secret = re.search(r"Key: <code>(\w+)</code>", page)[1]

    def code(ahead: int = 0) -> str:
        return f"{hotp_value(secret, next(yield_hotp_counters_from_time()) + ahead):06}"

    answer = client.post("/account/two-step/totp/activate/", {"code": code()})
    assert answer.status_code == 302, answer.content.decode()
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored, "the key is encrypted at rest"
    client.post("/account/sign-out")
    return code


def test_with_two_steps_the_password_alone_is_not_enough_and_a_code_works_once(
    client, person, with_two_steps, time_machine
):
    time_machine.move_to(time.time() + 120)
    answer = try_password(client, person.email, PASSWORD)
    assert answer["Location"] == "/account/two-step/authenticate/"
    assert not signed_in(client)
    code = with_two_steps()
    assert "This code is not right" in client.post(answer["Location"], {"code": "000000"}).content.decode()
    assert client.post(answer["Location"], {"code": code}).status_code == 302
    assert signed_in(client)
    again = Client()
    try_password(again, person.email, PASSWORD)
    again.post("/account/two-step/authenticate/", {"code": code})
    assert not signed_in(again)


def test_a_recovery_code_works_once(client, person, with_two_steps):
    from allauth.mfa.models import Authenticator

    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    for expected in (True, False):
        another = Client()
        try_password(another, person.email, PASSWORD)
        another.post("/account/two-step/authenticate/", {"code": codes[0]})
        assert signed_in(another) is expected


@override_settings(REQUIRE_MFA=True)
def test_where_the_council_asks_for_two_steps_nothing_else_can_be_done_first(client, person):
    try_password(client, person.email, PASSWORD)
    assert client.get("/")["Location"] == "/account/two-step/totp/activate/"


# --- mails of signing in ---


def test_in_the_demo_the_link_is_read_in_the_browser_and_elsewhere_there_is_no_such_page(
    client, person, settings, tmp_path
):
    assert client.get("/account/demo-mail").status_code == 404
    settings.DEMO, settings.SIGN_IN_MAIL, settings.VAR_DIR = True, "file", tmp_path
    ask_for_link(client, person.email)
    page = client.get("/account/demo-mail").content.decode()
    link = re.search(r'href="https?://[^/]+(/account/password/reset/key/[^"]+)"', page)[1]
    assert "Choose a new password" in client.get(link, follow=True).content.decode()
    assert mail.outbox == []


def test_a_mail_server_that_is_down_neither_delays_nor_breaks_the_page(client, person, settings, monkeypatch):
    tries = []

    def refuse(self, *args):
        tries.append(time.monotonic())
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    monkeypatch.setattr("qa_portal.signin.mail.PAUSES_SECONDS", (0.3, 0.3))
    settings.SIGN_IN_MAIL = "thread"
    started = time.monotonic()
    assert ask_for_link(client, person.email).status_code == 302
    assert time.monotonic() - started < 0.3
    until = time.monotonic() + 5
    while len(tries) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(tries) == 3


def test_a_role_that_was_taken_away_opens_nothing_at_the_next_request(client):
    c = council()
    try_password(client, c.administrator.email, PASSWORD)
    assert client.get(reverse("people")).status_code == 200
    for appointment in c.administrator.appointments.all():
        appointment.delete()
    assert client.get(reverse("people")).status_code in (403, 404)
    assert signed_in(client)
