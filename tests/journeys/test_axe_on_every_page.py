"""Every page that can be opened, as a person who may: WCAG 2.2 AA at desk and phone width, no sideways scroll."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qa_portal import clock
from tests.browser import axe
from tests.factories.records import child, restrict
from tests.house import scene as scenes
from tests.house import (
    table_access,
    table_activities,
    table_audits,
    table_disputes,
    table_improvement,
    table_manage,
    table_panels,
    table_records,
    table_reports,
    table_retention,
    table_standards,
    table_thematic,
)
from tests.house.asking import address

#: Who opens a page that several may: whoever finds most to press on it.
PREFERRED = ("iro", "team_manager", "iro_manager", "administrator", "insights_member")

#: What is no page: the browser saves it.
SAVED = {
    "access_archive",
    "audit_calendar",
    "audits_export",
    "certificate",
    "cycle_export",
    "document",
    "dispute_register_export",
    "framework_export",
    "import_template",
    "panel_calendar",
    "report_file",
    "report_pack",
}

#: Pages that the table of who may open what has no row for, since they are everybody's own.
ONES_OWN = (
    "account_change_password",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
)
IN_THE_DEMONSTRATION = ("demo_clock", "demo_mailbox", "design", "design-form")


@pytest.fixture
def scene(transactional_db, monkeypatch):
    """The council with one of everything on it, at the moment that it was told for, in every thread."""
    with clock.standing_at(scenes.NOON):  # parts of it are told for other days
        told = scenes.build()
    monkeypatch.setattr(clock, "now", lambda: scenes.NOON)
    return told


def pages_of(scene) -> list[tuple[str, str, str]]:
    """Each page once for each state of its thing: (its URL's name, address, whoever opens it)."""
    found = {}
    for row in (
        *table_manage.ROWS,
        *table_records.ROWS,
        *table_disputes.ROWS,
        *table_audits.ROWS,
        *table_panels.ROWS,
        *table_reports.ROWS,
        *table_improvement.ROWS,
        *table_activities.ROWS,
        *table_standards.ROWS,
        *table_thematic.ROWS,
        *table_retention.ROWS,
        *table_access.ROWS,
    ):
        if row.gets and not row.leads_on and row.name not in SAVED:
            part = next((each for each in PREFERRED if each in row.gets), None) or sorted(row.gets)[0]
            found[address(scene, row)] = (row.name, part)
    locked = restrict(child(scene.council), scene.council.iro_manager)
    found[reverse("record", args=[locked.pk])] = ("restricted", "iro")
    found[reverse("emergency_access", args=[locked.pk])] = ("emergency_access", "iro")
    found |= {reverse(name): (name, "iro") for name in ONES_OWN}
    return sorted((name, address, part) for address, (name, part) in found.items())


def look_at(page, url: str, width: int, *, with_axe: bool = True) -> list[str]:
    """What is wrong with a page at a width."""
    page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        wrong.append(f"{url} scrolls sideways at {width} px: it is {wide} px wide")
    if with_axe:
        try:
            axe(page)
        except AssertionError as found:
            wrong.append(f"{width} px: {found}")
    return wrong


@pytest.mark.parametrize("third", [0, 1, 2])  # so that several browsers can look at once
def test_every_page_is_accessible_and_fits_a_phone(browser, live_server, sign_in, scene, third):
    wrong, tabs, names = [], {}, set()
    pages = pages_of(scene)
    assert len(pages) > 150
    for name, url, part in pages[third * len(pages) // 3 : (third + 1) * len(pages) // 3]:
        if part not in tabs:
            tabs[part] = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
            sign_in(tabs[part], scene.people[part])
        tabs[part].set_viewport_size({"width": 1280, "height": 900})
        answer = tabs[part].goto(live_server.url + url)
        if answer.status != (403 if name == "restricted" else 200) or "/account/sign-in" in tabs[part].url:
            wrong.append(f"{name} at {url} as {part}: {answer.status}")
            continue
        wrong += look_at(tabs[part], f"{url} ({name}, {part})", 1280)
        # In another state a page has other words, hardly another layout: on the phone axe looks at one of each.
        wrong += look_at(tabs[part], f"{url} ({name}, {part})", 320, with_axe=name not in names)
        names.add(name)
    assert not wrong, "\n".join(wrong)


def test_the_demonstrations_pages_are_accessible_and_fit_a_phone(page, live_server, sign_in, scene, settings):
    settings.DEMO = True
    sign_in(page, scene.people["iro"])
    wrong = []
    for name in IN_THE_DEMONSTRATION:
        page.goto(live_server.url + reverse(name))
        wrong += look_at(page, name, 1280) + look_at(page, name, 320)
    assert not wrong, "\n".join(wrong)
