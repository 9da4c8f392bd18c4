"""What one person's audits came to, for their supervision: to them and their manager only (WAL-23)."""

import datetime as dt
import io
import zipfile

import pytest

from audits.actions.challenging import start_challenge
from audits.outcomes.rules import line_managers_of, supervised_by
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry
from qa_portal.people.actions import record_cover
from tests.factories.audits_after import audit_after
from tests.factories.cycles import caseload, cycle_at
from tests.factories.people import council as small_council
from tests.factories.people import vacate
from tests.factories.records import child, restrict

from .pages import MONDAY, as_person, at, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def waltham():
    return small_council("waltham-forest")


def page_of(reader, person, **asked):
    return as_person(reader).get(at("outcomes_of", person), asked)


@pytest.mark.rule("WAL-23")
def test_a_practitioner_and_their_manager_see_what_the_audits_came_to_and_nobody_else_does(waltham):
    audit = audit_after("followed", waltham, grade="requires_improvement", grade_before="good")
    own = text_of(as_person(waltham.social_worker).get(at("my_outcomes")))
    for said in (
        own,
        text_of(page_of(waltham.team_manager, waltham.social_worker)),
        text_of(page_of(waltham.social_worker, waltham.social_worker)),
    ):
        assert audit.subject.reference in said
        assert "She is at the centre of it." in said  # strengths
        assert "Visits are written up late." in said  # what to learn
        assert "After reading the record: Good; After the conversation: Requires Improvement" in said
        assert "Write up each visit within two days." in said  # the action, as it stands
        assert "Done and verified" in said
        assert "She knows who visits her." in said  # what changed
        assert "Requires Improvement 1 All 1" in " ".join(said.split())
    for part, person in waltham.people.items():
        if part not in ("social_worker", "team_manager"):
            assert page_of(person, waltham.social_worker).status_code == 404, part
    assert page_of(waltham.administrator, waltham.social_worker).status_code == 404
    assert audit.reviewer == waltham.sister_team_manager  # whoever audited is among those refused


@pytest.mark.rule("WAL-23")
def test_the_way_there_is_on_the_supervision_page_for_the_line_manager_alone(waltham):
    record, address = child(waltham), at("outcomes_of", waltham.social_worker)
    for name in ("supervisions", "supervision_add"):
        assert address in as_person(waltham.team_manager).get(at(name, record)).content.decode()
    for person in (waltham.service_manager, waltham.insights_member):
        assert address not in as_person(person).get(at("supervisions", record)).content.decode()
    people = text_of(as_person(waltham.team_manager).get(at("outcomes_to_supervise")))
    assert waltham.social_worker.name in people
    assert waltham.second_social_worker.name in people
    assert waltham.sister_social_worker.name not in people
    assert "You manage nobody today." in text_of(
        as_person(waltham.insights_member).get(at("outcomes_to_supervise"))
    )


@pytest.mark.rule("WAL-23")
def test_whoever_covers_for_the_manager_is_the_manager_and_a_vacancy_climbs_but_never_to_the_quality_team(
    waltham,
):
    today = clock.today()
    assert line_managers_of(waltham.social_worker.pk) == {waltham.team_manager.pk}
    record_cover(
        absent=waltham.team_manager,
        covered_by=waltham.sister_team_manager,
        starts_on=today,
        ends_on=today + dt.timedelta(days=3),
        reason="Leave",
        by=waltham.administrator,
    )
    assert page_of(waltham.sister_team_manager, waltham.social_worker).status_code == 200
    assert page_of(waltham.team_manager, waltham.social_worker).status_code == 200
    # Whoever covers for a practitioner has their cases, not their appraisal; nor does that make them a supervisee.
    record_cover(
        absent=waltham.second_social_worker,
        covered_by=waltham.sister_social_worker,
        starts_on=today,
        ends_on=today + dt.timedelta(days=3),
        reason="Leave",
        by=waltham.administrator,
    )
    assert page_of(waltham.sister_social_worker, waltham.second_social_worker).status_code == 404
    assert line_managers_of(waltham.sister_social_worker.pk) == {waltham.sister_team_manager.pk}
    for role, team in (
        ("team_manager", waltham.other_team),
        ("service_manager", waltham.other_service),
    ):
        assert page_of(waltham.head_of_service, waltham.other_social_worker).status_code == 404
        vacate(role, team)
    assert page_of(waltham.head_of_service, waltham.other_social_worker).status_code == 200
    assert waltham.other_social_worker.pk in {each.pk for each in supervised_by(waltham.head_of_service)}


@pytest.mark.rule("WAL-23", "WAL-25")
def test_an_audit_counts_once_it_is_returned_and_not_while_its_grade_is_challenged(waltham):
    audit_after("accepted", waltham, grade="inadequate")
    nothing = text_of(page_of(waltham.team_manager, waltham.social_worker))
    assert "No audit was returned in this period." in nothing
    audit = audit_after("returned", waltham, grade="good")
    audit_after("returned", waltham, grade="outstanding")
    assert "All 2" in " ".join(text_of(page_of(waltham.team_manager, waltham.social_worker)).split())
    said = {"response": "It is better.", "criteria": "Good.", "evidence": "The visits."}
    start_challenge(audit, by=waltham.team_manager, **said)
    now = " ".join(text_of(page_of(waltham.social_worker, waltham.social_worker)).split())
    assert "All 1" in now
    assert audit.subject.reference not in now


@pytest.mark.rule("WAL-23")
def test_the_counts_are_over_a_period_which_can_be_chosen(waltham):
    with clock.standing_at(MONDAY - dt.timedelta(days=500)):
        old = audit_after("returned", waltham, grade="inadequate")
    audit_after("returned", waltham, grade="good")
    lately = " ".join(text_of(page_of(waltham.team_manager, waltham.social_worker)).split())
    assert "All 1" in lately
    assert old.subject.reference not in lately
    asked = {"returned_from": "01/01/2025", "returned_to": "09/11/2026"}
    assert "All 2" in " ".join(text_of(page_of(waltham.team_manager, waltham.social_worker, **asked)).split())
    wrong = {"returned_from": "09/11/2026", "returned_to": "01/11/2026"}
    assert "must be the same day" in text_of(page_of(waltham.team_manager, waltham.social_worker, **wrong))


@pytest.mark.rule("WAL-23", "LEE-14", "LEE-16")
def test_a_record_that_is_shut_shows_the_grade_alone_and_each_look_at_one_that_opens_is_logged(waltham):
    shut, opens = (audit_after("returned", waltham, grade=grade) for grade in ("outstanding", "good"))
    restrict(shut.subject, waltham.head_of_service)
    before = set(AccessLogEntry.objects.values_list("pk", flat=True))
    said = text_of(page_of(waltham.team_manager, waltham.social_worker))
    assert "Outstanding" in said
    assert shut.subject.reference not in said
    assert opens.subject.reference in said
    logged = AccessLogEntry.objects.exclude(pk__in=before).filter(page__startswith="outcomes_of")
    assert [(each.subject_id, each.person_id, each.what, each.why) for each in logged] == [
        (
            opens.subject_id,
            waltham.team_manager.pk,
            "viewed",
            "Line manager of the practitioner audited",
        )
    ]


@pytest.mark.rule("WAL-23")
def test_no_list_and_no_file_names_whose_work_was_graded_but_to_them_and_their_manager(waltham):
    caseload(waltham)
    cycle = cycle_at("sent", waltham)
    audit_after("returned", waltham)
    names = {
        person.name
        for part, person in waltham.people.items()
        if part.endswith("social_worker") and "principal" not in part
    }
    for reader in (waltham.insights_head, waltham.service_manager, waltham.head_of_service):
        register = as_person(reader).get(at("audits"))
        file = as_person(reader).get(at("audits_export")).content.decode()
        assert not [name for name in names if name in text_of(register) or name in file]
        assert "practitioner" not in register.context["form"].fields
        file = b"".join(as_person(reader).get(at("cycle_export", cycle)).streaming_content)
        with zipfile.ZipFile(io.BytesIO(file)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert any(audit.subject.reference in sheet for audit in cycle.audits.all())
        assert not [name for name in names if name in sheet]
    own = as_person(waltham.team_manager).get(at("audits_export")).content.decode()
    assert waltham.social_worker.name in own


@pytest.mark.rule("WAL-23")
def test_the_page_asks_as_much_for_one_audit_as_for_many(waltham, django_assert_max_num_queries):
    client = as_person(waltham.team_manager)
    audit_after("returned", waltham)
    address = at("outcomes_of", waltham.social_worker)
    client.get(address)
    for number in (1, 4):
        while waltham.social_worker.audited.count() < number:
            audit_after("returned", waltham)
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200
