"""A QAP printed from the browser reads like its report."""

import pytest
from playwright.sync_api import expect

from tests.factories.people import council
from tests.factories.qaps import qap_at
from tests.factories.records import child


@pytest.mark.rule("LEE-11")
def test_a_printed_qap_holds_what_was_written_and_nothing_to_press(
    page, live_server, sign_in, transactional_db
):
    c = council()
    qap = qap_at("concluded", c, child(c, first_name="Amara", last_name="Example"))
    sign_in(page, c.iro)
    page.goto(f"{live_server.url}{qap.get_absolute_url()}")
    press = page.get_by_role("button", name="Take the next action")
    expect(press).to_be_visible()

    page.emulate_media(media="print")

    expect(press).to_be_hidden()
    expect(page.get_by_role("navigation", name="Menu")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    for words in (
        "Amara Example",
        "There is no care plan since the move.",
        "It is being done.",
        "She has a plan that she knows.",
        "I have overseen this quality assurance process and sign its outcome.",
        "Signed the outcome",
    ):
        expect(page.get_by_text(words).first).to_be_visible()
