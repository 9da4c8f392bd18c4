"""An issue about another service or agency is escalated to it; its reply is recorded (KNO-20)."""

import datetime as dt

import pytest

from audits.actions.outside import chase_by_time
from audits.models import OutsideIssue
from audits.papers.report import audit_report
from qa_portal import clock
from qa_portal.documents.models import Document
from qa_portal.documents.reports import make_pending_documents
from tests.factories.audits_after import audit_after
from tests.factories.disputes import fresh
from tests.factories.outside import SAID, outside_at
from tests.factories.people import council as small_council

from .pages import MONDAY, as_person, at, sweep_at, take, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def knowsley():
    return small_council("knowsley")


def told(person, event):
    return person.messages.filter(event=event).count()


@pytest.mark.rule("KNO-20")
def test_the_letter_to_another_agency_names_no_child(knowsley):
    audit = audit_after("returned", knowsley)
    name = audit.subject.first_name
    for field in ("issue", "asked"):
        said = {**SAID, field: f"See {name.upper()} at home."}
        refused = take(knowsley.team_manager, "outside_issue_new", audit, **said)
        assert refused.status_code == 422
        assert "our reference says which case is meant" in text_of(refused)
    assert not OutsideIssue.objects.exists()


@pytest.mark.rule("KNO-20")
def test_an_issue_is_escalated_by_letter_and_the_agencys_reply_is_recorded(knowsley):
    audit = audit_after("returned", knowsley)
    action = audit.actions.first()
    lead = knowsley.insights_manager
    assert at("outside_issue_new", audit) in as_person(lead).get(at("audit", audit)).content.decode()
    answer = take(knowsley.team_manager, "outside_issue_new", audit, **SAID, action=str(action.pk))
    issue = OutsideIssue.objects.get()
    assert answer.url == issue.get_absolute_url()
    assert issue.action == action
    take(knowsley.team_manager, "outside_issue_send", issue, sent_how="By secure email")
    page = text_of(as_person(lead).get(at("outside_issue", issue)))
    for words in (
        "Designated Nurse, Health visiting service",
        "By secure email",
        "Waiting for their reply",
        action.what,
    ):
        assert words in page
    due = issue.deadlines.get(kind="agency_reply")
    assert due.due_at == dt.datetime(2026, 11, 23, 17, 0, tzinfo=clock.LONDON)  # ten working days
    assert due.owner_post.role == "insights_manager"
    assert told(lead, "outside_issue_sent") == 1

    take(
        knowsley.team_manager,
        "outside_issue_answer",
        issue,
        replied_on="09/11/2026",
        replier="N. Example, Designated Nurse",
        reply="Reviews are sent each Friday from now on.",
    )
    issue = fresh(issue)
    assert (issue.state, issue.answered_by) == ("answered", knowsley.team_manager)
    assert issue.deadlines.get().met_at is not None
    assert told(lead, "outside_issue_answered") == told(audit.reviewer, "outside_issue_answered") == 1
    for name in ("audit_loop", "chronology"):
        thing = audit if name == "audit_loop" else audit.subject
        said = text_of(as_person(knowsley.team_manager).get(at(name, thing)))
        assert "Health visiting service" in said
        assert "Reviews are sent each Friday from now on." in said
    assert "Issue with Health visiting service" in text_of(
        as_person(knowsley.iro).get(at("record", audit.subject))
    )


@pytest.mark.rule("KNO-20")
def test_the_letter_and_the_mails_name_no_child(knowsley):
    issue = outside_at("sent", knowsley)
    record = issue.audit.subject
    letter = Document.objects.get(report_key="outside_letter")
    words = str(letter.content)
    assert record.reference in words
    assert "HV-77" in words
    assert "Designated Nurse, Health visiting service" in letter.addressed_to
    names = [record.first_name, record.last_name]
    assert not [name for name in names if name in words]
    make_pending_documents()
    letter.refresh_from_db()
    assert letter.state == "stored"
    for person in knowsley.people.values():
        for message in person.messages.all():
            assert not [name for name in names if name in message.heading + message.text]


@pytest.mark.rule("KNO-20")
def test_it_is_written_sent_chased_and_ended_by_those_whom_the_procedure_names_alone(knowsley):
    issue = outside_at("sent", knowsley)
    audit, prepared = issue.audit, outside_at("prepared", knowsley, audit=issue.audit)
    named = (audit.reviewer, knowsley.team_manager, knowsley.insights_member, knowsley.insights_manager)
    for person in named:
        assert as_person(person).get(at("outside_issue_chase", issue)).status_code == 200, person.name
    others = (knowsley.social_worker, knowsley.service_manager, knowsley.head_of_service, knowsley.iro)
    for person in others:
        client = as_person(person)
        assert client.get(at("audit", audit)).status_code == 200, "they read the audit"
        for name, of in (("send", prepared), ("chase", issue), ("answer", issue), ("end", issue)):
            refused = client.get(at(f"outside_issue_{name}", of))
            assert refused.status_code in (403, 404), (person.name, name)
        assert client.get(at("outside_issue_new", audit)).status_code in (403, 404), person.name


@pytest.mark.rule("KNO-20", "MER-04")
def test_nothing_leaves_the_house_before_the_audits_own_team_has_it(knowsley):
    audit = audit_after("accepted", knowsley)
    issue = outside_at("prepared", knowsley, audit=audit)
    said = take(audit.reviewer, "outside_issue_send", issue, sent_how="By post")
    assert "It is sent once the audit is returned to its team." in text_of(said)
    assert fresh(issue).state == "prepared"
    assert not Document.objects.filter(report_key="outside_letter").exists()
    for person in (knowsley.team_manager, knowsley.social_worker):
        assert as_person(person).get(at("outside_issue", issue)).status_code == 404
        assert "Health visiting" not in text_of(as_person(person).get(at("record", audit.subject)))
    assert "Health visiting" not in text_of(as_person(knowsley.team_manager).get(at("outside_issues")))
    assert "Health visiting" in text_of(as_person(knowsley.insights_member).get(at("outside_issues")))
    take(knowsley.insights_member, "audit_return", audit)
    take(audit.reviewer, "outside_issue_send", issue, sent_how="By post")
    assert fresh(issue).state == "sent"


@pytest.mark.rule("KNO-20")
def test_an_overdue_reply_is_seen_and_chased_by_time_once(knowsley):
    issue = outside_at("sent", knowsley)
    other = outside_at("answered", knowsley)
    late = dt.datetime(2026, 11, 23, 17, 1, tzinfo=clock.LONDON)
    for minutes in (0, 5):
        sweep_at(late + dt.timedelta(minutes=minutes))
    issue = fresh(issue)
    with clock.standing_at(late):
        chase_by_time(issue, issue.deadlines.get())  # a crash may let it run twice
    issue = fresh(issue)
    assert (issue.chases, fresh(other).chases) == (1, 0)
    assert Document.objects.filter(report_key="outside_reminder", about_id=issue.pk).count() == 1
    assert told(knowsley.insights_manager, "outside_issue_unanswered") == 1
    assert told(issue.sent_by, "outside_issue_unanswered") == 1
    with clock.standing_at(late):
        page = as_person(knowsley.insights_member).get(at("outside_issues"), {"which": "overdue"})
        assert [each.pk for each in page.context["page"].object_list] == [issue.pk]
        assert "Overdue" in text_of(page)
        take(knowsley.insights_member, "outside_issue_chase", issue)
        assert fresh(issue).chases == 2
        take(knowsley.insights_member, "outside_issue_end", issue, reason="The service was closed.")
    assert fresh(issue).state == "ended"
    assert issue.deadlines.get().cancelled_at is not None


@pytest.mark.rule("KNO-20")
def test_an_open_issue_keeps_the_loop_open_and_stands_in_the_report(knowsley):
    audit = audit_after("followed", knowsley)
    issue = outside_at("sent", knowsley, audit=audit)
    hindering = [each.sentence for each in fresh(audit).blockers_to("close")]
    assert "“Issue with Health visiting service” is waiting for their reply." in hindering
    outside = outside_at("answered", knowsley, audit=audit)
    facts = audit_report(fresh(audit)).outside
    assert {fact.label for fact in facts} == {str(issue)}
    values = [fact.value for fact in facts]
    assert any("Their reply is waited for." in value for value in values)
    assert any(outside.reply in value for value in values)


@pytest.mark.rule("KNO-20")
def test_where_the_procedure_says_nothing_of_it_there_is_none(client):
    merton = small_council("merton")
    audit = audit_after("returned", merton)
    assert as_person(merton.insights_manager).get(at("outside_issue_new", audit)).status_code == 404


@pytest.mark.rule("KNO-20")
def test_the_list_asks_as_much_for_one_as_for_many(knowsley, django_assert_max_num_queries):
    client = as_person(knowsley.insights_member)
    outside_at("sent", knowsley)
    client.get(at("outside_issues"))
    for number in (1, 5):
        while OutsideIssue.objects.count() < number:
            outside_at("sent", knowsley, audit=OutsideIssue.objects.first().audit)
        with django_assert_max_num_queries(8):
            assert client.get(at("outside_issues")).status_code == 200
