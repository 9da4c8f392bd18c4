"""Signing in as a person does it, in a real browser, with the accessibility check on every page of it."""

import re
import time

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings

from qa_portal.people.models import User
from tests.browser import axe
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

NEW_PASSWORD = "nine purple herons walking"


@pytest.fixture
def person() -> User:
    return User.objects.create_user(email="iris@ambleford.example", name="Iris Reviewing", password=PASSWORD)


def fill_sign_in(page, email: str, password: str) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_a_person_mistypes_resets_signs_in_and_changes_her_password(page, live_server, person):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/account/password/change")
    assert "/account/sign-in" in page.url
    axe(page)
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("link", name="Enter your password.").is_visible()
    assert page.title().startswith("Error: Sign in")
    axe(page)
    fill_sign_in(page, person.email, "not my password")
    assert page.get_by_label("Email address").input_value() == person.email

    page.get_by_role("link", name="I have forgotten my password").click()
    axe(page)
    page.get_by_label("Email address").fill(person.email)
    page.get_by_role("button", name="Send the link").click()
    assert page.get_by_role("heading", name="Look at your email").is_visible()
    axe(page)
    page.goto(live_server.url + re.search(r"(/account/password/reset/key/\S+)", mail.outbox[0].body)[1])
    axe(page)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("The new password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    fill_sign_in(page, person.email, NEW_PASSWORD)
    assert page.get_by_text("Iris Reviewing").first.is_visible()

    page.goto(f"{live_server.url}/account/password/change")
    axe(page)
    page.get_by_label("Your present password").fill(NEW_PASSWORD)
    page.get_by_label("New password", exact=True).fill("another one of mine")
    page.get_by_label("The new password again").fill("another one of mine")
    page.get_by_role("button", name="Change password").click()
    assert page.get_by_text("Your password is changed.").is_visible()
    page.goto(f"{live_server.url}/account/sign-out")
    axe(page)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", name="Sign in").is_visible()
    assert refused == []


def test_two_step_sign_in_is_set_up_and_used(page, live_server, person):
    from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"

    page.goto(f"{live_server.url}/account/sign-in?next=/account/two-step/")
    fill_sign_in(page, person.email, PASSWORD)
    axe(page)
    page.get_by_role("button", name="Set it up").click()
    if page.get_by_role("heading", name="Confirm that it is you").is_visible():
        axe(page)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()
    axe(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code from the app").fill(code(secret))
    page.get_by_role("button", name="Turn on two-step sign-in").click()
    axe(page)
    page.goto(f"{live_server.url}/account/two-step/recovery-codes/")
    axe(page)
    recovery = page.get_by_role("main").locator("li code").first.inner_text()
    page.goto(f"{live_server.url}/account/sign-out")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    fill_sign_in(page, person.email, PASSWORD)
    assert page.get_by_role("heading", name="Enter your code").is_visible()
    axe(page)
    page.get_by_label("Code", exact=True).fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{live_server.url}/account/two-step/")
    assert page.get_by_text("You have 9 left of 10.").is_visible()


def test_the_lock_out_says_what_to_do(page, live_server, person):
    page.goto(f"{live_server.url}/account/sign-in")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        fill_sign_in(page, person.email, "not my password")
    assert page.get_by_role("heading", name="Too many wrong passwords").is_visible()
    axe(page)


@override_settings(SESSION_IDLE_SECONDS=306)
def test_the_page_warns_before_the_session_ends_and_lets_the_person_stay(page, live_server, person, sign_in):
    sign_in(page, person)
    page.goto(f"{live_server.url}/account/password/change")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    dialog.wait_for(timeout=15_000)
    axe(page)
    began = time.monotonic()
    with page.expect_response("**/session/stay") as answer:
        dialog.get_by_role("button", name="Stay signed in").click()
    assert answer.value.status == 204
    assert not dialog.is_visible()
    assert time.monotonic() - began < 10
