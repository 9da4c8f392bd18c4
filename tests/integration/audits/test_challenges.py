"""A challenge to a grade through the running application: informal, formal, resolved (WAL-12, WAL-13, WAL-25)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audits.actions import filing, returning
from audits.actions.challenging import start_challenge
from audits.actions.moderating import moderate_returned
from audits.clocks import run_audit_clock
from audits.counting import counted
from audits.models import Audit, Challenge
from audits.papers.report import audit_report
from qa_portal import clock
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.outbox.models import Message
from qa_portal.workflow.steps import NotNow, StandsInTheWay
from tests.factories.audits_after import audit_after, go_on
from tests.factories.audits_climb import challenge_at, take_on
from tests.factories.disputes import fresh
from tests.factories.people import council
from tests.factories.records import child

from .pages import MONDAY, as_person, at, sweep_at, take, text_of

pytestmark = pytest.mark.django_db

WRITTEN = {
    "response": "The visits are there.",
    "criteria": "Good: practice that exceeds minimum requirements.",
    "evidence": "Visits of 2, 9 and 16 October.",
}
INSIGHTS = {"insights_member", "insights_manager", "insights_service_manager", "insights_head"}


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield council("waltham-forest")


def told(event: str, c) -> set[str]:
    """Who heard of an event, by the part that they play."""
    people = {person.pk: part for part, person in c.people.items()}
    return {people[pk] for pk in Message.objects.filter(event=event).values_list("recipient", flat=True)}


def due_of(challenge: Challenge) -> Deadline:
    return open_deadlines_of(challenge, "challenge_answer").get()


def reports_of(audit: Audit) -> list[str]:
    found = Document.objects.filter(report_key="audit", about_id=audit.pk).order_by("pk")
    return list(found.values_list("title", flat=True))


@pytest.mark.rule("WAL-12")
@pytest.mark.parametrize("part", ["social_worker", "team_manager"])
def test_practitioner_or_manager_challenges_in_writing_and_the_quality_team_is_copied_in(c, part):
    audit = audit_after("returned", c, child(c))
    page = as_person(c.people[part]).get(audit.get_absolute_url())
    assert at("challenge_start", audit) in page.content.decode()
    for missing in WRITTEN:
        refused = take(c.people[part], "challenge_start", audit, **{**WRITTEN, missing: ""})
        assert refused.status_code == 422, missing
    file = SimpleUploadedFile("visits.txt", b"Monday: seen at school.", content_type="text/plain")
    sent = take(c.people[part], "challenge_start", audit, **WRITTEN, file=file)
    challenge = Challenge.objects.get()
    assert sent.status_code == 302
    assert sent.url == challenge.get_absolute_url()
    assert challenge.document.title == "visits"
    assert told("grade_challenged", c) == (
        {"sister_team_manager", "social_worker", "team_manager"} | INSIGHTS
    ) - {part}
    due = due_of(challenge)
    assert (due.due_at, due.owner_person) == (
        dt.datetime(2026, 11, 16, 17, tzinfo=clock.LONDON),
        audit.reviewer,
    )


@pytest.mark.rule("WAL-12")
def test_nobody_else_challenges_and_nothing_before_the_return(c):
    returned = audit_after("returned", c, child(c))
    for part in ("iro", "insights_manager", "sister_team_manager", "service_manager"):
        assert as_person(c.people[part]).get(at("challenge_start", returned)).status_code in (403, 404), part
    accepted = audit_after("accepted", c, child(c))
    assert as_person(c.team_manager).get(at("challenge_start", accepted)).status_code in (302, 404)


@pytest.mark.rule("WAL-12")
def test_meeting_within_five_days_summary_and_outcome_within_two(c):
    challenge = challenge_at("informal", c)
    audit = challenge.audit
    assert as_person(audit.reviewer).get(at("challenge_settle", challenge)).content.count(b"met.") >= 1
    with clock.standing_at(MONDAY + dt.timedelta(days=2)):
        assert take(c.social_worker, "challenge_meeting", challenge, met_on="8 11 2026").status_code == 422
        sent = take(c.social_worker, "challenge_meeting", challenge, met_on="11 11 2026", summary="")
        assert sent.status_code == 302
    first = Deadline.objects.filter(about_id=challenge.pk, kind="challenge_answer").order_by("pk").first()
    assert first.met_at is not None
    due = due_of(challenge)
    assert due.due_at == dt.datetime(2026, 11, 13, 17, tzinfo=clock.LONDON)
    assert (due.owner, due.owner_person) == ("team_manager", None)  # who shares summary and outcome (3.11)
    assert {"team_manager", "sister_team_manager"} <= told("challenge_met", c)


@pytest.mark.rule("WAL-12")
@pytest.mark.parametrize("grade", ["good", "requires_improvement"])
def test_settled_the_grade_stands_and_the_report_is_amended_as_a_further_version(c, grade):
    challenge = challenge_at("met", c)
    audit = challenge.audit
    said = {"summary": "We read it again.", "outcome": "The visits are there.", "grade": grade}
    assert take(audit.reviewer, "challenge_settle", challenge, **{**said, "outcome": ""}).status_code == 422
    assert take(audit.reviewer, "challenge_settle", challenge, **said).status_code == 302
    audit, challenge = fresh(audit), fresh(challenge)
    assert (challenge.state, challenge.grade, audit.grade) == ("resolved", grade, grade)
    given = audit.grades.last()
    assert (given.occasion, given.grade, given.reason) == ("challenge", grade, "The visits are there.")
    assert not open_deadlines_of(challenge).exists()
    assert {"social_worker", "team_manager"} | INSIGHTS <= told("challenge_resolved", c)
    first, *more = reports_of(audit)
    assert more == [f"{first}, version 2"]
    assert "After a challenge" in text_of(as_person(c.social_worker).get(challenge.get_absolute_url()))


@pytest.mark.rule("WAL-13")
def test_unresolved_it_goes_to_the_audit_manager_and_up_with_reasons(c):
    challenge = challenge_at("met", c)
    assert as_person(c.insights_manager).get(at("challenge_formal", challenge)).status_code == 403
    assert take(c.social_worker, "challenge_formal", challenge, reason="").status_code == 422
    assert take(c.social_worker, "challenge_formal", challenge, reason="We don’t agree.").status_code == 302
    assert told("challenge_formal", c) == {"insights_manager"}
    assert "principal_social_worker" in told("challenge_went_on", c)
    due = due_of(fresh(challenge))
    assert (due.owner, due.due_at.date()) == ("insights_manager", dt.date(2026, 11, 16))
    said = {"discussed_on": "9 11 2026", "summary": "With the Principal Social Worker."}
    for part in ("social_worker", "team_manager", "sister_team_manager", "insights_member", "insights_head"):
        assert as_person(c.people[part]).get(at("challenge_decide", challenge)).status_code == 403, part
    assert take(c.insights_manager, "challenge_climb", challenge, **said, reason="").status_code == 422
    again = {**said, "was_audited_again": "on", "reason": "The second audit says otherwise."}
    assert take(c.insights_manager, "challenge_climb", challenge, **again).status_code == 302
    challenge = fresh(challenge)
    below = challenge.taken.get(number=1)
    assert (challenge.rung, below.is_resolved, below.was_audited_again) == (2, False, True)
    due = due_of(challenge)
    assert (due.owner, due.due_at.date()) == ("principal_social_worker", dt.date(2026, 11, 16))
    page = text_of(as_person(c.team_manager).get(challenge.get_absolute_url()))
    assert "The second audit says otherwise." in page
    assert "The record was audited independently." in page


@pytest.mark.rule("WAL-13")
def test_the_step_of_whoever_audited_goes_to_the_one_above(c):
    challenge = challenge_at("formal", c, reviewer=c.insights_manager)
    assert told("challenge_formal", c) == {"insights_service_manager"}
    assert due_of(challenge).owner_post.role == "insights_service_manager"
    assert as_person(c.insights_manager).get(at("challenge_decide", challenge)).status_code == 403
    page = text_of(as_person(c.team_manager).get(challenge.get_absolute_url()))
    assert c.insights_service_manager.name in page
    said = {"discussed_on": "9 11 2026", "summary": "Talked over.", "grade": "good", "outcome": "It is Good."}
    assert take(c.insights_service_manager, "challenge_decide", challenge, **said).status_code == 302
    assert fresh(challenge.audit).grade == "good"


@pytest.mark.rule("WAL-12")
def test_it_is_the_auditor_who_amends_the_grade_and_not_the_manager_who_challenges_it(c):
    challenge = challenge_at("met", c)
    said = {"summary": "We read it again.", "outcome": "The visits are there."}
    refused = take(c.team_manager, "challenge_settle", challenge, **said, grade="outstanding")
    assert refused.status_code == 422
    assert f"{challenge.audit.reviewer.name} amends the grade" in text_of(refused)
    assert fresh(challenge).state == "informal"
    assert (
        take(c.team_manager, "challenge_settle", challenge, **said, grade=challenge.audit.grade).status_code
        == 302
    )
    assert fresh(challenge).state == "resolved"


@pytest.mark.rule("WAL-18")
def test_a_panels_grade_that_isnt_final_is_never_said_to_stand(c):
    audit = audit_after("returned", c, child(c))
    audit = moderate_returned(audit, by=c.insights_manager, grade="inadequate", reason="There is no plan.")
    take(c.social_worker, "challenge_start", audit, **WRITTEN)
    page = text_of(as_person(c.team_manager).get(Challenge.objects.get().get_absolute_url()))
    assert "by the moderation panel Inadequate. Requires Improvement stands." in page
    assert audit_report(fresh(audit)).changed.endswith("Requires Improvement stands.")


@pytest.mark.rule("WAL-13")
def test_each_step_may_decide_and_the_grade_history_shows_it(c):
    challenge = challenge_at("third", c)
    due = due_of(challenge)
    assert (due.owner, due.due_at.date()) == ("insights_head", dt.date(2026, 11, 16))
    said = {"discussed_on": "9 11 2026", "summary": "With the Assistant Director.", "grade": "good"}
    sent = take(c.insights_head, "challenge_decide", challenge, **said, outcome="The plan was kept to.")
    assert sent.status_code == 302
    audit = fresh(challenge.audit)
    assert audit.grade == "good"
    assert list(audit.grades.values_list("occasion", "grade"))[-1] == ("challenge", "good")
    assert "After a challenge" in text_of(as_person(c.team_manager).get(audit.get_absolute_url()))


@pytest.mark.rule("WAL-13")
def test_the_divisional_director_has_it_in_exceptional_circumstances_alone(c):
    challenge = challenge_at("third", c)
    said = {"discussed_on": "9 11 2026", "summary": "Talked over.", "reason": "It sets a precedent."}
    assert take(c.insights_head, "challenge_climb", challenge, **said).status_code == 422
    assert take(c.insights_head, "challenge_climb", challenge, **said, is_exceptional="on").status_code == 302
    challenge = fresh(challenge)
    assert (challenge.rung, due_of(challenge).owner) == (4, "service_director")
    with pytest.raises(StandsInTheWay):
        take_on(challenge, c, is_exceptional=True)


@pytest.mark.rule("WAL-25")
def test_under_challenge_it_is_neither_final_nor_counted_nor_filed(c):
    audit = audit_after("discussed", c, child(c), grade="good")
    assert list(counted(Audit.objects.all())) == [audit]
    assert take(c.social_worker, "challenge_start", audit, **WRITTEN).status_code == 302
    challenge = Challenge.objects.get()
    assert not counted(Audit.objects.all()).exists()
    page = as_person(c.insights_member).get(at("audit_finalise", audit))
    assert "Its grade is under challenge" in page.content.decode()
    said = {"has_read": "on", "assurance": "She is safe."}
    assert take(c.insights_member, "audit_finalise", audit, **said).status_code == 422
    assert "neither final nor counted" in text_of(as_person(c.insights_member).get(audit.get_absolute_url()))
    with pytest.raises(StandsInTheWay, match="under challenge"):
        filing.file_audit(fresh(audit), by=None)
    take(c.team_manager, "challenge_meeting", challenge, met_on="9 11 2026", summary="We met.")
    settle = {"summary": "We met.", "outcome": "It stands.", "grade": "good"}
    assert take(c.team_manager, "challenge_settle", challenge, **settle).status_code == 302
    assert list(counted(Audit.objects.all())) == [audit]
    assert take(c.insights_member, "audit_finalise", audit, **said).status_code == 302


@pytest.mark.rule("WAL-25")
def test_a_report_that_came_due_meanwhile_is_filed_when_it_is_resolved(c, monkeypatch):
    audit = audit_after("accepted", c, child(c))
    monkeypatch.setattr(
        returning, "file_audit", lambda audit, by: audit
    )  # this procedure would file it at once
    audit = go_on(audit, c, "returned")
    due_at = MONDAY + dt.timedelta(days=1)
    run_audit_clock(audit, "audit_file", owner="insights_member", due_at=due_at, clock_name="audit_check")
    take(c.social_worker, "challenge_start", audit, **WRITTEN)
    sweep_at(MONDAY + dt.timedelta(days=2))
    assert fresh(audit).filed_at is None
    challenge = Challenge.objects.get()
    with clock.standing_at(MONDAY + dt.timedelta(days=3)):
        take(c.team_manager, "challenge_meeting", challenge, met_on="12 11 2026", summary="We met.")
        settle = {"summary": "We met.", "outcome": "It stands.", "grade": "requires_improvement"}
        assert take(c.team_manager, "challenge_settle", challenge, **settle).status_code == 302
    assert fresh(audit).filed_at is not None
    assert len(reports_of(audit)) == 1


@pytest.mark.rule("WAL-16")
@pytest.mark.rule("WAL-13")
def test_a_better_grade_needs_no_re_audit_any_more(c):
    challenge = challenge_at("formal", c)
    assert open_deadlines_of(challenge.audit, "audit_reaudit").exists()
    said = {"discussed_on": "9 11 2026", "summary": "Talked over.", "grade": "good", "outcome": "It is Good."}
    assert take(c.insights_manager, "challenge_decide", challenge, **said).status_code == 302
    assert not open_deadlines_of(challenge.audit, "audit_reaudit").exists()


@pytest.mark.rule("WAL-13")
def test_whoever_is_late_is_told_and_the_quality_team_with_them(c):
    challenge_at("formal", c)
    sweep_at(dt.datetime(2026, 11, 16, 17, 1, tzinfo=clock.LONDON))
    late = Message.objects.filter(deadline__kind="challenge_answer", urgency="alert")
    assert {message.recipient for message in late} >= {c.insights_manager, c.insights_head}


@pytest.mark.rule("WAL-12")
def test_a_second_challenge_waits_for_the_first(c):
    challenge = challenge_at("informal", c)
    closed = as_person(c.team_manager).get(at("challenge_start", challenge.audit), follow=True)
    assert "under challenge already" in text_of(closed)


@pytest.mark.rule("WAL-12")
def test_what_was_resolved_is_not_challenged_again(c):
    challenge = challenge_at("settled", c)
    audit = challenge.audit
    page = as_person(c.team_manager).get(audit.get_absolute_url()).content.decode()
    assert at("challenge_start", audit) not in page
    with pytest.raises(NotNow, match="resolved"):
        start_challenge(audit, by=c.team_manager, **WRITTEN)


@pytest.mark.rule("WAL-12")
def test_it_is_on_the_childs_summary_and_chronology(c):
    challenge = challenge_at("settled", c)
    client, record = as_person(c.iro), challenge.audit.subject
    assert "Challenge to the grade" in text_of(client.get(record.get_absolute_url()))
    assert "Challenge resolved: Good" in text_of(client.get(at("chronology", record)))


def test_a_procedure_without_challenges_offers_none():
    with clock.standing_at(MONDAY):
        c = council("merton")
        audit = audit_after("returned", c, child(c))
        page = as_person(c.team_manager).get(audit.get_absolute_url())
        assert "Challenge the grade" not in page.content.decode()
        assert as_person(c.team_manager).get(at("challenge_start", audit)).status_code in (403, 404)
