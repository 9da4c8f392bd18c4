"""R20 in a real browser: payloads in every text of every record, and nothing runs, opens, loads or is even tried."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qa_portal import clock
from tests.hostile import IN_FULL
from tests.hostile.payloads import MARKUP
from tests.hostile.poisoned import poison
from tests.house import scene as scenes
from tests.journeys.test_axe_on_every_page import pages_of

#: Without HOSTILE in full: where most of what people type is shown, and the forms that show it to be changed.
SHOWN = {
    "home", "inbox", "record", "details", "case_note", "chronology", "record_trail", "stage", "qap", "dispute",
    "stage_details", "qap_issues", "dispute_register", "person", "commendation", "correct_details",
}  # fmt: skip
#: In the page before anything else: whatever calls it has run.
WATCH = """
window.zqxRan = [];
window.zqx = () => window.zqxRan.push('called');
for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => window.zqxRan.push(name);
document.addEventListener('securitypolicyviolation', e => window.zqxRan.push(e.violatedDirective + ' ' + e.blockedURI));
"""


@pytest.fixture
def scene(transactional_db, monkeypatch):
    """The council with one of everything on it, a payload in every text."""
    with clock.standing_at(scenes.NOON):  # told first: parts of it stand in other months
        told = scenes.build()
    monkeypatch.setattr(clock, "now", lambda: scenes.NOON)  # for the server's own threads
    assert poison() > 500
    return told


class Watched:
    """A person's browser and all that it did besides showing pages."""

    def __init__(self, browser, live_server, sign_in, somebody) -> None:
        self.here = live_server.url
        self.page = browser.new_page(locale="en-GB")
        self.page.add_init_script(WATCH)
        self.found: list[str] = []
        self.page.on(
            "dialog", lambda dialog: (self.found.append(f"dialog {dialog.message}"), dialog.dismiss())
        )
        self.page.on("popup", lambda popup: self.found.append(f"window {popup.url}"))
        self.page.on("pageerror", lambda error: self.found.append(f"error {error}"))
        self.page.on("console", self._said)
        self.page.on("request", self._asked)
        sign_in(self.page, somebody)

    def _said(self, message) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.found.append(f"console: {message.text}")

    def _asked(self, request) -> None:
        if not request.url.startswith((self.here, "data:image/")):
            self.found.append(f"asks for {request.url}")

    def look(self, path: str) -> list[str]:
        """Open a page, move over it and through its fields, and give what happened."""
        self.found.clear()
        self.page.goto(self.here + path)
        self.page.evaluate(
            "document.querySelectorAll('main *').forEach(e => { e.dispatchEvent(new MouseEvent('mouseover'));"
            " if (e.focus) e.focus(); if (e.tagName === 'DETAILS') e.open = true; })"
        )
        self.page.wait_for_timeout(10)
        ran = self.page.evaluate("window.zqxRan")
        if not self.page.url.startswith(self.here):
            ran.append(f"led to {self.page.url}")
        return [*self.found, *ran]


def test_no_text_runs_or_loads_anything_in_a_browser(browser, live_server, sign_in, scene):
    wrong, desks, names, with_payloads = [], {}, set(), 0
    for name, path, part in pages_of(scene):
        if not IN_FULL and (name not in SHOWN or name in names):
            continue
        names.add(name)
        if part not in desks:
            desks[part] = Watched(browser, live_server, sign_in, scene.people[part])
        wrong += [f"{name} at {path} as {part}: {said}" for said in desks[part].look(path)]
        with_payloads += "zqx" in desks[part].page.content()
    assert not wrong, "\n".join(wrong)
    assert with_payloads > (120 if IN_FULL else 12), with_payloads
    refused_and_shown_again(desks["iro"], reverse("case_note_add", args=[scene.keys["record"]]))
    the_watch_sees_what_runs(desks["iro"])


def refused_and_shown_again(desk: Watched, path: str) -> None:
    """What is typed, refused and shown again runs nothing either."""
    for text in MARKUP[:: 1 if IN_FULL else 12]:
        desk.page.goto(desk.here + path)
        desk.page.fill("textarea >> nth=0", text)
        with desk.page.expect_navigation():
            desk.page.evaluate("document.querySelector('main form[method=post]').submit()")
        assert "zqx" in desk.page.content()
        assert desk.page.evaluate("window.zqxRan") == []
    assert desk.found == []


def the_watch_sees_what_runs(desk: Watched) -> None:
    """It would have seen it: where a page does show a payload as markup, the policy stops it and the watch tells."""
    assert desk.look(reverse("home")) == []
    desk.page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x onerror=zqx()>')"
    )
    for _ in range(100):  # waiting for a function is an eval, which the policy stops as well
        if desk.page.evaluate("window.zqxRan.length"):
            break
        desk.page.wait_for_timeout(50)
    assert any("script-src" in said for said in desk.page.evaluate("window.zqxRan"))
    assert "called" not in desk.page.evaluate("window.zqxRan")
