"""Re-audits: dated, allocated to a senior manager and never before, and what follows when nothing improved (WAL-16 to
WAL-18)."""

import datetime as dt
import re

import pytest
from django.test.utils import CaptureQueriesContext

from audits.actions.replacing import withdraw_audit
from audits.models import Audit
from qa_portal import clock
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse
from tests.factories.audits import audit_at
from tests.factories.audits_after import audit_after, go_on
from tests.factories.disputes import fresh
from tests.factories.people import council as small_council
from tests.factories.people import person
from tests.factories.records import child

from .pages import MONDAY, as_person, at, sweep_at, take, text_of

pytestmark = pytest.mark.django_db

#: A month after the Monday on which the audits are completed.
DUE = dt.datetime(2026, 12, 9, 9, 30, tzinfo=clock.LONDON)


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council("waltham-forest")


def told(somebody, event: str) -> int:
    return somebody.messages.filter(event=event).count()


def html(somebody, url: str) -> str:
    return as_person(somebody).get(url).content.decode()


def below(council, **given) -> Audit:
    """A returned audit that requires improvement."""
    return audit_after("returned", council, child(council), **given)


@pytest.mark.rule("WAL-16")
def test_what_is_below_the_required_grade_is_audited_again_a_month_after_it_was_completed(council):
    with clock.standing_at(MONDAY - dt.timedelta(days=7)):
        audit = audit_at("submitted", council, child(council), grade="requires_improvement")
    from audits.actions.checking import accept_audit

    audit = accept_audit(audit, by=council.insights_member)
    assert not audit.deadlines.filter(kind="audit_reaudit").exists(), "not before its grade is accepted"
    go_on(audit, council, "returned")
    due = audit.deadlines.get(kind="audit_reaudit")
    assert due.due_at == dt.datetime(2026, 12, 2, 17, 0, tzinfo=clock.LONDON), (
        "of its completion, not its return"
    )
    assert due.owner_post.role == "insights_member"
    sister = audit_after("returned", council, child(council), grade="good")
    assert not sister.deadlines.filter(kind="audit_reaudit").exists()
    page = text_of(as_person(council.insights_member).get(at("reaudits")))
    assert audit.subject.reference in page
    assert "From Wednesday 2 December 2026" in page
    assert sister.subject.reference not in page


@pytest.mark.rule("WAL-16")
def test_it_is_allocated_on_its_day_and_no_sooner_to_a_senior_manager_who_is_not_barred(council):
    audit = below(council)
    with clock.standing_at(DUE - dt.timedelta(days=1)):
        early = as_person(council.insights_member).get(at("audit_reaudit", audit), follow=True)
        assert "no sooner" in text_of(early)
        assert at("audit_reaudit", audit) not in html(council.insights_member, at("audit", audit))
        assert "Allocate it" not in text_of(as_person(council.insights_member).get(at("reaudits")))
        said = {"reviewer": council.other_service_manager.pk}
        as_person(council.insights_manager).post(at("audit_reaudit", audit), said)
        assert not audit.re_audits.exists()
    sweep_at(DUE)
    assert told(council.insights_member, "deadline_due_today") == 1
    sweep_at(DUE.replace(hour=17, minute=1))
    assert told(council.insights_manager, "audit_reaudit_due") == 1
    with clock.standing_at(DUE):
        insights = as_person(council.insights_member)
        assert at("audit_reaudit", audit) in html(council.insights_member, at("audit", audit))
        assert "Allocate it" in text_of(insights.get(at("reaudits")))
        page = insights.get(at("audit_reaudit", audit))
        shown = text_of(page)
        assert council.other_service_manager.name in shown
        assert council.insights_service_manager.name in shown
        for barred in (council.service_manager, council.other_team_manager):
            assert barred.name not in " ".join(re.findall(r"<option[^>]*>([^<]*)", page.content.decode()))
        refused = take(council.insights_member, "audit_reaudit", audit, reviewer="")
        assert refused.status_code == 422
        assert as_person(council.team_manager).get(at("audit_reaudit", audit)).status_code == 404
        answer = take(
            council.insights_member, "audit_reaudit", audit, reviewer=council.other_service_manager.pk
        )
        again = audit.re_audits.get()
        assert answer.status_code == 302
        assert answer.url == again.get_absolute_url()
        assert (again.reviewer, again.reviewer_role) == (council.other_service_manager, Role.SERVICE_MANAGER)
        assert (again.tool_key, again.subject) == (audit.tool_key, audit.subject)
        assert audit.deadlines.get(kind="audit_reaudit").met_at is not None
        asked = again.requests.get(state=RequestForResponse.State.SENT)
        assert asked.to_person == council.other_service_manager
        assert as_person(council.other_service_manager).get(at("audit", again)).status_code == 200
        twice = as_person(council.insights_member).get(at("audit_reaudit", audit), follow=True)
        assert "allocated already" in text_of(twice)
        assert audit.subject.reference not in text_of(insights.get(at("reaudits")))


@pytest.mark.rule("WAL-18")
def test_in_a_month_of_moderation_no_re_audit_is_allocated(council):
    with clock.standing_at(dt.datetime(2027, 2, 8, 9, 30, tzinfo=clock.LONDON)):
        audit = below(council)
        assert 3 in audit.policy.moderation.months
        due = audit.deadlines.get(kind="audit_reaudit")
        assert clock.london_date(due.due_at) == dt.date(2027, 4, 1)
    with clock.standing_at(dt.datetime(2027, 3, 10, 9, 30, tzinfo=clock.LONDON)):
        as_person(council.insights_manager).post(
            at("audit_reaudit", audit), {"reviewer": council.other_service_manager.pk}
        )
        assert not audit.re_audits.exists()
    with clock.standing_at(dt.datetime(2027, 6, 10, 9, 30, tzinfo=clock.LONDON)):
        waits = as_person(council.insights_member).get(at("audit_reaudit", audit), follow=True)
        assert "month of moderation" in text_of(waits), "nor in a later one, however long it has waited"
        assert "Allocate it" not in text_of(as_person(council.insights_member).get(at("reaudits")))
    with clock.standing_at(dt.datetime(2027, 4, 1, 9, 30, tzinfo=clock.LONDON)):
        answer = take(
            council.insights_member, "audit_reaudit", audit, reviewer=council.other_service_manager.pk
        )
        assert audit.re_audits.count() == 1, text_of(answer)


@pytest.mark.rule("WAL-17")
def test_a_re_audit_that_needs_another_goes_to_the_principal_social_worker_and_a_second_one_up_the_line(
    council,
):
    first = below(council)
    above = (council.head_of_service, council.assistant_director, council.corporate_director)
    again = {"reviewer": council.other_service_manager, "re_audit_of": first}
    with clock.standing_at(DUE):
        second = audit_after("returned", council, first.subject, grade="requires_improvement", **again)
    assert told(council.principal_social_worker, "audit_reaudit_below") == 1
    assert told(council.head_of_service, "audit_returned") == 1, "every re-audit goes to the Head of Service"
    assert sum(told(person, "audit_reaudit_below_again") for person in above) == 0
    assert second.deadlines.filter(kind="audit_reaudit", met_at=None).exists(), "another one follows"
    with clock.standing_at(dt.datetime(2027, 1, 11, 9, 30, tzinfo=clock.LONDON)):
        audit_after(
            "returned", council, first.subject, grade="inadequate", **{**again, "re_audit_of": second}
        )
    for somebody in (*above, council.principal_social_worker):
        message = somebody.messages.get(event="audit_reaudit_below_again")
        assert "down from Requires Improvement" in message.text, message.text
        assert message.urgency == "alert"


@pytest.mark.rule("WAL-17")
def test_a_re_audit_that_reaches_the_required_outcome_alarms_nobody(council):
    first = below(council)
    with clock.standing_at(DUE):
        reviewer = council.other_service_manager
        good = audit_after(
            "returned", council, first.subject, grade=Grade.GOOD, reviewer=reviewer, re_audit_of=first
        )
    assert told(council.principal_social_worker, "audit_reaudit_below") == 0
    assert not good.deadlines.filter(kind="audit_reaudit").exists()


@pytest.mark.rule("WAL-16")
def test_the_loop_of_what_is_audited_again_is_closed_once_the_re_audit_is_back(council):
    first = audit_after("followed", council, grade=Grade.REQUIRES_IMPROVEMENT)
    loop = at("audit_loop", first)
    with clock.standing_at(MONDAY + dt.timedelta(days=130)):
        assert "re-audit isn’t back with the team yet" in text_of(
            as_person(council.insights_member).get(loop)
        )
        assert take(council.insights_member, "audit_close", first).status_code == 422
        reviewer = council.other_service_manager
        audit_after("returned", council, first.subject, grade="good", reviewer=reviewer, re_audit_of=first)
        assert take(council.insights_member, "audit_close", first).status_code == 302
    assert fresh(first).state == "closed"


@pytest.mark.rule("NEW-02")
def test_where_the_record_was_closed_meanwhile_no_re_audit_keeps_the_loop_open(council):
    first = audit_after("followed", council, grade=Grade.REQUIRES_IMPROVEMENT)
    type(first.subject).objects.filter(pk=first.subject_id).update(closed_on=clock.today())
    with clock.standing_at(MONDAY + dt.timedelta(days=130)):
        assert take(council.insights_member, "audit_close", first).status_code == 302


@pytest.mark.rule("WAL-16")
def test_a_re_audit_that_is_withdrawn_is_to_be_allocated_again(council):
    audit = below(council)
    with clock.standing_at(DUE):
        take(council.insights_member, "audit_reaudit", audit, reviewer=council.other_service_manager.pk)
        withdraw_audit(audit.re_audits.get(), by=council.insights_member, reason="She moved away.")
        page = text_of(as_person(council.insights_member).get(at("reaudits")))
        assert audit.subject.reference in page
        take(council.insights_member, "audit_reaudit", audit, reviewer=council.insights_service_manager.pk)
    assert audit.re_audits.filter(state="allocated").get().reviewer == council.insights_service_manager


@pytest.mark.rule("WAL-16")
def test_the_list_is_in_pages_for_the_quality_assurance_team_and_asks_no_more_for_more_rows(
    council,
):
    from django.db import connection

    reviewers = [person(Role.TEAM_MANAGER, council.sister_team, by=council.administrator) for _ in range(1)]
    for _ in range(2):
        below(council, reviewer=reviewers[0])
    client = as_person(council.insights_member)
    client.get(at("reaudits"))
    with CaptureQueriesContext(connection) as few:
        client.get(at("reaudits"))
    for _ in range(3):
        below(council)
    with CaptureQueriesContext(connection) as more:
        page = text_of(client.get(at("reaudits")))
    assert len(more) == len(few)
    assert page.count("Practice audit") == 5
    assert as_person(council.team_manager).get(at("reaudits")).status_code == 404
