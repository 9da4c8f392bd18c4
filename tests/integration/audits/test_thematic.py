"""Thematic reviews: from the theme to the boards (KNO-07, KNO-08, KNO-10, KNO-19, KNO-23)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from audits.models import ThematicCase, ThematicReview
from audits.thematic import actions
from qa_portal import clock
from qa_portal.children.rules import sight_of
from qa_portal.outbox.models import Message
from qa_portal.reporting.figures import figure_in
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay
from tests.factories.activities import activity_at
from tests.factories.people import council as make_council
from tests.factories.people import sign_in
from tests.factories.records import child
from tests.factories.reports import report_at
from tests.factories.thematic import inform, make_ready, thematic_at, with_few_cases
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def knowsley():
    with clock.standing_at(NOW):
        yield make_council("knowsley")


@pytest.fixture
def few(knowsley):
    with_few_cases(knowsley)
    return knowsley


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _fill(client, who, name, *args, **said):
    sign_in(client, who)
    url = reverse(name, args=args)
    return send(client, url, client.get(url), **said)


@pytest.mark.rule("KNO-07", "KNO-19")
def test_it_is_prepared_and_begun_on_its_pages_with_pairs_and_notice(client, few):
    activity = activity_at("planned", few, team=few.team, kind="thematic_review", lead=few.insights_manager)
    said = {
        "tool_key": activity.policy.tools[0].key,
        "theme_agreed_on": "1/10/2026",
        "questions": "What has changed for the child?",
        "questions_agreed_on": "2/10/2026",
    }
    answer = _fill(client, few.insights_member, "thematic_prepare", activity.pk, **said)
    review = ThematicReview.objects.get()
    assert answer.url == reverse("thematic_cases", args=[review.pk])
    one, other = child(few), child(few)
    rows = {"cases__row": ["new-1", "new-2"]}
    for number, record in ((1, one), (2, other)):
        rows |= {
            f"cases__new__{number}__reference": record.reference.lower(),
            f"cases__new__{number}__first": few.fostering_team_manager.email,
            f"cases__new__{number}__second": few.other_team_manager.email,
        }
    assert _fill(client, few.insights_member, "thematic_cases", review.pk, **rows).status_code == 302
    assert not sight_of(few.other_team_manager, one).opens
    assert _fill(client, few.insights_member, "thematic_begin", review.pk).status_code == 302

    case = ThematicCase.objects.get(subject=one)
    assert case.audit.reviewer == few.fostering_team_manager
    for auditor in (few.fostering_team_manager, few.other_team_manager):
        assert sight_of(auditor, one).opens
    notice = Message.objects.filter(event="thematic_notice", recipient=few.social_worker).first()
    assert "Monday 9 November 2026" in notice.heading
    assert one.last_name not in notice.heading + notice.text
    assert case.noticed == few.social_worker.name
    assert case.noticed_at == clock.now()
    shown = _text(client.get(review.get_absolute_url()))
    assert one.reference in shown
    assert few.social_worker.name in shown

    sign_in(client, few.other_team_manager)
    page = client.get(case.get_absolute_url())
    assert "What has changed for the child?" in _text(page)
    assert client.post(case.get_absolute_url()).status_code == 302
    assert client.post(case.get_absolute_url()).status_code == 404
    sign_in(client, few.team_manager)
    assert client.get(case.get_absolute_url()).status_code == 404


@pytest.mark.rule("KNO-07", "KNO-19")
def test_the_shipped_procedure_asks_for_twelve_cases_agreement_and_ten_days_of_notice(knowsley):
    activity = activity_at("planned", knowsley, kind="thematic_review", lead=knowsley.insights_manager)
    review = actions.prepare_review(
        activity, by=knowsley.insights_member, tool_key=activity.policy.tools[0].key
    )
    with pytest.raises(StandsInTheWay) as refused:
        actions.begin_review(review, by=knowsley.insights_member)
    said = str(refused.value)
    assert "It has 0 of at least 12 cases." in said
    assert "Head of Service Team agreed the theme" in said
    assert "Write the question framework" in said
    assert "10 working days of notice, so it can begin on Monday 23 November 2026" in said


@pytest.mark.rule("KNO-07")
def test_a_pair_is_two_people_who_have_nothing_to_do_with_the_record(few):
    review = thematic_at("prepared", few)
    case = review.cases.first()
    row = {"id": None, "key": "new-1", "reference": child(few).reference}
    for first, second, why in (
        (few.fostering_team_manager, few.fostering_team_manager, "a pair is two people"),
        (few.team_manager, few.fostering_team_manager, "can’t audit"),
        (few.fostering_team_manager, few.social_worker, "can’t audit"),
    ):
        with pytest.raises(StandsInTheWay, match=why):
            actions.choose_cases(
                review, by=few.insights_member, rows=[{**row, "first": first, "second": second}]
            )
    row |= {"first": few.fostering_team_manager, "second": few.other_team_manager}
    with pytest.raises(StandsInTheWay, match="is there twice"):
        actions.choose_cases(review, by=few.insights_member, rows=[row, row])
    with pytest.raises(StandsInTheWay, match="there is no record"):
        actions.choose_cases(review, by=few.insights_member, rows=[{**row, "reference": "C999999"}])
    with pytest.raises(NotYours):
        actions.choose_cases(review, by=few.iro_manager, rows=[row])
    assert review.cases.filter(pk=case.pk).exists()


@pytest.mark.rule("KNO-07", "KNO-10", "KNO-19")
def test_the_report_is_endorsed_once_every_part_of_it_is_there(few):
    review = thematic_at("under_way", few)
    with pytest.raises(StandsInTheWay) as refused:
        actions.endorse_review(review, by=few.iro_manager, words="Sound.")
    said = str(refused.value)
    for missing in (
        "file review of 2 of 2 cases",
        "Record the feedback session",
        "findings aren’t agreed",
        "action plan is empty",
        "report isn’t published",
    ):
        assert missing in said
    make_ready(review, few)
    with pytest.raises(StandsInTheWay, match="file review of 2 of 2"):
        actions.endorse_review(review, by=few.iro_manager, words="Sound.")
    review = thematic_at("written", few)
    for who in (few.insights_manager, few.insights_member):  # whoever leads it; who isn't of the unit
        with pytest.raises(NotYours):
            actions.endorse_review(review, by=who, words="Sound.")
    review = actions.endorse_review(review, by=few.iro_manager, words="Sound.")
    assert (review.endorsed_by, review.endorsement) == (few.iro_manager, "Sound.")


@pytest.mark.rule("KNO-10")
def test_boards_examine_it_one_after_the_other_each_with_its_date_and_decision(client, few):
    with pytest.raises(NotNow):
        actions.record_decision(
            thematic_at("under_way", few), by=few.insights_member, examined_on=NOW.date(), decision="Yes."
        )
    review = thematic_at("endorsed", few)
    sign_in(client, few.insights_member)
    page = client.get(reverse("thematic_board", args=[review.pk]))
    assert "What the Departmental Management Meeting decided" in _text(page)
    said = {"examined_on": "6/11/2026", "decision": "The plan is accepted."}
    _fill(client, few.insights_member, "thematic_board", review.pk, **said)
    with pytest.raises(StandsInTheWay, match="Safeguarding Board Executive decided"):
        actions.close_review(review, by=few.insights_member)
    with pytest.raises(StandsInTheWay, match="after Departmental"):
        actions.record_decision(
            review, by=few.insights_member, examined_on=dt.date(2026, 11, 5), decision="Yes."
        )
    said = {"examined_on": "9/11/2026", "decision": "Report again in six months."}
    _fill(client, few.insights_member, "thematic_board", review.pk, **said)
    decided = [(each.board, each.examined_on.day) for each in review.decisions.all()]
    assert decided == [("Departmental Management Meeting", 6), ("Safeguarding Board Executive", 9)]
    shown = _text(client.get(review.get_absolute_url()))
    assert "Report again in six months." in shown
    with pytest.raises(NotNow):
        actions.record_decision(review, by=few.insights_member, examined_on=NOW.date(), decision="Again.")


@pytest.mark.rule("KNO-08")
def test_it_is_closed_once_each_family_that_was_heard_is_informed_in_writing(client, few):
    review = thematic_at("endorsed", few)
    for _board in review.thematic.boards:
        actions.record_decision(review, by=few.insights_member, examined_on=NOW.date(), decision="Accepted.")
    with pytest.raises(StandsInTheWay, match="2 people of families still have to be informed"):
        actions.close_review(review, by=few.insights_member)
    sign_in(client, few.insights_member)
    page = _text(client.get(review.cases.first().get_absolute_url()))
    assert "Heard, still to be informed" in page
    inform(review, few)
    assert "Heard, and informed" in _text(client.get(review.get_absolute_url()))
    assert actions.close_review(review, by=few.insights_member).closed_by == few.insights_member


@pytest.mark.rule("KNO-23")
def test_a_celebrated_case_goes_to_training_without_saying_whose_it_is(client, few):
    review = thematic_at("written", few)
    case = review.cases.select_related("subject").first()
    named = f"What {case.subject.first_name} {case.subject.last_name} said is in the plan."
    said = {"celebrated_on": "9/11/2026", "celebrated": named}
    answer = _fill(client, few.insights_member, "thematic_celebrate", case.pk, **said)
    assert answer.status_code == 422
    assert named in answer.content.decode().replace("&#x27;", "'")
    said["celebrated"] = "The plan is in the child’s own words."
    assert _fill(client, few.insights_member, "thematic_celebrate", case.pk, **said).status_code == 302
    told = Message.objects.get(event="thematic_celebrated")
    assert told.recipient == few.principal_social_worker
    assert told.text == said["celebrated"]
    assert case.subject.reference not in told.heading + told.text + told.url


@pytest.mark.rule("KNO-10", "KNO-23")
def test_its_report_and_the_quarterly_one_tell_the_boards(few):
    review = thematic_at("written", few)
    actions.celebrate_case(
        review.cases.select_related("review", "subject", "audit").first(),
        by=few.insights_member,
        celebrated_on=NOW.date(),
        celebrated="The plan is in the child’s own words.",
    )
    with clock.standing_at(NOW + dt.timedelta(days=2)):
        report = report_at(
            "drafted", few, "thematic", team=few.service, period=(NOW.date(), NOW.date()), about=review.pk
        )
    cases, families = (figure_in(report.figures, key) for key in ("cases", "families"))
    assert (cases["number"], cases["of"]) == (2, 2)
    assert (families["number"], families["of"]) == (2, 2)
    parts = {part["key"]: part for part in report.figures}
    assert parts["plan"]["tables"][0]["rows"][0][0] == "Each plan is shared within a week."
    assert "Supervision" in parts["found"]["tables"][0]["rows"][0][1]
    assert "own words" in parts["celebrated"]["tables"][0]["rows"][0][1]
    with clock.standing_at(dt.datetime(2027, 1, 11, 10, 0, tzinfo=dt.UTC)):
        quarter = (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
        report = report_at("drafted", few, "quarterly", period=quarter, team=few.service)
    assert figure_in(report.figures, "thematic_cases")["number"] == 2
    shown = next(part for part in report.figures if part["key"] == "thematic")
    assert "own words" in str(shown["tables"])


def test_what_isnt_a_thematic_review_under_the_procedure_isnt_prepared(client, few):
    sample = activity_at("planned", few)
    with pytest.raises(NotNow):
        actions.prepare_review(sample, by=few.insights_member, tool_key="x")
    sign_in(client, few.insights_member)
    assert client.get(reverse("thematic_prepare", args=[sample.pk])).status_code == 404
    review = thematic_at("prepared", few)
    assert "Its questions, cases and way through the boards" in _text(
        client.get(review.activity.get_absolute_url())
    )
    with pytest.raises(NotNow):
        actions.prepare_review(review.activity, by=few.insights_member, tool_key=review.tool_key)


def test_the_page_takes_as_many_queries_for_many_cases_as_for_few(client, few, django_assert_max_num_queries):
    review = thematic_at("prepared", few)
    sign_in(client, few.insights_member)
    client.get(review.get_absolute_url())
    with django_assert_max_num_queries(20) as one:
        client.get(review.get_absolute_url())
    pair = {"first": few.fostering_team_manager, "second": few.other_team_manager, "id": None}
    rows = [{**pair, "reference": child(few).reference} for _ in range(8)]
    actions.choose_cases(review, by=few.insights_member, rows=rows)
    with django_assert_max_num_queries(len(one)):
        client.get(review.get_absolute_url())
