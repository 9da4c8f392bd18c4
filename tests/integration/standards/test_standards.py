"""Standards checklists: one for each conference and each review, and what they come to together (KNO-16)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.actions import complete_meeting, save_meeting, start_meeting
from qa_portal.children.models import Meeting
from qa_portal.reporting.figures import figure_in, grid_in
from qa_portal.standards.actions import save_checklist
from qa_portal.standards.models import StandardAnswer, StandardsChecklist
from qa_portal.standards.queries import framework_with_checklist, standards_of
from qa_portal.workflow.steps import NotNow, NotYours, StandsInTheWay
from tests.factories.people import council, sign_in
from tests.factories.qaps import completed_review
from tests.factories.records import child
from tests.factories.reports import report_at
from tests.integration.editing import send

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 9, 10, 0, tzinfo=dt.UTC)
WRITTEN = {
    "held_on": NOW.date(),
    "took_part": "attended",
    "child_view": "I want my own room.",
    "summary": "The risk is less.",
    "decisions": "The plan goes on.",
}


@pytest.fixture
def knowsley():
    with clock.standing_at(NOW):
        yield council("knowsley")


def _text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def _conference(c, **given) -> Meeting:
    record = child(c, case_kind="child_protection", cp_chair=c.cp_chair, **given)
    meeting = start_meeting(record, by=c.cp_chair, kind=Meeting.Kind.CP_CONFERENCE)
    return save_meeting(meeting, by=c.cp_chair, written=WRITTEN)


def _ids(meeting) -> list[str]:
    checklist = standards_of(framework_with_checklist(meeting), meeting.kind)
    return [standard.id for standard in checklist.standards]


def _answered(meeting, by, **otherwise) -> StandardsChecklist:
    answers = dict.fromkeys(_ids(meeting), ("yes", "")) | otherwise
    return save_checklist(meeting, by=by, answers=answers)


@pytest.mark.rule("KNO-16")
def test_a_conference_is_completed_once_its_checklist_is(client, knowsley):
    meeting = _conference(knowsley)
    with pytest.raises(StandsInTheWay, match="answer 9 standards"):
        complete_meeting(meeting, by=knowsley.cp_chair)
    sign_in(client, knowsley.cp_chair)
    assert "0 of 9 standards answered" in _text(client.get(meeting.get_absolute_url()))
    url = reverse("standards_edit", args=[meeting.pk])
    said = dict.fromkeys(_ids(meeting)[1:], "yes") | {"child_heard": "no"}
    assert send(client, url, client.get(url), **said).status_code == 302
    with pytest.raises(StandsInTheWay, match="answer 2 standards"):  # one isn't answered, one isn't explained
        complete_meeting(meeting, by=knowsley.cp_chair)
    rest = {"held_in_time": "na", "child_heard__no": "Nobody had seen her alone."}
    assert send(client, url, client.get(url), **rest).status_code == 302
    assert StandardsChecklist.objects.get().completed_by == knowsley.cp_chair
    complete_meeting(meeting, by=knowsley.cp_chair)
    read = _text(client.get(reverse("standards_read", args=[meeting.pk])))
    assert "Nobody had seen her alone." in read
    assert "Doesn’t apply" in read
    with pytest.raises(NotNow):
        save_checklist(meeting, by=knowsley.cp_chair, answers={})


@pytest.mark.rule("KNO-16")
def test_a_review_has_a_checklist_of_its_own_beside_its_audit(knowsley):
    meeting = completed_review(knowsley, child(knowsley))
    found = StandardsChecklist.objects.get(meeting=meeting)
    assert found.checklist.title == "Standards checklist of the review"
    assert {answer.met for answer in found.answers.all()} == {"yes"}


@pytest.mark.rule("KNO-16")
def test_checklists_are_taken_together_by_standard_kind_team_and_period(client, knowsley):
    first, second, open_one = (_conference(knowsley) for _ in range(3))
    _answered(first, knowsley.cp_chair)
    _answered(
        second, knowsley.cp_chair, child_heard=("partly", "Her brother wasn’t asked."), contingency=("na", "")
    )
    for meeting in (first, second):
        complete_meeting(meeting, by=knowsley.cp_chair)
    save_checklist(open_one, by=knowsley.cp_chair, answers={"child_heard": ("no", "Not seen.")})
    completed_review(knowsley, child(knowsley))

    sign_in(client, knowsley.iro_manager)
    shown = _text(client.get(reverse("standards")))
    assert "2 of 2 completed meetings have a complete checklist" in shown
    heard = shown[shown.index("wishes and feelings were before the conference") :]
    assert "1 of 2 (50%) Partly met: 1 Not met: 0" in heard
    contingency = shown[shown.index("what happens if nothing changes") :]
    assert "1 of 1 (100%)" in contingency[:80]
    reviews = _text(client.get(reverse("standards"), {"kind": "looked_after_review"}))
    assert "1 of 1 completed meeting has a complete checklist" in reviews
    later = _text(client.get(reverse("standards"), {"kind": "cp_conference", "first": "10/11/2026"}))
    assert "0 of 0 completed meetings have" in later
    sign_in(client, knowsley.other_service_manager)
    assert "0 of 0 completed meetings have" in _text(client.get(reverse("standards")))
    sign_in(client, knowsley.team_manager)
    assert "2 of 2 completed meetings have" in _text(client.get(reverse("standards")))
    sign_in(client, knowsley.social_worker)
    assert client.get(reverse("standards")).status_code == 404


@pytest.mark.rule("KNO-16")
def test_the_quarterly_report_tells_how_often_each_standard_was_met(knowsley):
    meeting = _conference(knowsley)
    _answered(meeting, knowsley.cp_chair, risk_analysed=("no", "It describes."))
    complete_meeting(meeting, by=knowsley.cp_chair)
    with clock.standing_at(dt.datetime(2027, 1, 11, 10, 0, tzinfo=dt.UTC)):
        quarter = (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
        report = report_at("drafted", knowsley, "quarterly", period=quarter, team=knowsley.service)
    figure = figure_in(report.figures, "standards_cp_conference")
    assert (figure["number"], figure["of"]) == (1, 1)
    lines = {
        line["label"]: line["numbers"]
        for line in grid_in(report.figures, "standards_of_cp_conference")["lines"]
    }
    assert lines["The report analyses the risk to each child, and isn't a description alone."] == [0, 0, 1, 0]
    assert lines["The conference was held within its time limit."] == [1, 0, 0, 0]


def test_only_who_keeps_the_meeting_answers_and_a_second_beginning_is_refused(client, knowsley):
    meeting = _conference(knowsley)
    with pytest.raises(NotYours):
        _answered(meeting, knowsley.team_manager)
    _answered(meeting, knowsley.cp_chair, held_in_time=("", ""))
    with pytest.raises(ValidationError, match="meanwhile"):
        save_checklist(meeting, by=knowsley.cp_chair, answers={}, is_first=True)
    assert not StandardAnswer.objects.filter(standard="held_in_time").exists()
    sign_in(client, knowsley.team_manager)
    assert client.get(reverse("standards_edit", args=[meeting.pk])).status_code == 404
    assert client.get(reverse("standards_read", args=[meeting.pk])).status_code == 200
    sign_in(client, knowsley.other_team_manager)
    assert client.get(reverse("standards_read", args=[meeting.pk])).status_code == 404


def test_a_procedure_without_checklists_asks_for_none():
    with clock.standing_at(NOW):
        mosaic = council("mosaic-iro")
        meeting = _conference(mosaic)
        complete_meeting(meeting, by=mosaic.cp_chair)
        assert framework_with_checklist(meeting) is None


def test_what_they_come_to_takes_as_many_queries_for_many_as_for_one(
    client, knowsley, django_assert_max_num_queries
):
    def complete(number):
        for _ in range(number):
            meeting = _conference(knowsley)
            _answered(meeting, knowsley.cp_chair)
            complete_meeting(meeting, by=knowsley.cp_chair)

    complete(1)
    sign_in(client, knowsley.insights_member)
    client.get(reverse("standards"))
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("standards"))
    complete(3)
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("standards"))
