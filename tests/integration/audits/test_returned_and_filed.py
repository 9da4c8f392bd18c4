"""The return to the team, and the report on the record with case note and alerts (MER-03, MER-14, WAL-09, KNO-11)."""

import datetime as dt
import io
import subprocess

import pikepdf
import pytest

from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.documents.models import Document
from qa_portal.documents.reports import make_pending_documents
from qa_portal.documents.store import read_bytes
from tests.factories import audits_after as factory
from tests.factories.audits_after import audit_after
from tests.factories.disputes import fresh
from tests.factories.people import council as small_council
from tests.factories.records import child

from .pages import MONDAY, as_person, at, sweep_at, take, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


def london(day: int, hour: int = 17) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, 0, tzinfo=clock.LONDON)


def reports_of(audit):
    return Document.objects.filter(report_key="audit", about_id=audit.pk).order_by("pk")


def make_later():
    """The worker comes by after the five days."""
    with clock.standing_at(london(17, 9)):
        make_pending_documents()


def told(person, event):
    return person.messages.filter(event=event).count()


@pytest.mark.rule("MER-03")
def test_a_review_is_returned_to_practitioner_and_manager_with_the_offer_of_a_conversation(client):
    council = small_council("merton")
    audit = audit_after("accepted", council)
    assert as_person(council.social_worker).get(at("audit_loop", audit)).status_code == 404
    page = text_of(as_person(council.insights_member).get(at("audit_return", audit)))
    assert "offered a reflective conversation" in page
    assert "Wendy Worker" in page
    take(council.insights_member, "audit_return", audit)
    audit = fresh(audit)
    assert (audit.state, audit.returned_by) == ("returned", council.insights_member)
    for person in (council.social_worker, council.team_manager, council.insights_manager):
        message = person.messages.get(event="audit_returned")
        assert "reflective conversation" in message.text
    assert told(council.head_of_service, "audit_returned") == 0
    assert audit.deadlines.get(kind="audit_return").met_at is not None
    assert as_person(council.social_worker).get(at("audit_loop", audit)).status_code == 200


@pytest.mark.rule("WAL-09")
def test_an_inadequate_audit_and_each_re_audit_go_to_the_head_of_service_too(client):
    council = small_council("waltham-forest")
    audit_after("returned", council)
    assert told(council.head_of_service, "audit_returned") == 0
    first = audit_after("returned", council, grade="inadequate")
    assert told(council.head_of_service, "audit_returned") == 1
    with clock.standing_at(MONDAY + dt.timedelta(days=60)):
        audit_after("returned", council, first.subject, grade="good", re_audit_of=fresh(first))
    assert told(council.head_of_service, "audit_returned") == 2


@pytest.mark.rule("KNO-04")
def test_the_proposed_actions_open_with_their_clocks(client):
    council = small_council("waltham-forest")
    audit = audit_after("accepted", council)
    assert {action.state for action in audit.actions.all()} == {"proposed"}
    audit = factory.go_on(audit, council, "returned")
    actions = list(audit.actions.all())
    assert {action.state for action in actions} == {"open"}
    for action in actions:
        due = action_clock(action)
        assert clock.london_date(due.due_at) == action.due_on
    assert as_person(council.social_worker).get(actions[0].get_absolute_url()).status_code == 200
    assert as_person(council.other_social_worker).get(actions[0].get_absolute_url()).status_code == 404


def action_clock(action):
    from qa_portal.deadlines.actions import open_deadlines_of

    return open_deadlines_of(action, "action_done").get()


@pytest.mark.rule("WAL-09")
def test_it_is_filed_with_its_return_with_a_case_note_that_says_grade_actions_and_who_was_alerted(client):
    council = small_council("waltham-forest")
    audit = audit_after("returned", council)
    assert audit.filed_at is not None
    document = reports_of(audit).get()
    make_pending_documents()
    note = CaseNote.objects.get(document=document)
    assert (note.type, note.title, note.occurred_at) == ("quality_assurance", audit.title, document.added_at)
    assert audit.grade_label in note.text
    assert "1 action came of it" in note.text
    assert "Wendy Worker (Social worker, Care Planning North)" in note.text
    assert "Tamsin Manager (Team Manager, Care Planning North)" in note.text
    assert note.is_significant is False
    for person in (council.social_worker, council.team_manager):
        assert list(person.messages.filter(event="audit_filed").values_list("urgency", flat=True)) == [
            "alert"
        ]
    assert told(council.service_manager, "audit_filed") == 0
    document.refresh_from_db()
    assert document.state == "stored"
    assert as_person(council.social_worker).get(document.get_absolute_url()).status_code == 200
    assert as_person(council.other_social_worker).get(document.get_absolute_url()).status_code == 404


@pytest.mark.rule("MER-14")
def test_a_review_is_put_on_the_record_five_working_days_after_its_return(client):
    council = small_council("merton")
    audit = audit_after("returned", council)
    assert audit.filed_at is None
    assert reports_of(audit).count() == 0
    sweep_at(london(16, 16))
    assert reports_of(audit).count() == 0
    sweep_at(london(16, 18))
    assert reports_of(audit).count() == 1
    sweep_at(london(17, 9))
    assert reports_of(audit).count() == 1, "once"
    for person in (council.social_worker, council.team_manager, council.service_manager):
        assert told(person, "audit_filed") == 1
    make_later()
    assert "Selma Service" in CaseNote.objects.get(document=reports_of(audit).get()).text


@pytest.mark.rule("KNO-11")
def test_an_audit_is_filed_only_once_the_line_manager_has_signed_that_all_tasks_are_done(client):
    council = small_council("knowsley")
    audit = audit_after("returned", council)
    filing = audit.policy.filing
    assert filing.when == "after_sign_off"
    assert reports_of(audit).count() == 0
    signer = council.people[str(audit.policy.follow_up.signed_off_by)]
    page = as_person(signer).get(at("audit_sign_off", audit))
    assert "Not yet" in text_of(page)
    assert take(signer, "audit_sign_off", audit, signed="on").status_code == 422
    factory.finish_actions(audit, council)
    assert as_person(council.social_worker).get(at("audit_sign_off", audit)).status_code == 403
    assert told(council.insights_member, "audit_filed") == 0
    answer = take(signer, "audit_sign_off", audit, signed="on")
    assert answer.status_code == 302, text_of(answer)
    audit = fresh(audit)
    assert audit.signed_off_by == signer
    signature = audit.signatures.get(section="audit_tasks")
    assert (signature.signed_by, len(signature.content["tasks"])) == (signer, audit.actions.count())
    assert audit.deadlines.get(kind="audit_sign_off").met_at is not None
    assert reports_of(audit).count() == 1
    assert told(council.insights_member, "audit_filed") == 1  # the copy to the QA officer, only then
    assert signature.digest in str(reports_of(audit).get().content)


@pytest.mark.rule("MER-05")
def test_the_report_says_both_grades_the_band_each_answer_the_actions_the_family_and_who_signed(client):
    council = small_council("merton")
    audit = audit_after("returned", council, grade="inadequate")
    sweep_at(london(16, 18))
    document = reports_of(audit).get()
    make_later()
    document.refresh_from_db()
    said = words_in(document)
    scale = audit.policy.scale
    for words in (
        "After reading the record",
        "By the moderation panel",
        audit.grade_label,
        scale.band("inadequate").descriptor[:60],
        "The panel agrees with the reviewer.",
        *(section.title for section in audit.tool.sections),
        *(question.text[:40] for question in audit.tool.questions),
        *(action.what for action in audit.actions.all()),
        *(voice.words[:30] for voice in audit.voices.all()),
        audit.signatures.get(section="audit").digest[:20],
    ):
        assert flat(words) in said, words


@pytest.mark.rule("MER-11")
def test_a_level_that_is_decided_otherwise_brings_a_further_version_and_the_first_stays(client):
    council = small_council("merton")
    audit = audit_after("returned", council, grade="inadequate")
    sweep_at(london(16, 18))
    with clock.standing_at(london(17, 9)):
        take(council.team_manager, "level_dispute_raise", audit, reason="She is visited each week.")
        dispute = audit.level_disputes.get()
        take(council.insights_head, "level_decide", dispute, grade="4", decision="The visits are there.")
    first, second = reports_of(audit)
    assert "version 2" in second.title
    assert first.content["grade"]["grade"] == "inadequate"
    assert second.content["grade"]["grade"] == "requires_improvement"
    assert told(council.team_manager, "audit_filed_again") == 1


@pytest.mark.rule("WAL-24")
def test_a_re_audits_report_stands_side_by_side_with_the_one_before(client):
    council = small_council("waltham-forest")
    subject = child(council)
    first = audit_after("returned", council, subject, grade="inadequate")
    with clock.standing_at(MONDAY + dt.timedelta(days=60)):
        again = audit_after("returned", council, subject, grade="good", re_audit_of=first)
    compared = reports_of(again).get().content["compared"]
    assert (compared[0]["before"]["grade"], compared[0]["now"]["grade"], compared[0]["change"]) == (
        "inadequate",
        "good",
        "Better",
    )
    assert reports_of(first).get().content["compared"] == []


def words_in(document) -> str:
    """What a stored PDF says, its spaces left out: a line of it may break anywhere."""
    return flat(text_of_pdf(read_bytes(document.file)))


def text_of_pdf(data: bytes) -> str:
    pikepdf.open(io.BytesIO(data)).close()
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def flat(words: str) -> str:
    return "".join(words.split())
