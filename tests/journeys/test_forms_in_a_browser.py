"""The forms and components as a browser shows them, on the pattern pages."""

import pytest
from playwright.sync_api import Page, expect

from qa_portal.models import Draft, User
from tests.browser import axe


@pytest.fixture
def ruth(db, settings):
    settings.DEMO = True
    return User.objects.create_user("ruth@ambleford.example", "Ruth Example")


@pytest.fixture
def refused_by_policy(page) -> list[str]:
    """What the content security policy has stopped on the page."""
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if "Security Policy" in message.text else None
    )
    return said


@pytest.fixture
def form(page, live_server, sign_in, ruth) -> Page:
    sign_in(page, ruth)
    page.goto(f"{live_server.url}/design/form/")
    return page


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("path", ["/design/", "/design/form/"])
def test_every_component_is_accessible_and_fits_the_window(page, live_server, sign_in, ruth, path, width):
    sign_in(page, ruth)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + path)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_button_and_box_is_large_enough_to_hit(form):
    sizes = form.eval_on_selector_all(
        ".govuk-button, .govuk-input, .govuk-select, .autocomplete__input, .moj-datepicker__toggle",
        "all => all.filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])",
    )
    assert sizes
    assert [size for size in sizes if size[1] < 44] == []


def test_what_is_typed_is_saved_by_itself_and_there_again_on_another_device(
    form, browser, live_server, sign_in, ruth
):
    form.get_by_label("Title").fill("Dental check")
    expect(form.locator("[data-draft-status]")).to_contain_text("Draft saved")
    other = browser.new_page()
    sign_in(other, ruth)
    other.goto(f"{live_server.url}/design/form/")
    expect(other.get_by_label("Title")).to_have_value("Dental check")
    expect(other.get_by_role("button", name="Discard it and start again")).to_be_visible()
    other.close()


def test_leaving_the_page_in_the_middle_of_a_word_saves_it(form, live_server):
    form.get_by_label("Title").fill("Dental che")
    form.goto(f"{live_server.url}/design/")
    for _ in range(100):  # the browser sends it after the page has gone
        if Draft.objects.exists():
            break
        form.wait_for_timeout(100)
    form.goto(f"{live_server.url}/design/form/")
    expect(form.get_by_label("Title")).to_have_value("Dental che")


def test_rows_come_and_go_in_place(form, refused_by_policy):
    form.get_by_label("Title").fill("Dental check")
    form.get_by_role("group", name="Issue 1").get_by_label("What is the concern?").fill(
        "The plan has drifted"
    )
    form.get_by_role("button", name="Add another issue").click()
    second = form.get_by_role("group", name="Issue 2")
    expect(second).to_be_focused()
    second.get_by_label("What is the concern?").fill("No school place")
    second.get_by_role("button", name="Remove issue 2").click()
    expect(second.get_by_role("alert")).to_contain_text("Remove issue 2, “No school place”?")
    axe(form)
    second.get_by_role("button", name="Keep it").click()
    expect(second.get_by_role("alert")).to_have_count(0)
    form.get_by_role("group", name="Issue 2").get_by_role("button", name="Remove issue 2").click()
    form.get_by_role("alert").get_by_role("button", name="Remove issue 2").click()
    expect(form.get_by_role("group", name="Issue 2")).to_have_count(0)
    expect(form.get_by_label("What is the concern?")).to_have_value("The plan has drifted")
    expect(form.get_by_label("Title")).to_have_value("Dental check")
    assert refused_by_policy == []


def test_fields_of_an_option_show_with_it(form):
    still_open = form.get_by_label("What is still open?")
    expect(still_open).to_be_hidden()
    form.get_by_label("Partly").check()
    expect(still_open).to_be_visible()
    form.get_by_label("No", exact=True).first.check()
    expect(still_open).to_be_hidden()


def test_a_person_is_found_by_typing(form):
    box = form.get_by_role("combobox", name="Team Manager")
    box.fill("rob")
    form.get_by_role("option", name="Rob Example").click()
    assert form.eval_on_selector("select[name=manager]", "select => select.value") == "2"


def test_a_date_is_chosen_from_a_calendar(form):
    form.get_by_label("Date of the review").fill("4/12/2025")
    form.get_by_role("button", name="Choose date").first.click()
    form.get_by_role("dialog").get_by_role("button", name="Wednesday 3 December 2025").click()
    expect(form.get_by_label("Date of the review")).to_have_value("3/12/2025")


def test_what_is_to_be_mended_takes_the_focus_and_leads_to_its_field(form):
    form.get_by_label("Date of the review").fill("31/2/2026")
    form.get_by_role("button", name="Save the pattern").click()
    summary = form.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(form).to_have_title("Error: Every kind of field – Ambleford Council")
    axe(form)
    summary.get_by_role("link", name="February 2026 has 28 days").click()
    expect(form.get_by_label("Date of the review")).to_be_focused()


def test_enter_in_a_box_saves_and_removes_nothing(form):
    form.get_by_role("group", name="Issue 1").get_by_label("What is the concern?").fill(
        "The plan has drifted"
    )
    form.get_by_label("Title").fill("Dental check")
    form.get_by_label("Title").press("Enter")
    expect(form.locator(".govuk-error-summary")).to_be_visible()
    expect(form.get_by_label("What is the concern?")).to_have_value("The plan has drifted")


def test_before_the_session_ends_one_can_stay(page, live_server, sign_in, ruth, settings):
    settings.SESSION_IDLE_SECONDS = 200
    sign_in(page, ruth)
    page.goto(f"{live_server.url}/design/")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("minutes")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    axe(page)
    settings.SESSION_IDLE_SECONDS = 2000
    page.get_by_role("button", name="Stay signed in").click()
    expect(dialog).to_be_hidden()


def test_everything_works_without_a_script(browser, live_server, sign_in, ruth):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, ruth)
    page.goto(f"{live_server.url}/design/form/")
    page.get_by_label("What is the concern?").fill("The plan has drifted")
    page.get_by_role("button", name="Add another issue").click()
    page.get_by_label("What is the concern?").nth(1).fill("No school place")
    page.get_by_role("button", name="Remove issue 1").click()
    page.get_by_role("alert").get_by_role("button", name="Remove issue 1").click()
    expect(page.get_by_label("What is the concern?")).to_have_value("No school place")
    page.get_by_label("Date", exact=True).fill("3/12/2025")
    page.get_by_label("Time").fill("2pm")
    page.get_by_label("Title").fill("Dental check")
    page.get_by_label("Summary").fill("It is late.")
    page.get_by_label("Partly").check()
    page.get_by_label("What is still open?").fill("The appointment")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Team Manager").select_option("2")
    page.get_by_role("button", name="Save the pattern").click()
    expect(page.get_by_role("alert")).to_contain_text("The pattern was read")
    context.close()
