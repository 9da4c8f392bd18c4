"""Journeys in a real Chromium: the browser, a signed-in page, and the accessibility check.

def test_an_iro_raises_a_concern(page, live_server, sign_in):
    sign_in(page, iro)
    page.goto(f"{live_server.url}/")
    axe(page)
"""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page

CHROMIUM = "/usr/bin/chromium"
# It runs as root here, without a graphics card, and must ask nobody outside for anything.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What passed isn't told, and nothing is fetched again: that takes a third of the time.
AXE = {
    "runOnly": {"type": "tag", "values": WCAG_2_2_AA},
    "resultTypes": ["violations"],
    "preload": False,
}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Debian's Chromium instead of a downloaded one."""
    return {"executable_path": CHROMIUM, "args": CHROMIUM_FLAGS, "headless": True}


@pytest.fixture(scope="session")
def browser_context_args() -> dict:
    """A British desk."""
    return {"locale": "en-GB", "timezone_id": "Europe/London", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def sign_in(live_server) -> Callable[[Page, object], None]:
    """`sign_in(page, person)`: her session in that page's browser, without the sign-in page."""

    def put_session(page: Page, person) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "qa_portal.signin.backend.PortalBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}]
        )

    return put_session


def axe(page: Page) -> None:
    """Fail with a sentence for each WCAG 2.2 AA violation on the page as it is now: what is wrong, and where.
    The design system's own known oddities are not exempt: nothing is."""
    results = Axe().run(page, options=AXE)
    found = [
        f"{violation['help']} ({violation['id']}, {violation['impact']}; {violation['helpUrl'].split('?')[0]})\n"
        + "\n".join(
            f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"][:5]
        )
        for violation in results.response["violations"]
    ]
    assert not found, f"{page.url.split('?')[0]} has {len(found)} accessibility problems:\n" + "\n".join(
        found
    )
