"""Details pulled through and corrected where they are seen (MOS-04), legal statuses, siblings."""

import datetime as dt

import pytest

from qa_portal.children.actions import add_legal_status, correct_details
from qa_portal.children.models import LegalStatus, Sibling, Subject
from tests.factories.records import child as make_child
from tests.factories.records import restrict
from tests.integration.children.conftest import NOW, at, text_of
from tests.integration.editing import fields_of, send

CASE = {"case_kind": "looked_after"}  # a drop-down, which the reader of forms leaves out


@pytest.mark.rule("MOS-04")
def test_a_wrong_detail_is_corrected_from_the_form_one_is_at_and_the_old_one_stays_in_the_history(
    council, child, as_
):
    client = as_("iro")
    here = at("case_note_add", child.pk)
    url = f"{at('correct_details', child.pk)}?next={here}"
    opened = client.get(url)
    assert fields_of(opened)["first_name"] == "Zephyrine"  # pulled through, not asked again
    response = send(
        client, url, opened, **CASE, date_of_birth="27/5/2014", reason="Birth certificate seen at the review"
    )
    assert response.url == here
    assert "27 May 2014" in text_of(client.get(here))  # pulled through into that form's page

    child.refresh_from_db()
    assert child.date_of_birth == dt.date(2014, 5, 27)
    assert child.corrected_fields == ["date_of_birth"]
    now, before = child.history.all()[:2]
    assert (now.history_user, now.step, now.history_date) == (council.iro, "correct_details", NOW)
    assert now.acting_as == "Independent Reviewing Officer, Quality Assurance and Reviewing"
    assert now.history_change_reason == "Birth certificate seen at the review"
    assert (before.date_of_birth, now.date_of_birth) == (dt.date(2014, 5, 17), dt.date(2014, 5, 27))
    trail = text_of(client.get(at("record_trail", child.pk)))
    assert "Date of birth from Saturday 17 May 2014 → to Tuesday 27 May 2014" in trail
    assert "Why: Birth certificate seen at the review" in trail


@pytest.mark.rule("MOS-04")
def test_a_correction_can_be_led_nowhere_but_to_a_page_of_ours(council, child, as_):
    client = as_("iro")
    url = f"{at('correct_details', child.pk)}?next=https://elsewhere.example/"
    assert send(client, url, client.get(url), **CASE, known_as="Zed").url == at("details", child.pk)


def test_saving_without_a_change_corrects_nothing(council, child, as_):
    client, url = as_("iro"), at("correct_details", child.pk)
    before = child.history.count()
    assert send(client, url, client.get(url), **CASE).status_code == 302
    child.refresh_from_db()
    assert child.corrected_fields == []
    assert child.history.count() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date_of_birth": "1/1/2030"}, "This must be today or earlier"),
        ({"first_name": ""}, "Fill in “First name”."),
        (
            {"date_of_birth": "5/5/2015", "died_on": "4/5/2015"},
            "The date of death is before the date of birth",
        ),
        ({"first_name": "Zeph\u202eyrine"}, "turns the direction"),
    ],
)
def test_a_correction_that_cant_be_is_refused_beside_the_field_and_nothing_typed_is_lost(
    council, child, as_, changes, sentence
):
    client, url = as_("iro"), at("correct_details", child.pk)
    response = send(client, url, client.get(url), **CASE, reason="Seen on the visit", **changes)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "Seen on the visit" in response.content.decode()
    child.refresh_from_db()
    assert (child.first_name, child.date_of_birth, child.died_on) == ("Zephyrine", dt.date(2014, 5, 17), None)


def test_two_people_correct_different_details_at_once_and_both_stand(council, child, as_):
    client, url = as_("iro"), at("correct_details", child.pk)
    opened = client.get(url)
    correct_details(child, by=council.social_worker, details={"known_as": "Zeph"})
    assert send(client, url, opened, **CASE, other_reference="NHS 943 476 5919").status_code == 302
    child.refresh_from_db()
    assert (child.known_as, child.other_reference) == ("Zeph", "NHS 943 476 5919")


def test_two_people_who_correct_the_same_detail_see_both_versions(council, child, as_):
    client, url = as_("iro"), at("correct_details", child.pk)
    opened = client.get(url)
    correct_details(child, by=council.social_worker, details={"known_as": "Zeph"})
    response = send(client, url, opened, **CASE, known_as="Zee")
    assert response.status_code == 409
    said = text_of(response)
    assert "Zee" in said
    assert "Zeph" in said
    assert "Wendy Worker" in said


def test_a_new_legal_status_ends_what_it_replaces_on_the_same_day(council, child, as_):
    interim = add_legal_status(child, by=council.social_worker, status="ico", starts_on=dt.date(2026, 3, 2))
    client, url = as_("social_worker"), at("legal_status_add", child.pk)
    opened = client.get(url)
    assert "Interim care order" in text_of(opened)
    given = {"status": "care_order", "starts_on": "16/11/2026", "replaces": str(interim.pk)}
    assert send(client, url, opened, **given).status_code == 302
    interim.refresh_from_db()
    assert interim.ends_on == dt.date(2026, 11, 16)
    assert "Legal status Care order" in text_of(client.get(at("record", child.pk)))
    again = send(client, url, client.get(url), status="care_order", starts_on="20/11/2026")
    assert again.status_code == 422
    assert "is on the record for that day already" in text_of(again)


def test_a_legal_status_cannot_end_before_it_began_nor_twice(council, child, as_):
    status = add_legal_status(child, by=council.social_worker, status="s20", starts_on=dt.date(2026, 3, 2))
    client, url = as_("social_worker"), at("legal_status_end", child.pk, status.pk)
    early = send(client, url, client.get(url), ends_on="1/3/2026")
    assert early.status_code == 422
    assert "It began on Monday 2 March 2026" in text_of(early)
    assert send(client, url, client.get(url), ends_on="20/11/2026").status_code == 302
    assert client.get(url).status_code == 409
    assert LegalStatus.objects.get().ends_on == dt.date(2026, 11, 20)


def test_siblings_are_linked_by_reference_and_unlinked_with_a_reason(council, child, as_):
    sibling = make_child(council, first_name="Sib", last_name="Ling", reference="CH-70002")
    client, url = as_("iro"), at("sibling_link", child.pk)
    assert send(client, url, client.get(url), reference="ch-70002").status_code == 302
    link = Sibling.objects.get()
    for one, other in ((child, "Sib Ling"), (sibling, "Zephyrine Quillfeather")):
        assert other in text_of(client.get(at("details", one.pk)))
    undo = at("sibling_unlink", child.pk, link.pk)
    assert send(client, undo, client.get(undo)).status_code == 422
    assert send(client, undo, client.get(undo), reason="Cousins, not siblings").status_code == 302
    assert not Sibling.objects.exists()
    assert Sibling.history.first().history_change_reason == "Cousins, not siblings"


def test_a_sibling_who_isnt_open_to_me_is_neither_found_nor_named(council, child, as_):
    elsewhere = {"team": council.other_team, "iro": council.other_iro}
    hidden = make_child(council, first_name="Hilda", last_name="Hidden", reference="CH-70003", **elsewhere)
    locked = make_child(council, first_name="Lara", last_name="Locked", reference="CH-70004")
    restrict(locked, council.team_manager)
    client, url = as_("iro"), at("sibling_link", child.pk)
    for reference in ("CH-70003", "CH-70004", "CH-99999", "CH-70001"):
        response = send(client, url, client.get(url), reference=reference)
        assert response.status_code == 422, reference
        assert not [n for n in ("Hilda", "Lara") if n in response.content.decode()]
    one, two = sorted((child, hidden), key=lambda s: s.pk)
    Sibling.objects.create(one=one, other=two)
    said = text_of(client.get(at("record", child.pk)))
    assert "CH-70003 (this record isn’t open to you)" in said
    assert "Hilda" not in said


def test_what_belongs_to_another_record_is_not_there(council, child, as_):
    other = make_child(council)
    status = add_legal_status(other, by=council.social_worker, status="s20", starts_on=dt.date(2026, 3, 2))
    link = Sibling.objects.create(
        one=min(other, make_child(council), key=lambda s: s.pk), other=make_child(council)
    )
    client = as_("iro")
    assert client.get(at("legal_status_end", child.pk, status.pk)).status_code == 404
    assert client.get(at("sibling_unlink", child.pk, link.pk)).status_code == 404
    assert client.post(at("sibling_unlink", child.pk, link.pk), {"reason": "x"}).status_code == 404
    assert Subject.objects.count() == 4
    assert Sibling.objects.exists()
