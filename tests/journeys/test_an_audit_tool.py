"""An audit tool is edited with its form growing beside it, and without JavaScript by a button (LEE-11, KNO-15)."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import axe
from tests.factories.people import council as small_council

PLACE = ["merton", "collaborative_review", "oversight"]


@pytest.fixture
def council(transactional_db):
    return small_council("merton")


@pytest.mark.rule("LEE-11", "KNO-15")
def test_the_form_is_seen_as_it_will_look_while_one_types_and_then_published(
    page, live_server, sign_in, council
):
    sign_in(page, council.insights_manager)
    page.goto(live_server.url)
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Audits").click()
    page.get_by_role("navigation", name="Audits").get_by_role("link", name="Audit tools").click()
    page.get_by_role("link", name="Collaborative review", exact=True).click()
    page.get_by_role("link", name="Edit Supervision and management oversight").click()
    preview = page.locator("#tool-preview")
    first = page.get_by_role("group", name="Question 1", exact=True)
    first.get_by_label("The question").fill("Does supervision help the practitioner to think?")
    expect(preview).to_contain_text("Does supervision help the practitioner to think?")
    expect(first.get_by_label("The question")).to_be_focused()
    page.get_by_role("button", name="Add another question").click()
    added = page.get_by_role("group", name="Question 4", exact=True)
    added.get_by_label("The question").fill("Where would you put the team’s help, from 0 to 10?")
    added.get_by_label("How it is answered").select_option("scaled")
    expect(preview).to_contain_text("Where would you put the team’s help")
    axe(page)
    page.get_by_label("What changes, and why?").fill("Plainer, and a question on the team.")
    page.get_by_role("button", name="Check and save").click()
    expect(page.locator("main")).to_contain_text("Not yet published")
    page.get_by_role("button", name="See what changes, and publish it").click()
    expect(page.locator("main")).to_contain_text("Where would you put the team’s help")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("main")).to_contain_text("In force")


def test_without_javascript_a_button_shows_the_preview(browser, live_server, sign_in, council):
    page = browser.new_page(java_script_enabled=False)
    sign_in(page, council.insights_manager)
    page.goto(live_server.url + reverse("audit_tool_section", args=PLACE))
    page.get_by_label("The question").first.fill("Does supervision help?")
    page.get_by_role("button", name="Show the preview").click()
    expect(page.locator("#tool-preview")).to_contain_text("Does supervision help?")
    expect(page.get_by_label("The question").first).to_have_value("Does supervision help?")
    page.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_its_pages_are_accessible_and_fit_the_window(page, live_server, sign_in, council, width):
    sign_in(page, council.insights_manager)
    page.set_viewport_size({"width": width, "height": 900})
    for name, args in (("audit_tools", []), ("audit_tool", PLACE[:2]), ("audit_tool_section", PLACE)):
        page.goto(live_server.url + reverse(name, args=args))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
