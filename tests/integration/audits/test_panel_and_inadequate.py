"""Moderation before the return, what an Inadequate sets off, the level of concern in dispute (MER-04, MER-09 to 11)."""

import datetime as dt

import pytest

from audits import notices
from audits.actions.filing import file_audit, versions_of
from audits.actions.library import propose_example
from notifications.sweep import sweep
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.actions import publish_framework, save_own_version
from qa_portal.frameworks.queries import policy_of, published_version
from qa_portal.frameworks.writing import as_yaml
from qa_portal.outbox.models import Message
from tests.factories.audits_after import assurance_at, audit_after, level_dispute_at, record_assurance
from tests.factories.disputes import fresh
from tests.factories.people import council as small_council

from .pages import MONDAY, as_person, at, take, text_of

pytestmark = pytest.mark.django_db

SIX = (
    "insights_manager",
    "insights_service_manager",
    "insights_head",
    "team_manager",
    "service_manager",
    "head_of_service",
)


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council("merton")


def alerts_of(council, event="audit_found_inadequate"):
    return {
        part: tuple(council.people[part].messages.filter(event=event).values_list("urgency", flat=True))
        for part in SIX
    }


@pytest.mark.rule("MER-04")
@pytest.mark.parametrize("grade", ["inadequate", "outstanding"])
def test_the_extremes_wait_for_the_panel_and_are_not_returned_before_it(council, grade):
    audit = audit_after("submitted", council, grade=grade)
    assert audit.state == "to_moderate"
    assert audit.deadlines.get(kind="audit_moderate").met_at is None
    assert as_person(council.insights_member).post(at("audit_return", audit)).status_code == 409
    assert fresh(audit).returned_at is None
    shown = as_person(council.team_manager).get(at("audit_moderate", audit))
    assert shown.status_code in (403, 404)
    assert audit.grade_reason not in text_of(shown)


@pytest.mark.rule("MER-04")
@pytest.mark.parametrize("grade", ["requires_improvement", "good"])
def test_what_lies_between_goes_back_to_the_team_without_a_panel(council, grade):
    assert audit_after("submitted", council, grade=grade).state == "accepted"


@pytest.mark.rule("MER-04")
@pytest.mark.parametrize("grade", ["inadequate", "outstanding"])
def test_the_record_tells_its_team_nothing_of_a_grade_that_waits_for_the_panel(council, grade):
    audit = audit_after("to_moderate", council, grade=grade)
    propose_example(audit, by=audit.reviewer, title="A book of her own", text="It is outstandingly kind.")
    for person in (council.social_worker, council.team_manager, council.iro):
        for url in (
            audit.subject.get_absolute_url(),
            at("chronology", audit.subject),
            at("record_trail", audit.subject),
            at("case_notes", audit.subject),
            audit.get_absolute_url(),
        ):
            page = text_of(as_person(person).get(url))
            hidden = ("Moderate", "moderat", "assure", "Inadequate", "Outstanding", audit.grade_reason)
            for words in (*hidden, "A book of her own", "outstandingly kind"):
                assert words not in page, (person.name, url, words)


@pytest.mark.rule("MER-05")
def test_the_panels_grade_is_the_accepted_one_and_both_stand(council):
    audit = audit_after("to_moderate", council)
    given = audit.point
    answer = take(council.insights_manager, "audit_moderate", audit, grade="4", reason="")
    assert answer.status_code == 422
    take(council.insights_manager, "audit_moderate", audit, grade="4", reason="The plan is there.")
    audit = fresh(audit)
    assert (audit.state, audit.grade, audit.point) == ("accepted", "requires_improvement", 4)
    assert [(g.occasion, g.point) for g in audit.grades.all()] == [("record", given), ("panel", 4)]
    page = text_of(as_person(council.insights_member).get(at("audit_return", audit)))
    assert f"Inadequate ({given})" in page
    assert "Requires Improvement (4)" in page
    assert audit.deadlines.get(kind="audit_moderate").met_at is not None
    assert audit.reviewer.messages.filter(event="audit_moderated").count() == 1


@pytest.mark.rule("MER-09")
def test_six_roles_are_told_at_once_when_the_reviewer_finds_it_inadequate(council):
    audit = audit_after("submitted", council, grade="inadequate")
    assert alerts_of(council) == dict.fromkeys(SIX, ("alert",))
    message = council.service_manager.messages.get(event="audit_found_inadequate")
    assert audit.reviewer.name in message.text
    assert audit.subject.last_name not in message.heading + message.text
    assert message.url == audit.assurances.get().get_absolute_url()


@pytest.mark.rule("MER-09")
def test_the_alerts_are_queued_with_the_grade_or_not_at_all(council, monkeypatch):
    audit = audit_after("to_moderate", council, grade="outstanding")

    tell = notices.tell

    def fails(notice, *args, **kwargs):
        if notice is notices.FOUND_INADEQUATE:  # that alone: nothing else takes the grade back
            raise RuntimeError("the outbox is gone")
        return tell(notice, *args, **kwargs)

    monkeypatch.setattr("audits.notices.tell", fails)
    client = as_person(council.insights_manager)
    client.raise_request_exception = False
    page = client.get(at("audit_moderate", audit))
    assert page.status_code == 200
    from tests.integration.editing import send

    answer = send(client, at("audit_moderate", audit), page, grade="2", reason="There is no plan.")
    assert answer.status_code == 500
    assert fresh(audit).state == "to_moderate"
    assert fresh(audit).grade == "outstanding"
    assert Message.objects.filter(event="audit_found_inadequate").count() == 0


@pytest.mark.rule("MER-09")
def test_the_panels_inadequate_alerts_anew_and_asks_for_one_assurance_alone(council):
    audit = audit_after("to_moderate", council, grade="inadequate")
    take(council.insights_manager, "audit_moderate", audit, grade="1", reason="Agreed.")
    assert alerts_of(council) == dict.fromkeys(SIX, ("alert", "alert"))
    assert audit.assurances.count() == 1


@pytest.mark.rule("MER-09")
def test_a_panel_that_finds_an_outstanding_one_inadequate_sets_off_the_same(council):
    audit = audit_after("to_moderate", council, grade="outstanding")
    assert alerts_of(council) == dict.fromkeys(SIX, ())
    take(council.insights_manager, "audit_moderate", audit, grade="2", reason="Nobody has seen her.")
    assert alerts_of(council) == dict.fromkeys(SIX, ("alert",))
    assert audit.assurances.count() == 1


@pytest.mark.rule("MER-10")
def test_the_service_manager_has_24_elapsed_hours_whatever_the_day(council):
    friday = dt.datetime(2026, 11, 13, 16, 0, tzinfo=clock.LONDON)
    with clock.standing_at(friday):
        assurance = assurance_at("asked", council)
        due = assurance.deadlines.get()
        assert due.due_at == friday + dt.timedelta(hours=24)
        assert due.owner_post.role == "service_manager"
    late = friday + dt.timedelta(hours=25)
    with clock.standing_at(late):
        sweep(late)
        told = Message.objects.filter(deadline=due, urgency="alert").values_list("recipient", flat=True)
        assert {council.service_manager.pk, council.head_of_service.pk, council.insights_head.pk} <= set(told)


@pytest.mark.rule("MER-10")
def test_assurance_is_recorded_by_the_service_manager_on_safety_and_on_the_work(council):
    assurance = assurance_at("asked", council)
    said = {"safety": "Seen today, safe.", "quality": "The plan is written this week."}
    for person in (council.team_manager, council.insights_head):
        assert take_refused(person, assurance, said) in (403, 404)
    answer = take(council.service_manager, "assurance_record", assurance, safety="Seen today, safe.")
    assert answer.status_code == 422
    assert fresh(assurance).state == "asked"
    take(council.service_manager, "assurance_record", assurance, **said)
    assurance = fresh(assurance)
    assert (assurance.state, assurance.assured_by) == ("assured", council.service_manager)
    assert assurance.deadlines.get().met_at is not None
    assert council.insights_head.messages.filter(event="audit_assured").count() == 1
    page = text_of(as_person(council.head_of_service).get(assurance.get_absolute_url()))
    assert "Seen today, safe." in page
    assert "The plan is written this week." in page


def take_refused(person, assurance, said):
    return as_person(person).post(at("assurance_record", assurance), said).status_code


@pytest.mark.rule("MER-10")
def test_urgent_actions_open_at_once_and_are_shown_apart(council):
    audit = audit_after("submitted", council, grade="inadequate")
    urgent = audit.actions.filter(priority="urgent")
    assert {action.state for action in urgent} == {"open"}
    assert {action.state for action in audit.actions.exclude(priority="urgent")} == {"proposed"}
    assert urgent[0].opened_at is not None
    page = text_of(as_person(council.service_manager).get(audit.assurances.get().get_absolute_url()))
    assert page.split("Urgent actions")[1].count(urgent[0].what) == urgent.count(), "these alone"


def test_without_the_grade_nothing_is_asked_of_anybody(council):
    audit = audit_after("submitted", council, grade="good", urgent=True)
    assert audit.assurances.count() == 0
    assert alerts_of(council) == dict.fromkeys(SIX, ())


@pytest.mark.rule("MER-11")
def test_a_disputed_level_is_decided_by_the_insights_head_with_the_reason_in_the_grade_history(council):
    audit = audit_after("submitted", council, grade="inadequate")
    take(council.team_manager, "level_dispute_raise", audit, reason="She is visited each week.")
    dispute = audit.level_disputes.get()
    assert council.insights_head.messages.filter(event="audit_level_disputed", urgency="alert").count() == 1
    for person in (council.insights_manager, council.team_manager, council.service_manager):
        answer = as_person(person).post(at("level_decide", dispute), {"grade": "4", "decision": "So."})
        assert answer.status_code in (403, 404)
    assert take(council.insights_head, "level_decide", dispute, grade="4").status_code == 422
    take(council.insights_head, "level_decide", dispute, grade="4", decision="The visits are on the record.")
    dispute, audit = fresh(dispute), fresh(audit)
    assert (dispute.state, dispute.decided_by) == ("decided", council.insights_head)
    assert (audit.grade, audit.point) == ("requires_improvement", 4)
    last = audit.grades.last()
    assert (last.occasion, last.reason) == ("level", "The visits are on the record.")
    page = text_of(as_person(council.team_manager).get(dispute.get_absolute_url()))
    assert "The visits are on the record." in page


@pytest.mark.rule("MER-11", "LEE-02")
def test_a_disputed_level_has_a_clock_of_whoever_decides_it_and_climbs(council):
    friday = dt.datetime(2026, 11, 13, 16, 0, tzinfo=clock.LONDON)
    with clock.standing_at(friday):
        dispute = level_dispute_at("raised", council)
        due = dispute.deadlines.get()
        assert (clock.london_date(due.due_at), due.owner_post.role) == (
            dt.date(2026, 11, 16),
            "insights_head",
        )
        assert "Decide on the level of concern" in text_of(as_person(council.insights_head).get("/"))
        assert "Decide on the level of concern" not in text_of(as_person(council.insights_manager).get("/"))
        assert "Monday 16 November" in text_of(
            as_person(council.team_manager).get(dispute.get_absolute_url())
        )
        on_record = text_of(as_person(council.social_worker).get(dispute.audit.subject.get_absolute_url()))
        assert "level of concern" not in on_record, "it would tell the grade before the audit is returned"
    for moment, urgency, told in (
        (due.due_at - dt.timedelta(hours=1), "reminder", {council.insights_head}),
        (due.due_at + dt.timedelta(minutes=1), "alert", {council.insights_service_manager}),
        (due.due_at + dt.timedelta(days=2), "alert", {council.service_director}),
    ):
        with clock.standing_at(moment):
            sweep(moment)
        found = Message.objects.filter(deadline=due, urgency=urgency).values_list("recipient", flat=True)
        assert {person.pk for person in told} <= set(found)
    take(council.insights_head, "level_decide", dispute, grade="4", decision="The visits are on the record.")
    assert dispute.deadlines.get().met_at is not None


@pytest.mark.rule("MER-11")
def test_a_point_that_is_decided_otherwise_is_in_the_report_on_the_record(council):
    audit = file_audit(audit_after("returned", council, grade="inadequate"), by=None)
    take(council.team_manager, "level_dispute_raise", audit, reason="She is visited each week.")
    decided = {"grade": "2", "decision": "Better than it was given, and inadequate."}
    take(council.insights_head, "level_decide", audit.level_disputes.get(), **decided)
    assert (fresh(audit).grade, fresh(audit).point) == ("inadequate", 2)
    assert [paper.title for paper in versions_of(audit)][1:] == [f"{audit.title}, version 2"]


@pytest.mark.rule("MER-04", "MER-11")
def test_a_manager_learns_no_grade_by_disputing_it_before_it_is_returned(council):
    audit = audit_after("submitted", council, grade="good")
    for person in (council.team_manager, council.service_manager):
        assert as_person(person).get(at("level_dispute_raise", audit)).status_code in (403, 404)
    assert not audit.level_disputes.exists()
    take(council.insights_manager, "level_dispute_raise", audit, reason="Nobody has visited since March.")
    dispute = audit.level_disputes.get()
    assert as_person(council.team_manager).get(dispute.get_absolute_url()).status_code in (403, 404)
    returned = audit_after("returned", council, grade="good")
    page = as_person(council.team_manager).get(at("level_dispute_raise", returned))
    assert page.status_code == 200


@pytest.mark.rule("MER-11")
def test_one_dispute_at_a_time_and_strangers_see_none(council):
    dispute = level_dispute_at("raised", council)
    again = as_person(council.service_manager).get(at("level_dispute_raise", dispute.audit), follow=True)
    assert "in dispute already" in text_of(again)
    assert as_person(council.other_social_worker).get(dispute.get_absolute_url()).status_code == 404
    assert as_person(council.social_worker).get(dispute.get_absolute_url()).status_code == 404


def with_a_check(council):
    """Merton's own procedure with the quality check that others have: what was found inadequate can be sent back."""
    text = as_yaml(policy_of(published_version("merton")))
    clocks = "  audit_check: {lasts: {working_days: 1}}\n  audit_amend: {lasts: {working_days: 3}}\n"
    text = text.replace("\nclocks:\n", f"\nclocks:\n{clocks}", 1) + "\ncheck:\n  by: [insights_member]\n"
    by = council.administrator
    publish_framework(save_own_version(text, by=by, key="merton"), by=by)


@pytest.mark.rule("MER-10", "MER-11")
def test_an_audit_isnt_withdrawn_while_somebodys_safety_or_its_level_of_concern_is_open(council):
    with_a_check(council)
    audit = audit_after("sent_back", council, grade="inadequate")
    assurance = audit.assurances.get()
    take(council.team_manager, "level_dispute_raise", audit, reason="It is worse than that.")
    dispute = audit.level_disputes.get()
    page = text_of(as_person(council.insights_member).get(at("audit_withdraw", audit)))
    assert "withdraw it after the Service Manager has recorded that everyone is safe" in page
    assert "withdraw it after the Insights Head of Service has decided" in page
    refused = take(council.insights_member, "audit_withdraw", audit, reason="She moved away.")
    assert refused.status_code == 422
    assert fresh(audit).state == "sent_back"
    assert assurance.deadlines.get().cancelled_at is None
    assert dispute.deadlines.get().cancelled_at is None

    record_assurance(assurance, council)
    assert take(council.insights_member, "audit_withdraw", audit, reason="She moved away.").status_code == 422
    take(council.insights_head, "level_decide", dispute, grade="2", decision="It stands.")
    take(council.insights_member, "audit_withdraw", audit, reason="She moved away.")
    assert fresh(audit).state == "withdrawn"
    assert fresh(audit).actions.filter(priority="urgent", state="open").exists(), "what protects her goes on"
    assert not Deadline.objects.filter(
        subject=audit.subject, kind__in=("audit_assure", "audit_level"), met_at=None
    ).exists()
