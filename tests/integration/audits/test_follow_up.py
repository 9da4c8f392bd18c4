"""Discussion, finalising, the loop until it is closed, the head's follow-up (MER-08, MER-15, WAL-15, WAL-27)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qa_portal import clock
from qa_portal.children.models import CaseNote
from qa_portal.outbox.models import Message
from tests.data.files import pdf
from tests.factories import audits_after as factory
from tests.factories.audits_after import audit_after
from tests.factories.cycles import caseload, cycle_at
from tests.factories.disputes import fresh
from tests.factories.people import council as small_council
from tests.factories.records import child

from .pages import MONDAY, as_person, at, fill, sweep_at, take, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


def london(day: int, hour: int = 17) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, 0, tzinfo=clock.LONDON)


@pytest.mark.rule("WAL-15")
@pytest.mark.parametrize(("grade", "day"), [("inadequate", 16), ("requires_improvement", 23), ("good", 23)])
def test_findings_are_discussed_within_five_or_ten_working_days(grade, day):
    council = small_council("waltham-forest")
    audit = audit_after("returned", council, grade=grade)
    due = audit.deadlines.get(kind="audit_discuss")
    assert (due.due_at, due.owner_post.role) == (london(day), "team_manager")


@pytest.mark.rule("WAL-15")
@pytest.mark.parametrize(
    ("before", "now", "is_soon"),
    [
        ("requires_improvement", "requires_improvement", True),
        ("inadequate", "requires_improvement", True),
        ("outstanding", "good", True),
        ("requires_improvement", "good", False),
    ],
)
def test_a_re_audit_that_stays_below_good_or_falls_is_pressing_too(before, now, is_soon):
    council = small_council("waltham-forest")
    first = audit_after("returned", council, grade=before)
    with clock.standing_at(MONDAY + dt.timedelta(days=60)):
        again = audit_after("returned", council, first.subject, grade=now, re_audit_of=first)
    clock_name = again.deadlines.get(kind="audit_discuss").clock_name
    assert (clock_name == "audit_discuss_soon") is is_soon


@pytest.mark.rule("WAL-15")
def test_what_is_not_discussed_climbs_to_the_head_of_service():
    council = small_council("waltham-forest")
    audit = audit_after("returned", council, grade="inadequate")
    due = audit.deadlines.get(kind="audit_discuss")
    for day in (16, 17, 18, 19, 20, 23, 24):
        sweep_at(london(day, 18))
    told = Message.objects.filter(deadline=due, urgency="alert")
    assert told.filter(recipient=council.head_of_service).exists()


@pytest.mark.rule("MER-15")
def test_the_manager_records_the_discussion_as_supervision_and_it_stands_on_the_record():
    council = small_council("merton")
    audit = audit_after("returned", council)
    said = {
        "kind": "supervision",
        "reflection": "We looked at the scaling together.",
        "decisions": "Visit weekly.",
        "reasons": "The first date was too far off.",
    }
    assert as_person(council.social_worker).post(at("audit_discuss", audit), said).status_code == 403
    answer = take(council.team_manager, "audit_discuss", audit, kind="supervision")
    assert answer.status_code == 422
    take(council.team_manager, "audit_discuss", audit, **said)
    supervision = audit.subject.supervisions.get()
    assert supervision.about == audit
    assert supervision.recorded_by == council.team_manager
    note = CaseNote.objects.get(supervision=supervision)
    assert note.type == "supervision"
    assert "We looked at the scaling together." in note.text
    assert "The first date was too far off." in note.text
    assert audit.deadlines.get(kind="audit_discuss").met_at is not None
    assert council.insights_member.messages.filter(event="audit_discussed").count() == 1
    page = text_of(as_person(council.social_worker).get(supervision.get_absolute_url()))
    assert "We looked at the scaling together." in page
    assert as_person(council.other_social_worker).get(supervision.get_absolute_url()).status_code == 404


@pytest.mark.rule("WAL-15")
def test_it_can_be_recorded_as_management_oversight_and_the_team_reviews_it_before_finalising():
    council = small_council("waltham-forest")
    audit = audit_after("returned", council)
    page = text_of(as_person(council.insights_member).get(at("audit_finalise", audit)))
    assert "Not yet" in page
    assert "The Team Manager discusses the findings" in page
    take(
        council.team_manager,
        "audit_discuss",
        audit,
        kind="oversight",
        reflection="I have decided on weekly visits.",
    )
    page = text_of(as_person(council.insights_member).get(at("audit_finalise", audit)))
    assert "I have decided on weekly visits." in page
    answer = take(council.insights_member, "audit_finalise", audit, assurance="She is safe.")
    assert answer.status_code == 422, "not without having read the discussion"
    assert CaseNote.objects.filter(type="management_decision").count() == 1


@pytest.mark.rule("MER-03")
def test_it_is_finalised_by_insights_with_the_managers_assurance():
    council = small_council("merton")
    audit = audit_after("discussed", council)
    assert as_person(council.team_manager).get(at("audit_finalise", audit)).status_code == 403
    assert take(council.insights_member, "audit_finalise", audit, has_read="on").status_code == 422
    take(council.insights_member, "audit_finalise", audit, has_read="on", assurance="She is safe, I saw her.")
    audit = fresh(audit)
    assert (audit.state, audit.assurance) == ("finalised", "She is safe, I saw her.")


@pytest.mark.rule("MER-08")
@pytest.mark.parametrize(
    ("grade", "state"),
    [
        ("inadequate", "finalised"),
        ("requires_improvement", "finalised"),
        ("good", "closed"),
        ("outstanding", "closed"),
    ],
)
def test_below_good_is_tracked_until_the_loop_is_closed_and_the_rest_closes_at_once(grade, state):
    council = small_council("merton")
    audit = audit_after("discussed", council, grade=grade)
    factory.assure_all(audit, council)
    take(council.insights_member, "audit_finalise", audit, has_read="on", assurance="She is safe.")
    assert fresh(audit).state == state


@pytest.mark.rule("MER-10")
def test_an_inadequate_one_is_not_finalised_before_safety_is_assured():
    council = small_council("merton")
    audit = audit_after("discussed", council, grade="inadequate")
    answer = take(council.insights_member, "audit_finalise", audit, has_read="on", assurance="Safe.")
    assert answer.status_code == 422
    assert fresh(audit).state == "returned"


@pytest.mark.rule("MER-08", "NEW-02")
def test_each_part_of_the_loop_needs_its_evidence_before_it_is_closed():
    council = small_council("merton")
    audit = audit_after("finalised", council)
    insights, manager = council.insights_member, council.team_manager
    page = text_of(as_person(insights).get(at("audit_loop", audit)))
    for words in (
        "Record what shows that the practice has improved.",
        "Check 3 months later that the improvement has lasted.",
        "Record what changed for the child.",
    ):
        assert words in page
    assert take(insights, "audit_close", audit).status_code == 422
    factory.finish_actions(audit, council)
    sustained = at("audit_loop_part", audit, "sustained")
    assert "Record first what shows" in text_of(as_person(manager).get(sustained))
    take(manager, "audit_loop_part", audit, "improved", evidence="The plan is there, with dates.")
    due = audit.deadlines.get(kind="audit_sustained")
    assert clock.london_date(due.due_at) == dt.date(2027, 2, 9)
    assert fill(as_person(manager), sustained, evidence="Still so.").status_code == 422, "too soon"
    take(manager, "audit_changed", audit, changed="She knows who visits her, and when.")
    assert take(insights, "audit_close", audit).status_code == 422
    with clock.standing_at(dt.datetime(2027, 2, 9, 10, 0, tzinfo=clock.LONDON)):
        take(manager, "audit_loop_part", audit, "sustained", evidence="Visited as planned, she says.")
        assert fresh(due).met_at is not None
        page = text_of(as_person(insights).get(at("audit_loop", audit)))
        for words in ("The plan is there, with dates.", "Visited as planned", "She knows who visits her"):
            assert words in page
        take(insights, "audit_close", audit)
    audit = fresh(audit)
    assert (audit.state, audit.closed_by) == ("closed", insights)
    assert council.team_manager.messages.filter(event="audit_loop_closed").count() == 1


@pytest.mark.rule("NEW-02")
def test_what_is_added_later_puts_the_check_off_no_further_and_opens_no_other():
    council = small_council("merton")
    audit, manager = audit_after("finalised", council), council.team_manager
    take(manager, "audit_loop_part", audit, "improved", evidence="The plan is there, with dates.")
    with clock.standing_at(london(9) + dt.timedelta(days=60)):
        take(manager, "audit_loop_part", audit, "improved", evidence="She has her copy.")
        assert "Asked from Tuesday 9 February 2027" in text_of(
            as_person(manager).get(at("audit_loop", audit))
        )
    with clock.standing_at(dt.datetime(2027, 2, 9, 10, 0, tzinfo=clock.LONDON)):
        take(manager, "audit_loop_part", audit, "sustained", evidence="Visited as planned, she says.")
        take(manager, "audit_loop_part", audit, "improved", evidence="And her brother has his.")
    assert [due.is_open for due in audit.deadlines.filter(kind="audit_sustained")] == [False]


@pytest.mark.rule("MER-08")
def test_an_action_that_is_not_verified_keeps_the_loop_open():
    council = small_council("merton")
    audit = audit_after("finalised", council)
    factory.finish_actions(audit, council)
    action = audit.actions.first()
    type(action).objects.filter(pk=action.pk).update(state="done", verified_at=None, verified_by=None)
    page = text_of(as_person(council.insights_member).get(at("audit_loop", audit)))
    assert f"“{action.what}” is done, to be verified." in page


@pytest.mark.rule("WAL-27")
def test_after_a_re_audit_the_head_of_service_records_the_follow_up():
    council = small_council("waltham-forest")
    subject = child(council)
    first = audit_after("returned", council, subject, grade="requires_improvement")
    with clock.standing_at(MONDAY + dt.timedelta(days=60)):
        again = audit_after("discussed", council, subject, grade="good", re_audit_of=first)
        page = text_of(as_person(council.insights_member).get(at("audit_finalise", again)))
        assert "The Head of Service records the follow-up of this re-audit." in page
        url = at("audit_loop_part", again, "head_followed")
        assert as_person(council.team_manager).get(url).status_code == 403
        take(council.head_of_service, "audit_loop_part", again, "head_followed", evidence="I met the team.")
        answer = take(
            council.insights_member, "audit_finalise", again, has_read="on", assurance="All is well."
        )
        assert answer.status_code == 302
    assert as_person(council.head_of_service).get(at("audit_loop_part", first, "nonsense")).status_code == 404


@pytest.mark.rule("MER-08")
def test_nothing_of_the_loop_is_there_before_the_return_or_for_strangers():
    council = small_council("waltham-forest")
    audit = audit_after("accepted", council)
    assert as_person(council.team_manager).get(at("audit_loop", audit)).status_code == 404
    audit = factory.go_on(audit, council, "returned")
    for person in (council.other_social_worker, council.other_team_manager, council.administrator):
        for name in ("audit_loop", "audit_discuss", "audit_finalise", "audit_close", "audit_changed"):
            assert as_person(person).get(at(name, audit)).status_code == 404, name


@pytest.mark.rule("KNO-08")
def test_a_family_is_written_to_about_what_they_said_and_the_sending_is_recorded():
    from qa_portal.documents.models import Document
    from qa_portal.documents.reports import make_pending_documents

    council = small_council("merton")
    audit = audit_after("returned", council)
    voice = audit.voices.filter(recorded_at__isnull=False).first()
    assert as_person(council.social_worker).get(at("family_letter", voice)).status_code == 403
    take(council.team_manager, "family_letter", voice, done_with_it="You now hear of meetings a week before.")
    letter = Document.objects.get(report_key="family_letter")
    assert voice.words in str(letter.content)
    assert "You now hear of meetings a week before." in str(letter.content)
    make_pending_documents()
    letter.refresh_from_db()
    assert letter.state == "stored"
    take(council.team_manager, "family_letter_sent", voice, how="By post")
    voice = fresh(voice)
    assert (voice.letter_sent_on, voice.letter_sent_by, voice.letter_sent_how) == (
        clock.today(),
        council.team_manager,
        "By post",
    )


@pytest.mark.rule("MER-03")
def test_whether_the_offered_conversation_took_place_is_recorded_by_those_to_whom_it_was_offered_and_counted():
    council = small_council("merton")
    caseload(council)
    cycle = cycle_at("sent", council)
    audit, other = (audit_after("returned", council, cycle=cycle) for _ in range(2))
    for stranger in (council.other_social_worker, audit.reviewer, council.insights_head):
        answer = as_person(stranger).post(at("audit_reflection", audit), {"took_place": "no"})
        assert answer.status_code in (403, 404)
    assert take(council.social_worker, "audit_reflection", audit, took_place="yes").status_code == 422
    held = {"took_place": "yes", "held_on": "6/11/2026"}
    take(council.social_worker, "audit_reflection", audit, **held, words="It helped me to see her days.")
    take(council.team_manager, "audit_reflection", other, took_place="no", words="There was no time.")
    reflection = audit.reflections.get()
    assert (reflection.held_on, reflection.recorded_by) == (dt.date(2026, 11, 6), council.social_worker)
    ledger = text_of(as_person(council.insights_member).get(at("audit_loop", audit)))
    assert "Held on Friday 6 November" in ledger
    assert "It helped me to see her days." in ledger
    assert "Not taken up" in text_of(as_person(council.insights_member).get(at("audit_loop", other)))
    page = text_of(as_person(council.insights_member).get(cycle.get_absolute_url()))
    assert "Reflective conversations 1 held, of 2 offered" in page
    take(
        council.team_manager,
        "audit_reflection",
        audit,
        took_place="no",
        held_on_0="",
        held_on_1="",
        held_on_2="",
    )
    assert audit.reflections.get().held_on is None, "it can be put right"
    assert audit.reflections.get().history.count() == 2, "and what it was before is kept"


@pytest.mark.rule("MER-03")
def test_where_no_conversation_is_offered_nothing_of_it_is_there():
    council = small_council("waltham-forest")
    audit = audit_after("returned", council)
    assert as_person(council.team_manager).get(at("audit_reflection", audit)).status_code == 404
    assert "reflective" not in text_of(as_person(council.team_manager).get(at("audit_loop", audit)))


@pytest.mark.rule("MER-08", "LEE-13")
def test_what_shows_an_improvement_can_be_a_document_on_the_record():
    council = small_council("merton")
    audit = audit_after("finalised", council)
    url = at("audit_loop_part", audit, "improved")
    fake = SimpleUploadedFile("plan.docx", b"not a document")
    assert fill(as_person(council.team_manager), url, evidence="The plan.", file=fake).status_code == 422
    assert not audit.loop.exists()
    file = SimpleUploadedFile("new_plan.pdf", pdf())
    fill(as_person(council.team_manager), url, evidence="The plan is there.", file=file)
    document = audit.loop.get().document
    assert (document.title, document.subject) == ("new plan", audit.subject)
    ledger = as_person(council.insights_member).get(at("audit_loop", audit)).content.decode()
    assert document.get_absolute_url() in ledger
    assert as_person(council.social_worker).get(document.get_absolute_url()).status_code == 200
    assert as_person(council.other_social_worker).get(document.get_absolute_url()).status_code == 404
