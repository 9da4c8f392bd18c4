"""What is typed outlives a browser that dies and a session that ends."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories.people import PASSWORD, council
from tests.factories.qaps import qap_at
from tests.factories.records import child

TYPED = "She has had no plan since the move, and nobody can say when"


@pytest.fixture
def c(transactional_db):
    return council()


@pytest.fixture
def issues(c) -> str:
    """The address of a form that takes a while to fill in."""
    return f"/qap/{qap_at('written', c, child(c)).pk}/issues/"


def type_something(somebody) -> None:
    """Into the first row, until the page says that it is saved."""
    somebody.write("What is the issue?", TYPED, within=somebody.row("Issue 1"))
    somebody.sees("Draft saved")


def finds_it_again(somebody) -> None:
    """In the field, with the way to be rid of it."""
    with somebody.told("find what was typed"):
        expect(somebody.row("Issue 1").get_by_label("What is the issue?")).to_have_value(TYPED)
        expect(somebody.page.get_by_role("button", name="Discard it and start again")).to_be_visible()


def test_a_browser_that_dies_loses_nothing(desk, c, issues):
    iro = desk(c.iro).sign_in()
    iro.go(issues)
    type_something(iro)
    iro.leave()
    again = desk(c.iro).sign_in()
    again.go(issues)
    finds_it_again(again)


def test_a_session_that_ends_warns_lets_one_stay_and_loses_nothing(desk, c, issues, settings):
    iro = desk(c.iro).sign_in()
    iro.go(issues)
    type_something(iro)
    settings.SESSION_IDLE_SECONDS = 200
    iro.go(issues)
    warning = iro.page.get_by_role("dialog", name="Are you still there?")
    expect(warning).to_be_visible()
    axe(iro.page)
    settings.SESSION_IDLE_SECONDS = 2000
    warning.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    finds_it_again(iro)

    settings.SESSION_IDLE_SECONDS = 15
    iro.go(issues)
    iro.page.wait_for_url("**/account/sign-in**", timeout=60_000)
    settings.SESSION_IDLE_SECONDS = 2000
    iro.sees("You were signed out because your session ended.")
    iro.write("Email address", c.iro.email)
    iro.page.get_by_label("Password", exact=True).fill(PASSWORD)
    iro.press("Sign in")
    assert iro.page.url.endswith(issues)
    finds_it_again(iro)
