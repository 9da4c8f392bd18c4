"""A person at a browser: what they read, write and press, by role and name, as they would say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.factories.people import PASSWORD


class Desk:
    """One person, signed in through the sign-in page, in a browser context of their own.

    Each method fails with what the page said instead.
    """

    def __init__(self, browser: Browser, address: str, somebody: Any, **context: Any) -> None:
        self.address, self.somebody = address, somebody
        self.context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **context)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.visited: list[str] = []
        self.page.on("framenavigated", lambda frame: self.visited.append(frame.url))

    def sign_in(self) -> Desk:
        """Through the sign-in page, with the password."""
        self.page.goto(f"{self.address}/")
        self.write("Email address", self.somebody.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in")
        self.sees("My work")
        return self

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}")

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.get_by_role("main")

    def press(self, name: str, within: Locator | None = None) -> None:
        """A button, or a link that looks like one."""
        with self.told(f"press “{name}”"):
            where = within or self.page
            where.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()
            self.page.wait_for_load_state()

    def follow(self, name: str, within: Locator | None = None) -> None:
        """A link."""
        with self.told(f"follow “{name}”"):
            (within or self.page).get_by_role("link", name=re.compile(re.escape(name))).first.click()
            self.page.wait_for_load_state()

    def write(self, label: str, text: str, within: Locator | None = None) -> None:
        """Text into a field, by its label."""
        with self.told(f"write into “{label}”"):
            (within or self.page).get_by_label(label).first.fill(text)

    def choose(self, option: str, within: Locator | None = None) -> None:
        """A radio button or tick box, by its label."""
        with self.told(f"choose “{option}”"):
            (within or self.page).get_by_label(option, exact=True).first.check()

    def select(self, label: str, option: str, within: Locator | None = None) -> None:
        """One of a list."""
        with self.told(f"select “{option}” in “{label}”"):
            (within or self.page).get_by_label(label).first.select_option(label=option)

    def row(self, name: str) -> Locator:
        """A row of a table of rows: "Issue 1"."""
        return self.page.get_by_role("group", name=name, exact=True)

    def sees(self, text: str, within: Locator | None = None) -> None:
        """These words stand on the page."""
        with self.told(f"see “{text}”"):
            expect((within or self.page).get_by_text(text).first).to_be_visible()

    def sees_heading(self, text: str) -> None:
        """A heading with these words."""
        with self.told(f"see the heading “{text}”"):
            expect(self.page.get_by_role("heading", name=text).first).to_be_visible()

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    @contextmanager
    def told(self, what: str) -> Iterator[None]:
        """A failure says where the person was and what they saw."""
        try:
            yield
        except Exception as failed:
            raise AssertionError(
                f"{self.somebody} could not {what} at {self.page.url}:\n{self.main.aria_snapshot()}"
            ) from failed
