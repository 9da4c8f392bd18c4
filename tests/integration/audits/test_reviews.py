"""Reviews, and the audit that a looked-after review carries (MOS-01's start, MOS-22, MOS-23, LEE-04)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from audits.actions.planning import save_planning_audit
from audits.models import CarePlanningAudit
from audits.queries import framework_with_tool, visible_to
from qa_portal.children import meetings
from qa_portal.children.actions import complete_meeting, save_meeting, start_meeting
from qa_portal.children.meetings import register_follow_ons, register_next_action
from qa_portal.children.models import Meeting
from qa_portal.children.summary import WorkItem
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.actions import record_cover
from qa_portal.workflow.steps import NotYours, StandsInTheWay
from tests.factories.people import sign_in
from tests.factories.records import child as make_child
from tests.factories.records import foster_carer
from tests.integration.children.conftest import NOW, at, text_of
from tests.integration.editing import send

WRITTEN = {
    "took_part": "attended",
    "child_view": "I want to see my brother.",
    "summary": "Settled, but contact has drifted.",
    "decisions": "Contact plan by the end of the month.",
    "next_on": dt.date(2027, 5, 4),
}


def started(council, child, **written) -> Meeting:
    """A looked-after review that the IRO has started."""
    meeting = start_meeting(child, by=council.iro, kind="looked_after_review")
    return save_meeting(meeting, by=council.iro, written=written) if written else meeting


def tool_of(meeting):
    """The audit's questions."""
    return policy_of(framework_with_tool(meeting)).iro_audit


def answers_to(tool, answer="yes") -> dict[str, str]:
    """What a browser sends for the whole audit."""
    return {q.id: answer if q.answer == "yes_partly_no" else "In their words" for q in tool.questions}


@pytest.fixture
def registered():
    """What a test registers is forgotten again."""
    before = dict(meetings._next_actions), dict(meetings._follow_ons)
    yield
    for each, was in zip((meetings._next_actions, meetings._follow_ons), before, strict=True):
        each.clear()
        each.update(was)


@pytest.mark.rule("MOS-23")
def test_a_looked_after_review_carries_its_audit_and_both_are_done_from_the_record(council, child, as_):
    client = as_("iro")
    assert "Start a looked-after review" in text_of(client.get(at("record", child.pk)))
    start = at("meeting_start", child.pk, "looked_after_review")
    assert not Meeting.objects.exists()
    edit = client.post(start).url
    meeting = Meeting.objects.get()
    assert (edit, meeting.chair, meeting.held_on) == (at("meeting_edit", meeting.pk), council.iro, NOW.date())
    assert client.post(start).url == edit  # begun already: the same again
    assert Meeting.objects.count() == 1

    given = {**WRITTEN, "next_on": "4/5/2027"}
    assert send(client, edit, client.get(edit), **given).url == at("meeting", meeting.pk)
    page = text_of(client.get(at("meeting", meeting.pk)))
    assert "IRO audit: care planning and review" in page
    audit_form = at("planning_audit_edit", meeting.pk)
    answers = answers_to(tool_of(meeting)) | {
        "family_time_right": "no",
        "family_time_right__no": "Cancelled twice.",
    }
    assert send(client, audit_form, client.get(audit_form), **answers).url == at("meeting", meeting.pk)
    audit = CarePlanningAudit.objects.get()
    assert (audit.meeting, audit.state, audit.completed_by) == (meeting, "completed", council.iro)
    assert audit.answers["family_time_right"] == {"answer": "no", "comment": "Cancelled twice."}

    assert "Complete this review?" in text_of(client.get(at("meeting_complete", meeting.pk)))
    meeting.refresh_from_db()
    assert (
        client.post(at("meeting_complete", meeting.pk), {"seen_version": meeting.version}).status_code == 302
    )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.completed_by, meeting.completed_at) == ("completed", council.iro, NOW)
    page = client.get(at("meeting", meeting.pk))
    assert at("planning_audit", meeting.pk) in page.content.decode()
    read = text_of(client.get(at("planning_audit", meeting.pk)))
    assert "What isn’t right yet No Is time with family" in read
    assert "Cancelled twice." in read


@pytest.mark.rule("LEE-04")
def test_a_review_isnt_completed_without_its_mandatory_fields_and_its_audit_and_the_page_says_which(
    council, child, as_
):
    client, meeting = as_("iro"), started(council, child)
    sentences = {
        "took_part": "Say how the child took part.",
        "child_view": "Record what the child said, in their own words.",
        "summary": "Write the summary of the review.",
        "decisions": "Record the decisions of the review.",
        "next_on": "Give the date of the next review.",
    }
    url = at("meeting_complete", meeting.pk)
    for name in (*WRITTEN, None):
        for response in (client.get(at("meeting", meeting.pk)), client.get(url)):
            said = response.content.decode()
            for field, sentence in sentences.items():
                assert (sentence in said) == (not getattr(meeting, field)), (name, field)
            assert f"{at('meeting_edit', meeting.pk)}#id_" in said or name is None
            assert "open questions of “IRO audit: care planning and review”" in said
        refused = client.post(url, {"seen_version": meeting.version})
        assert refused.status_code == 422
        assert "open questions" in text_of(refused)
        meeting.refresh_from_db()
        assert not meeting.is_completed
        if name:
            meeting = save_meeting(meeting, by=council.iro, written={name: WRITTEN[name]})
    with pytest.raises(StandsInTheWay):
        complete_meeting(meeting, by=council.iro)


@pytest.mark.rule("LEE-04")
def test_one_mandatory_question_that_is_open_keeps_the_audit_and_the_review_open(council, child, as_):
    client, meeting = as_("iro"), started(council, child, **WRITTEN)
    form = at("planning_audit_edit", meeting.pk)
    answers = answers_to(tool_of(meeting))
    del answers["child_safe"], answers["child_words"]  # one mandatory, one not
    send(client, form, client.get(form), **answers)
    audit = CarePlanningAudit.objects.get()
    assert audit.state == "started"
    said = client.get(at("meeting_complete", meeting.pk)).content.decode()
    assert "Is the child safe where they live" in said
    assert "most want the review to hear" not in said
    assert f"{form}#id_child_safe_0" in said
    send(client, form, client.get(form), child_safe="yes")
    audit.refresh_from_db()
    assert audit.state == "completed"
    assert audit.answers["child_seen_before_review"] == {"answer": "yes"}
    assert "Complete this review?" in text_of(client.get(at("meeting_complete", meeting.pk)))


@pytest.mark.rule("MOS-22")
def test_completing_is_confirmed_as_it_was_shown_and_only_the_iro_manager_reopens_it_with_a_reason(
    council, child, as_
):
    client, meeting = as_("iro"), started(council, child, **WRITTEN)
    form = at("planning_audit_edit", meeting.pk)
    send(client, form, client.get(form), **answers_to(tool_of(meeting)))
    shown = client.get(at("meeting_complete", meeting.pk))
    meeting.refresh_from_db()
    assert f'name="seen_version" value="{meeting.version}"' in shown.content.decode()
    save_meeting(meeting, by=council.iro, written={"summary": "Changed in another window."})
    late = client.post(at("meeting_complete", meeting.pk), {"seen_version": meeting.version})
    assert late.status_code == 409
    meeting.refresh_from_db()
    assert not meeting.is_completed
    client.post(at("meeting_complete", meeting.pk), {"seen_version": meeting.version})

    for url in (at("meeting_edit", meeting.pk), form):
        assert client.get(url).status_code == 409
        closed = client.post(url, {"summary": "Late thought"})
        assert closed.status_code == 409
    again = at("meeting_reopen", meeting.pk)
    assert client.get(again).status_code == 404
    assert client.post(again, {"reason": "I forgot"}).status_code == 404
    manager = as_("iro_manager")
    assert "Reopen this review" in text_of(manager.get(at("meeting", meeting.pk)))
    assert send(manager, again, manager.get(again)).status_code == 422
    assert send(manager, again, manager.get(again), reason="A decision is missing").status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.completed_at) == ("started", None)
    trail = meeting.history.first()
    assert (trail.step, trail.history_change_reason) == ("reopen", "A decision is missing")
    assert client.get(at("meeting_edit", meeting.pk)).status_code == 200


def test_half_a_review_can_be_saved_and_a_date_that_cant_be_is_refused(council, child, as_):
    client, meeting = as_("iro"), started(council, child)
    url = at("meeting_edit", meeting.pk)
    assert send(client, url, client.get(url), summary="Half of it").status_code == 302
    refused = send(client, url, client.get(url), next_on="1/11/2026", decisions="Typed")
    assert refused.status_code == 422
    assert "The next review must be after this one" in text_of(refused)
    assert "Typed" in refused.content.decode()
    meeting.refresh_from_db()
    assert (meeting.summary, meeting.decisions) == ("Half of it", "")


def test_a_child_who_took_no_part_has_no_words_to_record_and_a_future_review_isnt_completed(council, child):
    meeting = started(council, child, **{**WRITTEN, "took_part": "not", "child_view": ""})
    assert "words" not in " ".join(str(b) for b in meeting.blockers_to("complete"))
    later = save_meeting(meeting, by=council.iro, written={"held_on": dt.date(2026, 11, 25)})
    assert "The review is dated in the future" in str(later.blockers_to("complete")[0])


@pytest.mark.parametrize(
    "part", ["social_worker", "team_manager", "insights_member", "iro_manager", "cp_chair"]
)
def test_only_the_reviewing_officer_starts_and_writes_a_looked_after_review(council, child, as_, part):
    meeting = started(council, child)
    client = as_(part)
    sees = part != "cp_chair"
    assert client.get(at("meeting", meeting.pk)).status_code == (200 if sees else 404)
    for url in (
        at("meeting_start", child.pk, "looked_after_review"),
        at("meeting_edit", meeting.pk),
        at("meeting_complete", meeting.pk),
        at("planning_audit_edit", meeting.pk),
    ):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"summary": "x"}).status_code == 404, url
    with pytest.raises(NotYours):
        start_meeting(child, by=getattr(council, part), kind="looked_after_review")
    with pytest.raises(NotYours):
        save_meeting(meeting, by=getattr(council, part), written={"summary": "x"})


def test_another_childs_iro_neither_sees_nor_writes_it(council, child, as_):
    meeting = started(council, child)
    for name in ("meeting", "meeting_edit", "planning_audit_edit", "planning_audit"):
        assert as_("other_iro").get(at(name, meeting.pk)).status_code == 404
    assert not visible_to(council.other_iro).exists()


def test_whoever_covers_for_the_reviewing_officer_writes_the_review(council, child, client):
    meeting = started(council, child)
    day = NOW.date()
    given = {"covered_by": council.other_iro, "starts_on": day, "ends_on": day, "reason": "Leave"}
    record_cover(absent=council.iro, by=council.iro_manager, **given)
    cover = sign_in(client, council.other_iro)
    url = at("meeting_edit", meeting.pk)
    assert send(cover, url, cover.get(url), summary="By the cover").status_code == 302
    meeting.refresh_from_db()
    assert (meeting.summary, meeting.chair) == ("By the cover", council.iro)
    assert meeting.history.first().history_user == council.other_iro


def test_conferences_are_the_chairs_and_carers_reviews_the_fostering_iros_without_a_childs_part(council, as_):
    child = make_child(council, cp_chair=council.cp_chair, case_kind="child_protection")
    chair = as_("cp_chair")
    assert chair.post(at("meeting_start", child.pk, "cp_conference")).status_code == 302
    assert chair.get(at("meeting_start", child.pk, "looked_after_review")).status_code == 404
    assert chair.get(at("meeting_start", child.pk, "tea_party")).status_code == 404
    conference = Meeting.objects.get()
    assert not meetings.parts_of(conference)
    carer, fostering = foster_carer(council), as_("fostering_iro")
    assert fostering.post(at("meeting_start", carer.pk, "foster_review")).status_code == 302
    review = Meeting.objects.get(kind="foster_review")
    form = fostering.get(at("meeting_edit", review.pk))
    assert "How did the child take part?" not in text_of(form)
    written = {"summary": "x", "decisions": "x", "next_on": dt.date(2027, 5, 4)}
    save_meeting(review, by=council.fostering_iro, written=written)
    complete_meeting(Meeting.objects.get(pk=review.pk), by=council.fostering_iro)
    assert Meeting.objects.get(pk=review.pk).is_completed


@pytest.mark.rule("MOS-23")
def test_a_completed_review_offers_what_can_follow_and_links_to_what_came_of_it(
    council, child, as_, registered
):
    register_next_action(
        "test", "Proceed to IRO quality assurance (QAP)", "record", lambda user, meeting: user == council.iro
    )
    register_follow_ons(
        "test", lambda user, meeting: [WorkItem("QAP", "In progress", "/qap/1", dt.date(2026, 11, 24), True)]
    )
    client, meeting = as_("iro"), started(council, child, **WRITTEN)
    assert "Proceed to IRO quality assurance (QAP)" not in text_of(client.get(at("meeting", meeting.pk)))
    form = at("planning_audit_edit", meeting.pk)
    send(client, form, client.get(form), **answers_to(tool_of(meeting)))
    meeting.refresh_from_db()
    complete_meeting(meeting, by=council.iro)
    page = text_of(client.get(at("meeting", meeting.pk)))
    assert "Proceed to IRO quality assurance (QAP)" in page
    assert "What came of it QAP In progress" in page
    assert "Proceed to IRO" not in text_of(as_("team_manager").get(at("meeting", meeting.pk)))


def test_an_audit_that_somebody_began_meanwhile_isnt_written_over(council, child, as_):
    client, meeting = as_("iro"), started(council, child)
    form = at("planning_audit_edit", meeting.pk)
    opened = client.get(form)
    send(client, form, client.get(form), child_safe="no", child_safe__no="Missing twice")
    late = send(client, form, opened, child_safe="yes")
    assert late.status_code == 409
    assert "Missing twice" in text_of(late)  # both versions are shown
    with pytest.raises(ValidationError, match="Somebody has begun this audit"):  # or at the very same moment
        save_planning_audit(meeting, by=council.iro, answers={}, is_first=True)
    assert CarePlanningAudit.objects.get().answers["child_safe"]["answer"] == "no"


def test_a_mandatory_answer_that_is_taken_back_opens_the_audit_again(council, child, as_):
    client, meeting = as_("iro"), started(council, child)
    form = at("planning_audit_edit", meeting.pk)
    send(client, form, client.get(form), **answers_to(tool_of(meeting)))
    assert CarePlanningAudit.objects.get().state == "completed"
    send(client, form, client.get(form), child_safe="")
    audit = CarePlanningAudit.objects.get()
    assert (audit.state, audit.completed_at) == ("started", None)
    assert [h.step for h in audit.history.all()][:1] == ["take_up_again"]
