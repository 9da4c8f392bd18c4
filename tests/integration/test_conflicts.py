import pytest
from django.test import Client

from qa_portal.drafts.models import Draft
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
    return child(ambleford, known_as="Ami", other_reference="H1")


@pytest.fixture
def url(subject):
    return f"/details/{subject.pk}"


@pytest.fixture
def iris(ambleford):
    return sign_in(Client(), ambleford.iro)


@pytest.fixture
def tamsin(ambleford):
    return sign_in(Client(), ambleford.team_manager)


def test_two_people_who_change_different_things_both_save(iris, tamsin, url, subject):
    hers, his = iris.get(url), tamsin.get(url)
    assert send(tamsin, url, his, known_as="Mina").status_code == 302
    assert send(iris, url, hers, other_reference="H2").status_code == 302
    subject.refresh_from_db()
    assert (subject.known_as, subject.other_reference) == ("Mina", "H2")


def test_whoever_saves_second_sees_both_versions_and_chooses(iris, tamsin, url, subject):
    hers = iris.get(url)
    send(tamsin, url, tamsin.get(url), known_as="Mina")
    answer = send(iris, url, hers, known_as="Amy", other_reference="H2")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Tamsin Manager saved this while you were working on it" in html
    assert "Amy" in html
    assert "Mina" in html
    assert "What it said before either of you" in html
    subject.refresh_from_db()
    assert subject.known_as == "Mina"

    assert send(iris, url, answer).status_code == 409  # nothing was chosen
    assert send(iris, url, answer, **{"_keep-known_as": "mine"}).status_code == 302
    subject.refresh_from_db()
    assert (subject.known_as, subject.other_reference) == ("Amy", "H2")


def test_their_version_can_be_kept(iris, tamsin, url, subject):
    hers = iris.get(url)
    send(tamsin, url, tamsin.get(url), known_as="Mina")
    answer = send(iris, url, hers, known_as="Amy", other_reference="H2")
    send(iris, url, answer, **{"_keep-known_as": "theirs"})
    subject.refresh_from_db()
    assert (subject.known_as, subject.other_reference) == ("Mina", "H2")


def test_a_third_who_saves_while_one_chooses_is_not_overwritten(iris, tamsin, url, subject):
    hers = iris.get(url)
    send(tamsin, url, tamsin.get(url), known_as="Mina")
    answer = send(iris, url, hers, known_as="Amy")
    send(tamsin, url, tamsin.get(url), known_as="Mia")
    again = send(iris, url, answer, **{"_keep-known_as": "mine"})
    assert again.status_code == 409
    assert "Mia" in again.content.decode()


def test_leaving_the_choice_loses_nothing(iris, tamsin, url):
    hers = iris.get(url)
    send(tamsin, url, tamsin.get(url), known_as="Mina")
    send(iris, url, hers, known_as="Amy")
    back = iris.get(url)
    assert fields_of(back)["known_as"] == "Amy"
    assert send(iris, url, back).status_code == 409


def test_a_draft_takes_in_what_somebody_else_saved_meanwhile(iris, tamsin, url):
    send(iris, url, iris.get(url), draft=True, other_reference="H2")
    send(tamsin, url, tamsin.get(url), known_as="Mina")
    page = iris.get(url)
    assert (fields_of(page)["known_as"], fields_of(page)["other_reference"]) == ("Mina", "H2")
    assert "Somebody has saved this since" in page.content.decode()


def test_a_row_that_one_removed_while_the_other_changed_it_is_shown(iris, tamsin, url, subject):
    contact = Contact.objects.create(subject=subject, kind="phone", detail="01632 960001")
    hers = iris.get(url)
    confirmed = send(tamsin, url, tamsin.get(url), **{"confirm-remove-row": f"contacts:{contact.pk}"})
    send(tamsin, url, confirmed)
    assert not subject.contacts.exists()
    answer = send(iris, url, hers, **{f"contacts__{contact.pk}__detail": "01632 960002"})
    assert answer.status_code == 409
    assert "Removed" in answer.content.decode()
    path = f"contacts-{contact.pk}-row"
    assert send(iris, url, answer, **{f"_keep-{path}": "mine"}).status_code == 302
    assert [each.detail for each in subject.contacts.all()] == ["01632 960002"]


def test_rows_that_both_added_both_stay(iris, tamsin, url, subject):
    hers, his = iris.get(url), tamsin.get(url)
    for client, page, detail in ((tamsin, his, "01632 960001"), (iris, hers, "01632 960002")):
        key = fields_of(page).getlist("contacts-row")[0]
        assert send(client, url, page, **{f"contacts__{key}__detail": detail}).status_code == 302
    assert sorted(each.detail for each in subject.contacts.all()) == ["01632 960001", "01632 960002"]


def test_nobody_can_claim_to_have_seen_what_they_have_not(iris, tamsin, url, subject):
    send(tamsin, url, tamsin.get(url), known_as="Mina")
    his_token = fields_of(tamsin.get(url))["_opened"]
    hers = iris.get(url)
    for forged in (his_token, "", "x", fields_of(hers)["_opened"][:-3] + "abc"):
        answer = send(iris, url, hers, _opened=forged, known_as="Amy")
        assert answer.status_code == 409
    subject.refresh_from_db()
    assert subject.known_as == "Mina"


def test_what_was_typed_about_a_closed_thing_is_shown_and_kept(iris, url, subject):
    page = iris.get(url)
    subject.died_on = "2026-01-01"
    subject.save()
    answer = send(iris, url, page, known_as="Amy")
    assert answer.status_code == 409
    assert "The child has died" in answer.content.decode()
    assert 'value="Amy"' in answer.content.decode()
    assert Draft.objects.get().data["known_as"] == "Amy"
