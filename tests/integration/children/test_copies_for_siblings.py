"""What concerns siblings is copied to their records in one step, and each copy says where it came from (LEE-08)."""

import pytest

from qa_portal import clock
from qa_portal.children.actions import add_case_note, copy_case_note, link_siblings
from qa_portal.plan.models import Action
from qa_portal.workflow.steps import NotYours
from tests.factories.people import council as small_council
from tests.factories.plan import action_at
from tests.factories.records import child, restrict
from tests.integration.audits.pages import MONDAY, as_person, at, take, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.rule("LEE-08")]


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council("waltham-forest")


@pytest.fixture
def family(council):
    """A child with two siblings whose records open to the team, and one whose record is shut to it."""
    first, second, third, shut = (child(council) for _ in range(4))
    for other in (second, third, shut):
        link_siblings(first, by=council.iro, other=other)
    restrict(shut, council.other_iro)
    return first, second, third, shut


def test_a_note_is_on_the_siblings_records_in_one_step(council, family):
    first, second, third, shut = family
    note = add_case_note(
        first, by=council.social_worker, title="Their father rang", text="He moves to Ambleford."
    )
    page = as_person(council.social_worker).get(at("case_note_copy", note)).content.decode()
    assert second.reference in page
    assert shut.reference not in page, "only records that open to whoever copies"
    take(council.social_worker, "case_note_copy", note, to=[second.pk, third.pk])
    for sibling in (second, third):
        copy = sibling.case_notes.get()
        assert (copy.title, copy.text, copy.recorded_by) == (note.title, note.text, council.social_worker)
        shown = text_of(as_person(council.team_manager).get(at("case_note", copy)))
        assert (
            f"Copied from the note on record {first.reference} , recorded by {council.social_worker.name}"
            in shown
        )
    there = text_of(as_person(council.team_manager).get(at("case_note", note)))
    assert "Copied to" in there
    assert f"record {second.reference}" in there
    assert "Copy it to siblings" not in there, "they all have it"
    assert as_person(council.social_worker).get(at("case_note_copy", note)).status_code == 404
    assert not shut.case_notes.exists()


def test_a_record_that_does_not_open_gets_no_copy_whatever_is_sent(council, family):
    first, _second, _third, shut = family
    note = add_case_note(
        first, by=council.social_worker, title="Their father rang", text="He moves to Ambleford."
    )
    take(council.social_worker, "case_note_copy", note, to=[shut.pk])
    assert not shut.case_notes.exists()
    with pytest.raises(NotYours):
        copy_case_note(note, by=council.social_worker, to=[shut])
    assert as_person(council.other_social_worker).get(at("case_note_copy", note)).status_code == 404


def test_an_action_is_to_be_done_on_the_siblings_record_too(council, family):
    first, second, third, _shut = family
    action = action_at("open", council, first)
    assert (
        at("plan_action_copy", action)
        in as_person(council.team_manager).get(at("plan_action", action)).content.decode()
    )
    assert as_person(council.social_worker).get(at("plan_action_copy", action)).status_code in (403, 404)
    take(council.team_manager, "plan_action_copy", action, to=[second.pk])
    copy = second.planned_actions.get()
    assert (copy.what, copy.due_on, copy.owner, copy.state) == (
        action.what,
        action.due_on,
        action.owner,
        "open",
    )
    assert copy.about == action
    assert not third.planned_actions.exists()
    clock_of_copy = second.deadlines.get(kind="action_done")
    assert clock_of_copy.due_at == first.deadlines.get(kind="action_done").due_at
    shown = text_of(as_person(council.team_manager).get(at("plan_action", copy)))
    assert f"Copied from record {first.reference}" in shown
    assert f"record {second.reference}" in text_of(
        as_person(council.team_manager).get(at("plan_action", action))
    )
    assert as_person(council.team_manager).get(at("plan_action_copy", copy)).status_code == 302
    as_person(council.team_manager).post(at("plan_action_copy", copy), {"to": [first.pk]})
    assert Action.objects.filter(subject=first).count() == 1, "never back to where it came from"
