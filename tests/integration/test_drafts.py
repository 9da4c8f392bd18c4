import datetime as dt

import pytest

from qa_portal import clock
from qa_portal.drafts.models import Draft
from qa_portal.drafts.tasks import forget_old
from qa_portal.models import Contact
from tests.factories.people import council, sign_in
from tests.factories.records import child
from tests.integration.editing import fields_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.integration.record_form")]


@pytest.fixture
def ambleford():
    return council()


@pytest.fixture
def subject(ambleford):
    return child(ambleford, known_as="Ami")


@pytest.fixture
def client(client, ambleford):
    return sign_in(client, ambleford.iro)


@pytest.fixture
def url(subject):
    return f"/details/{subject.pk}"


def test_what_is_typed_is_there_again_on_another_device(client, url):
    with clock.standing_at(dt.datetime(2026, 12, 3, 14, 2, tzinfo=dt.UTC)):
        answer = send(client, url, client.get(url), draft=True, known_as="Mina", closed_on="31/2/2026")
    assert answer.status_code == 200
    assert answer.content.decode() == "Draft saved 14:02"
    page = client.get(url)
    assert fields_of(page)["known_as"] == "Mina"
    assert fields_of(page)["closed_on"] == "31/2/2026"
    assert (
        "You typed this on Thursday 3 December 2026 at 2:02pm and had not saved it" in page.content.decode()
    )


def test_a_draft_changes_nothing_that_others_see(client, url, subject, ambleford):
    send(client, url, client.get(url), draft=True, known_as="Mina")
    subject.refresh_from_db()
    assert subject.known_as == "Ami"
    sign_in(client, ambleford.team_manager)
    assert fields_of(client.get(url))["known_as"] == "Ami"


def test_saving_uses_the_draft_up(client, url, subject):
    send(client, url, client.get(url), draft=True, known_as="Mina")
    assert send(client, url, client.get(url)).status_code == 302
    subject.refresh_from_db()
    assert subject.known_as == "Mina"
    assert not Draft.objects.exists()


def test_a_draft_that_nobody_came_back_to_is_forgotten(client, url):
    with clock.standing_at(dt.datetime(2026, 9, 1, tzinfo=dt.UTC)):
        send(client, url, client.get(url), draft=True, known_as="Mina")
    with clock.standing_at(dt.datetime(2026, 11, 29, tzinfo=dt.UTC)):
        forget_old()
    assert Draft.objects.exists()
    with clock.standing_at(dt.datetime(2026, 12, 1, tzinfo=dt.UTC)):
        forget_old()
    assert not Draft.objects.exists()


def test_a_draft_can_be_discarded(client, url):
    send(client, url, client.get(url), draft=True, known_as="Mina")
    client.post(url, {"discard-draft": "yes"})
    page = client.get(url)
    assert fields_of(page)["known_as"] == "Ami"
    assert "had not saved it" not in page.content.decode()


def test_typing_back_what_stood_there_leaves_no_draft(client, url):
    send(client, url, client.get(url), draft=True, known_as="Mina")
    send(client, url, client.get(url), draft=True, known_as="Ami")
    assert not Draft.objects.exists()


def test_whoever_may_not_save_may_not_keep_a_draft_either(client, url, subject):
    page = client.get(url)
    subject.is_restricted = True
    subject.save()
    assert send(client, url, page, draft=True, known_as="Mina").status_code == 403
    assert not Draft.objects.exists()


def test_what_is_refused_is_kept_with_its_reason(client, url):
    answer = send(client, url, client.get(url), known_as="Mina", closed_on="31/2/2026")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "<title>Error: " in html
    assert '<a href="#id_closed_on">February 2026 has 28 days' in html
    assert fields_of(answer)["known_as"] == "Mina"
    assert fields_of(client.get(url))["known_as"] == "Mina"


@pytest.mark.parametrize("character", ["\x00", "\u202e"])
def test_a_character_that_cannot_be_stored_is_refused_and_never_an_error(client, url, subject, character):
    typed = f"Mi{character}na"
    for draft in (True, False):
        data = fields_of(client.get(url)).copy()
        data["known_as"] = typed
        answer = client.post(url, dict(data.lists()), headers={"X-Draft": "1"} if draft else {})
        assert answer.status_code == (200 if draft else 422)
    assert client.get(url).status_code == 200
    subject.refresh_from_db()
    assert subject.known_as == "Ami"


def test_rows_are_added_one_after_another_without_leaving_the_form(client, url, subject):
    page = client.get(url)
    first = next(key for key in fields_of(page).getlist("contacts-row"))
    page = send(
        client,
        url,
        page,
        known_as="Mina",
        **{f"contacts__{first}__detail": "01632 960001", "add-row": "contacts"},
    )
    assert fields_of(page)["known_as"] == "Mina"
    second = fields_of(page).getlist("contacts-row")[1]
    assert send(client, url, page, **{f"contacts__{second}__detail": "01632 960002"}).status_code == 302
    assert list(subject.contacts.order_by("pk").values_list("detail", flat=True)) == [
        "01632 960001",
        "01632 960002",
    ]


def test_removing_a_row_asks_first_and_says_what_will_be_removed(client, url, subject):
    contact = Contact.objects.create(subject=subject, kind="phone", detail="01632 960001")
    page = send(client, url, client.get(url), **{"remove-row": f"contacts:{contact.pk}"})
    assert "Remove contact 1, “01632 960001”?" in page.content.decode()
    kept = send(client, url, page, **{"keep-row": f"contacts:{contact.pk}"})
    assert fields_of(kept).getlist("contacts-row") == [str(contact.pk)]
    gone = send(client, url, page, **{"confirm-remove-row": f"contacts:{contact.pk}"})
    assert subject.contacts.exists()
    assert send(client, url, gone).status_code == 302
    assert not subject.contacts.exists()


def test_another_records_row_is_refused(client, url, ambleford):
    other = Contact.objects.create(subject=child(ambleford), kind="phone", detail="01632 960999")
    answer = send(
        client,
        url,
        client.get(url),
        **{"contacts-row": [str(other.pk)], f"contacts__{other.pk}__detail": "mine"},
    )
    assert answer.status_code == 400
    other.refresh_from_db()
    assert other.detail == "01632 960999"
