"""Case notes (LEE-17), concealed contact details (LEE-21), the trail of both (LEE-15), the chronology."""

import datetime as dt

import pytest

from qa_portal import clock
from qa_portal.children.actions import add_case_note, add_contact, conceal_contact
from qa_portal.children.changes import trail_page
from qa_portal.children.models import CaseNote
from qa_portal.workflow.steps import NotYours
from tests.factories.records import child as make_child
from tests.integration.children.conftest import NOW, at, text_of
from tests.integration.children.pages import full_record
from tests.integration.editing import fields_of, send


def test_a_note_takes_a_title_a_type_and_a_moment_which_is_suggested(council, child, as_):
    client, url = as_("social_worker"), at("case_note_add", child.pk)
    opened = client.get(url)
    assert fields_of(opened)["occurred_at_0"] == "24/11/2026"
    assert fields_of(opened)["occurred_at_1"] == "10:00"
    given = {
        "title": "Visit to the placement",
        "type": "visit",
        "text": "All is well.",
        "is_significant": "on",
    }
    assert send(client, url, opened, **given).url == at("case_notes", child.pk)
    note = CaseNote.objects.get()
    assert (note.title, note.type, note.is_significant) == ("Visit to the placement", "visit", True)
    assert (note.occurred_at, note.recorded_at, note.recorded_by) == (NOW, NOW, council.social_worker)
    assert "Visit to the placement" in text_of(client.get(at("record", child.pk)))
    assert "Significant event Visit to the placement" in text_of(client.get(at("chronology", child.pk)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "x" * 101}, "must be 100 characters or fewer. It has 101: shorten it by 1."),
        ({"title": ""}, "Fill in “Title”."),
        ({"text": ""}, "Fill in “Note”."),
        ({"occurred_at_0": "25/11/2026"}, "can’t be in the future"),
        ({"type": "gossip"}, "Select a valid choice"),
    ],
)
def test_a_note_that_cant_be_is_refused_and_nothing_typed_is_lost(council, child, as_, changes, sentence):
    client, url = as_("social_worker"), at("case_note_add", child.pk)
    given = {"title": "Title", "type": "visit", "text": "What was typed."} | changes
    response = send(client, url, client.get(url), **given)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert given["text"] in response.content.decode()
    assert not CaseNote.objects.exists()


def test_who_lost_the_right_while_writing_is_told_so_and_keeps_what_was_typed(child, as_, monkeypatch):
    client, url = as_("social_worker"), at("case_note_add", child.pk)
    opened = client.get(url)

    def refuses(*args, **given):
        raise NotYours("This is no longer yours to write.")

    monkeypatch.setattr("qa_portal.children.views.notes.add_case_note", refuses)
    response = send(client, url, opened, title="Title", type="visit", text="What was typed.")
    assert response.status_code == 403
    assert "This is no longer yours to write." in text_of(response)
    assert "What was typed." in response.content.decode()
    assert "What was typed." in client.get(url).content.decode(), "and it is a draft"


def test_a_note_is_followed_up_and_never_changed(council, child, as_):
    note = add_case_note(child, by=council.social_worker, title="Call with school", text="PEP is late.")
    client, url = as_("iro"), at("case_note_follow_up", note.pk)
    assert send(client, url, client.get(url), text="It was held.").url == at("case_note", note.pk)
    follow_up = note.follow_ups.get()
    assert follow_up.title == "Follow-up: Call with school"
    said = text_of(client.get(at("case_note", note.pk)))
    assert "What followed" in said
    assert "It was held." in said
    again = at("case_note_follow_up", follow_up.pk)
    send(client, again, client.get(again), text="And again.")
    assert note.follow_ups.count() == 2
    assert client.post(at("case_note", note.pk), {"text": "changed"}).status_code == 405


def test_notes_are_listed_by_type_and_significance_twenty_five_a_page(council, child, as_):
    for n in range(27):
        CaseNote.objects.create(
            subject=child, title=f"Note {n:02}", text="x", type="visit" if n % 2 else "contact",
            is_significant=n == 3, occurred_at=NOW - dt.timedelta(days=n), recorded_by=council.iro,
        )  # fmt: skip
    client, url = as_("iro"), at("case_notes", child.pk)
    first = text_of(client.get(url))
    assert "Note 24" in first
    assert "Note 25" not in first
    assert "1 to 25 of 27 notes" in first
    assert "Note 25" in text_of(client.get(url, {"page": 2}))
    visits = text_of(client.get(url, {"type": "visit"}))
    assert "Note 01" in visits
    assert "Note 00" not in visits
    significant = text_of(client.get(url, {"significant": "on"}))
    assert "Note 03" in significant
    assert "Note 01" not in significant
    assert client.get(url, {"type": "'; DROP", "page": "x"}).status_code == 200


@pytest.mark.rule("LEE-21")
def test_a_concealed_contact_shows_that_it_exists_and_nothing_of_it(council, child, as_):
    client = as_("social_worker")
    contact = add_contact(child, by=council.social_worker, kind="placement", detail="3 Wrenhollow Lane")
    url = at("contact_conceal", child.pk, contact.pk)
    assert send(client, url, client.get(url), concealed_because="").status_code == 422
    assert send(client, url, client.get(url), concealed_because="Risk from a relative").status_code == 302

    for part in ("social_worker", "iro", "team_manager", "service_manager"):  # those who need it
        assert "3 Wrenhollow Lane" in text_of(as_(part).get(at("details", child.pk))), part
    other = as_("insights_member")  # may see the record, not this
    page = text_of(other.get(at("details", child.pk)))
    assert "Placement address Concealed Risk from a relative" in page
    for name in ("record", "details", "record_trail", "chronology"):
        for query in ({}, {"of": "contacts"}):
            assert "Wrenhollow" not in other.get(at(name, child.pk), query).content.decode(), name
    for name in ("contact_change", "contact_conceal", "contact_reveal"):
        for response in (
            other.get(at(name, child.pk, contact.pk)),
            other.post(at(name, child.pk, contact.pk)),
        ):
            assert response.status_code == 404, name
    contact.refresh_from_db()
    assert contact.is_concealed


@pytest.mark.rule("LEE-21")
def test_the_trail_conceals_what_the_record_conceals_older_versions_included(council, child, as_):
    worker = council.social_worker
    contact = add_contact(child, by=worker, kind="address", detail="1 Oldbarn Way")
    contact.detail = "3 Wrenhollow Lane"
    contact.save()
    conceal_contact(contact, by=worker, because="Risk")
    told = [f for c in trail_page(child, user=worker, of="contacts") for f in c.fields if f.label == "Detail"]
    assert {(f.before, f.after) for f in told} <= {("", "Concealed"), ("Concealed", "Concealed")}
    seen = [
        f.after for c in trail_page(child, user=worker, of="contacts", sees_concealed=True) for f in c.fields
    ]
    assert "1 Oldbarn Way" in seen
    mine = as_("iro").get(at("record_trail", child.pk), {"of": "contacts"}).content.decode()
    assert "3 Wrenhollow Lane" in mine


@pytest.mark.rule("LEE-21")
def test_who_sees_a_concealed_contact_shows_it_again_with_a_reason(council, child, as_):
    contact = add_contact(child, by=council.social_worker, kind="phone", detail="01632 960 001")
    conceal_contact(contact, by=council.social_worker, because="Risk")
    client, url = as_("iro"), at("contact_reveal", child.pk, contact.pk)
    assert send(client, url, client.get(url)).status_code == 422
    assert send(client, url, client.get(url), reason="The risk has ended").status_code == 302
    assert "01632 960 001" in text_of(as_("insights_member").get(at("details", child.pk)))


def test_a_contact_is_added_concealed_only_with_its_reason(council, child, as_):
    client, url = as_("social_worker"), at("contact_add", child.pk)
    given = {"kind": "address", "detail": "3 Wrenhollow Lane", "is_concealed": "on"}
    refused = send(client, url, client.get(url), **given)
    assert refused.status_code == 422
    assert "Say why it is concealed" in text_of(refused)
    assert send(client, url, client.get(url), **given, concealed_because="Risk").status_code == 302
    other = make_child(council)
    contact = child.contacts.get()
    assert client.get(at("contact_change", other.pk, contact.pk)).status_code == 404


@pytest.mark.rule("LEE-15")
def test_every_change_of_a_record_says_who_when_in_what_role_from_what_to_what_and_why(council, child, as_):
    full = full_record(council, child)
    client, url = as_("social_worker"), at("contact_change", child.pk, full.contact.pk)
    with clock.standing_at(NOW + dt.timedelta(days=1)):
        send(client, url, client.get(url), detail="9 Newgate", reason="Moved on Monday")
    said = text_of(client.get(at("record_trail", child.pk)))
    assert (
        "Contact detail: changed Wednesday 25 November 2026 at 10am · Wendy Worker, Social worker, Care Planning North"
        " · Change contact Why: Moved on Monday Detail from 3 Wrenhollow Lane → to 9 Newgate" in said
    )
    everything = [
        change
        for number in range(1, 5)
        for change in (trail_page(child, user=council.social_worker, number=number) if number < 3 else [])
    ]
    assert {change.of for change in everything} >= {
        "Details", "Legal status", "Contact detail", "Sibling", "Allocation", "Case note", "Document",
        "Review or conference",
    }  # fmt: skip
    assert all(change.who and change.when for change in everything)
    assert all(c.role for c in everything if c.step)


def test_the_trail_is_the_records_own(council, child, as_):
    other = make_child(council, first_name="Other", last_name="Childe")
    add_case_note(other, by=council.social_worker, title="Of the other one", text="x")
    assert "Of the other one" not in text_of(as_("iro").get(at("record_trail", child.pk)))
    assert as_("other_social_worker").get(at("record_trail", child.pk)).status_code == 404


@pytest.mark.parametrize("number", [1, 25, 100])
def test_the_trail_takes_the_same_few_queries_however_long(
    council, child, as_, number, django_assert_max_num_queries
):
    for n in range(number):
        add_case_note(child, by=council.social_worker, title=f"Note {n}", text="x")
    client = as_("iro")
    client.get(at("record_trail", child.pk))
    with django_assert_max_num_queries(12):
        client.get(at("record_trail", child.pk))


def test_the_chronology_is_in_order_filtered_and_whole_on_paper(council, child, as_):
    full_record(council, child)
    for n in range(30):
        add_case_note(child, by=council.iro, title=f"Event {n:02}", text="x", is_significant=True,
                      occurred_at=NOW - dt.timedelta(days=n + 1))  # fmt: skip
    client, url = as_("iro"), at("chronology", child.pk)
    first = text_of(client.get(url))
    assert first.index("Event 00") < first.index("Event 01")
    assert "Event 29" not in first
    assert "Event 29" in text_of(client.get(url, {"print": "1"}))
    legal = text_of(client.get(url, {"sort": "Legal status"}))
    assert "Care order began" in legal
    assert "Event 00" not in legal
