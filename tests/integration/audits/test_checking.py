"""The quality check: comments pinned to questions, sent back, amended in time or not accepted, accepted (WAL-08)."""

import datetime as dt
import re

import pytest

from audits.models import Audit
from qa_portal import clock
from qa_portal.requests.models import RequestForResponse
from tests.factories.audits_after import audit_after
from tests.factories.disputes import fresh
from tests.factories.people import council as small_council

from .pages import MONDAY, as_person, at, sweep_at, take, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council("waltham-forest")


def london(day: int, hour: int = 17) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, 0, tzinfo=clock.LONDON)


@pytest.mark.rule("WAL-08")
def test_a_completed_audit_is_checked_within_one_working_day_beside_all_that_it_says(council):
    audit = audit_after("submitted", council)
    due = audit.deadlines.get(kind="audit_check")
    assert due.due_at == london(10)
    assert due.owner_post.role == "insights_member"
    assert council.insights_member.messages.filter(event="audit_to_check").count() == 1
    page = as_person(council.insights_member).get(at("audit_check", audit))
    shown = text_of(page)
    for section in audit.tool.sections:
        assert section.title in shown
        for question in section.questions:
            assert question.text in shown
            assert f'name="at_{question.id}"' in page.content.decode(), (
                "a place for a comment at each question"
            )
    assert 'name="discussion_offered"' in page.content.decode()
    assert "Accepted, it is ready to be returned to the team." in shown
    assert as_person(audit.reviewer).get(at("audit_check", audit)).status_code in (403, 404), (
        "never one's own"
    )


@pytest.mark.rule("WAL-08")
def test_it_is_sent_back_with_comments_at_the_questions_and_three_working_days_to_amend(council):
    audit = audit_after("submitted", council)
    question = audit.tool.questions[1]
    answer = take(council.insights_member, "audit_check", audit, verdict="send_back")
    assert answer.status_code == 422, "nothing said"
    assert fresh(audit).state == "submitted"
    take(
        council.insights_member,
        "audit_check",
        audit,
        verdict="send_back",
        says="Look at the plan again.",
        **{f"at_{question.id}": "Where on the record is that?"},
    )
    audit = fresh(audit)
    assert audit.state == "sent_back"
    check = audit.checks.get()
    assert [(c.question_id, c.text) for c in check.comments.all()] == [
        (question.id, "Where on the record is that?")
    ]
    assert audit.deadlines.get(kind="audit_amend").due_at == london(12)
    assert audit.deadlines.get(kind="audit_check").met_at is not None
    asked = audit.requests.get(state=RequestForResponse.State.SENT)
    assert asked.to_person == audit.reviewer
    assert "Look at the plan again." in asked.note
    assert audit.reviewer.messages.filter(event="audit_sent_back").count() == 1


@pytest.mark.rule("WAL-08")
def test_with_the_offer_of_a_discussion_there_are_four_working_days(council):
    audit = audit_after("submitted", council)
    take(
        council.insights_member,
        "audit_check",
        audit,
        verdict="send_back",
        says="Let us talk about the plan.",
        discussion_offered="on",
    )
    assert fresh(audit).deadlines.get(kind="audit_amend").due_at == london(13)


@pytest.mark.rule("WAL-08")
def test_what_is_not_amended_in_time_is_not_accepted_and_is_due_in_the_next_cycle(council):
    audit = audit_after("sent_back", council)
    sweep_at(london(12, 16))
    assert fresh(audit).state == "sent_back"
    sweep_at(london(12, 18))
    audit = fresh(audit)
    assert audit.state == Audit.State.NOT_ACCEPTED
    due = audit.deadlines.get(kind="audit_complete", met_at=None, cancelled_at=None)
    assert due.due_at == dt.datetime(2027, 1, 29, 17, 0, tzinfo=clock.LONDON), "no cycle in December"
    assert audit.requests.filter(state=RequestForResponse.State.SENT).count() == 1
    assert audit.reviewer.messages.filter(event="audit_not_accepted").count() == 1
    sweep_at(london(13, 9))
    assert fresh(audit).requests.count() == 3, "once"


@pytest.mark.rule("WAL-08")
def test_accepted_it_is_ready_to_be_returned_and_nobody_accepts_it_twice(council):
    audit = audit_after("submitted", council)
    take(council.insights_member, "audit_check", audit, verdict="accept", says="Clear and fair.")
    audit = fresh(audit)
    assert (audit.state, audit.checks.get().is_accepted) == ("accepted", True)
    assert audit.deadlines.get(kind="audit_return").met_at is None
    again = as_person(council.insights_manager).post(
        at("audit_check", audit), {"verdict": "accept", "says": ""}
    )
    assert again.status_code == 409
    assert fresh(audit).checks.count() == 1


@pytest.mark.rule("WAL-08")
def test_whoever_opened_the_page_before_somebody_else_wrote_is_told_and_nothing_is_lost(council):
    audit = audit_after("submitted", council)
    answer = take(council.insights_member, "audit_check", audit, verdict="accept", says="Mine.", seen="0")
    assert answer.status_code == 409
    assert "Mine." in text_of(answer) or "Mine." in answer.content.decode()
    assert fresh(audit).state == "submitted"


def test_no_link_leads_to_an_action_that_has_not_started_yet(council):
    audit = audit_after("submitted", council)
    (action, *_) = audit.actions.filter(state="proposed")
    checker = as_person(council.insights_member)
    page = checker.get(at("audit_check", audit)).content.decode()
    assert action.what in page
    links = set(re.findall(r'href="(/[^"#?]+)', page.partition("<main")[2]))
    assert links
    assert [link for link in links if checker.get(link).status_code == 404] == []


def test_a_stranger_learns_nothing_of_a_check(council):
    audit = audit_after("submitted", council)
    for person in (council.other_social_worker, council.administrator, council.other_team_manager):
        assert as_person(person).get(at("audit_check", audit)).status_code == 404
    for person in (council.team_manager, council.social_worker):
        answer = as_person(person).get(at("audit_check", audit))
        assert answer.status_code in (403, 404), "not before it was returned"
        assert "Overall grade" not in text_of(answer)
