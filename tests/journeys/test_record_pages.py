"""Every page of a record in a real browser: accessible, and whole on a telephone (LEE-07, LEE-14)."""

import pytest
from django.urls import reverse

from qa_portal.children.actions import conceal_contact
from tests.browser import axe
from tests.factories.people import council as small_council
from tests.factories.records import child as make_child
from tests.factories.records import restrict
from tests.integration.children.pages import full_record

pytestmark = pytest.mark.django_db(transaction=True)


def _sideways(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_every_page_of_a_record_is_accessible_and_fits_a_telephone(page, live_server, sign_in):
    council = small_council()
    child = make_child(council, first_name="Zephyrine", last_name="Quillfeather")
    full = full_record(council, child)
    conceal_contact(full.contact, by=council.social_worker, because="Risk")
    pages = full.pages()
    del pages["document"], pages["contact_conceal"]
    pages |= {"contact_reveal": reverse("contact_reveal", args=[child.pk, full.contact.pk])}
    pages |= {"records": reverse("records"), "search": reverse("search")}
    sign_in(page, council.iro)
    problems = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    for name, url in pages.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(f"{live_server.url}{url}").status == 200, name
        axe(page)
        page.set_viewport_size({"width": 320, "height": 700})
        assert _sideways(page) <= 0, f"{name} scrolls sideways at 320 px"
    assert not problems


def test_the_pages_of_restricting_asking_and_emergencies_are_accessible(page, live_server, sign_in):
    council = small_council()
    child = make_child(council)
    pages = [("head_of_service", "restrict_record", [child.pk]), ("insights_member", "access_log", [child.pk]),
             ("administrator", "access_of_person", [])]  # fmt: skip
    for part, name, args in pages:
        sign_in(page, getattr(council, part))
        assert page.goto(live_server.url + reverse(name, args=args)).status == 200, name
        axe(page)
    restrict(child, council.iro)
    sign_in(page, council.social_worker)
    assert page.goto(f"{live_server.url}{reverse('record', args=[child.pk])}").status == 403
    axe(page)
    page.get_by_role("button", name="Open it in an emergency").click()
    axe(page)
    page.get_by_role("textbox").last.fill("The child is missing from the placement tonight.")
    page.get_by_role("button", name="Open the record").click()
    page.wait_for_url(f"**{reverse('record', args=[child.pk])}")
    assert page.get_by_text("Opened in an emergency").first.is_visible()
    axe(page)
