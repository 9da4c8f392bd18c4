"""R20: texts that would do something, in every place where somebody types, seen wherever they are shown.

Sixty payloads go round over all texts: with HOSTILE in full each text has held each of them.
"""

import json
from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse

from notifications.mails import digest_of, mail_of
from qa_portal import clock
from qa_portal.documents.models import Document
from qa_portal.documents.reports import html_of
from qa_portal.outbox.models import Message
from tests.house import asking
from tests.house.every_row import ROWS

from . import IN_FULL
from .pages import forms_in
from .payloads import PAYLOADS, payload
from .poisoned import poison, texts
from .seen import dangers, formulas

#: The rows of each page that somebody opens: its states go round with the payloads, and so do the people.
SAME_PAGE = {
    row.name: [each for each in ROWS if each.name == row.name and each.gets] for row in ROWS if row.gets
}
TURNS = range(0, len(PAYLOADS), 1 if IN_FULL else len(PAYLOADS))


@pytest.fixture(scope="module", params=TURNS)
def poisoned(request, scene):
    """The scene with payloads in all that was typed; taken back afterwards."""
    with transaction.atomic():
        assert poison(request.param) > 500
        scene.turn = request.param
        yield scene
        transaction.set_rollback(True)


def test_there_are_sixty_payloads_and_every_text_of_every_model_is_known():
    assert len(set(PAYLOADS)) == 60
    assert all("zqx" in each for each in PAYLOADS)
    assert len(list(texts())) > 60


def test_no_page_shows_a_text_as_anything_but_text(poisoned, clients, record_property):
    wrong, shown, turn = [], 0, poisoned.turn
    for rows in SAME_PAGE.values():
        row = rows[turn % len(rows)]
        people = sorted(row.gets)
        persona = people[turn % len(people)]
        answer = asking.ask(clients[persona], row, persona, "GET", asking.address(poisoned, row))
        if answer.status >= 500:
            wrong.append(answer.title)
        if answer.body.lstrip().startswith("<"):
            shown += "zqx" in answer.body
            wrong += [f"{answer.title}: {said}" for said in dangers(answer.body)]
    record_property("pages with payloads", shown)
    assert not wrong, "\n".join(wrong)
    assert shown > 80, shown


def test_no_export_holds_a_formula(poisoned, clients):
    for persona, name in product(
        ("iro", "insights_member", "corporate_director"), ("dispute_register_export", "audits_export")
    ):
        body = clients[persona].get(reverse(name)).content.decode()
        assert "zqx" in body
        assert formulas(body) == []


def test_no_mail_holds_more_than_its_words_and_headers(poisoned, record_property):
    now = clock.now()
    messages = list(Message.objects.select_related("recipient", "subject"))
    mails = [mail_of(each) for each in messages] + [
        digest_of(messages[0].recipient, messages[:20], now.date())
    ]
    assert len(mails) > 30
    record_property("mails with payloads", len(mails))
    wrong = []
    for mail in mails:
        sent = mail.message()
        wrong += [f"{mail.subject}: {said}" for said in dangers(mail.alternatives[0][0], is_mail=True)]
        if (
            not set(sent.keys()) <= HEADERS
            or len(sent.get_all("To")) != 1
            or mail.to != [mail.recipients()[0]]
        ):
            wrong.append(f"{mail.subject}: {sent.keys()}")
    assert not wrong, "\n".join(wrong)


HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
    "X-Auto-Response-Suppress", "X-Priority",
}  # fmt: skip


@pytest.mark.parametrize(
    "break_", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "%0d%0a", "=?utf-8?q?=0d=0a?="]
)
def test_no_heading_adds_a_header_to_a_mail(scene, break_):
    message = Message.objects.select_related("recipient", "subject").first()
    message.heading = f"Overdue{break_}Bcc: everybody@zqx.invalid{break_}{break_}<script>zqx()</script>"
    sent = mail_of(message).message()
    assert set(sent.keys()) <= HEADERS
    assert sent["Bcc"] is None
    assert b"\nBcc:" not in sent.as_bytes().split(b"\n\n", 1)[0]


def test_no_paper_shows_a_text_as_anything_but_text(poisoned, record_property):
    papers = list(Document.objects.exclude(report_key=""))
    assert {p.report_key for p in papers} >= {"qap", "dispute", "audit"}
    record_property("papers with payloads", len(papers))
    wrong = []
    for paper in papers:
        body = html_of(paper)
        assert "zqx" in body
        wrong += [f"{paper.report_key}: {said}" for said in dangers(body, is_mail=True)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("turn", TURNS)
def test_no_form_shows_what_was_typed_as_anything_but_text(scene, clients, turn, record_property):
    """What a form refuses, keeps as a draft, or takes and shows on the next page."""
    wrong, shown = [], 0
    rows = list({row.name: row for row in reversed(ROWS) if row.posts}.values())
    for place, row in enumerate(rows[:: 1 if IN_FULL else 2]):
        persona = sorted(row.posts)[0]
        client, url = clients[persona], asking.address(scene, row)
        opened = client.get(url)
        forms = forms_in(opened.content.decode(), url) if opened.status_code == 200 else []
        for form in forms:
            data, number = form.as_it_stands(), turn + place
            for control in form.controls.values():
                if control.is_text:
                    number += 1
                    data[control.name] = [payload(number)]
            with asking.rolled_back():
                pages = []
                if number % 4 == 0:
                    pages = [client.post(url, data, headers={"X-Draft": "1"}), client.get(url)]
                pages.append(client.post(url, data))
                if pages[-1].status_code == 302:
                    pages.append(client.get(pages[-1].headers["Location"]))
            for page in pages:
                body = page.content.decode("utf-8", "replace")
                shown += "zqx" in body
                wrong += [f"{row.title} {page.status_code}: {said}" for said in dangers(body)]
                if page.status_code >= 500:
                    wrong.append(f"{row.title}: {page.status_code}")
    record_property("answers to what was typed", shown)
    assert not wrong, "\n".join(wrong)
    assert shown > 40, shown


def test_no_filter_shows_what_was_asked_as_anything_but_text(scene, clients):
    wrong = []
    asked = [(n, p) for n in ("dispute_register", "records", "inbox", "access_of_person") for p in PAYLOADS]
    for name, text in asked[:: 1 if IN_FULL else 17]:
        query = dict.fromkeys(
            ("page", "show", "team", "theme", "q", "state", "raised_from", "person", "next"), text
        )
        page = clients["insights_member"].get(reverse(name), query)
        wrong += [f"{name}: {said}" for said in dangers(page.content.decode())]
    for text in PAYLOADS[:: 1 if IN_FULL else 11]:
        page = clients["iro"].post(reverse("search"), {"q": text})
        wrong += [f"search: {said}" for said in dangers(page.content.decode())]
        page = clients["anonymous"].post("/account/sign-in", {"login": text, "password": "x"})
        wrong += [f"sign-in: {said}" for said in dangers(page.content.decode())]
    assert not wrong, "\n".join(wrong)


def test_the_reader_of_pages_sees_each_payload_that_is_not_escaped():
    """The tests above are worth as much as their eyes: every payload of markup that would act is seen as it stands."""
    for text in PAYLOADS[:48]:
        if text.startswith(("javascript:", "data:", "&", "\\u")):
            continue
        page = f"<p><input value='x' title=\"{text}\"></p><p>{text}</p><textarea>{text}</textarea>"
        assert dangers(page) or dangers(f"<p title='{text}'>"), text
    assert formulas('a,"=zqx()"\n')
    assert formulas("a;=zqx()\n")
    assert json.dumps(PAYLOADS)
