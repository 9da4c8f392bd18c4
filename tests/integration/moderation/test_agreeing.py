"""What a panel agrees: the grade that stands beside the reviewer's, the alerts, the feedback; moderation after the
return in its months; joint audits."""

import datetime as dt

import pytest

from audits.actions.challenging import start_challenge
from audits.papers.report import audit_report
from moderation.models import MemberGrade, Panel
from moderation.queries import agreed
from moderation.spread import spread_of
from qa_portal import clock
from qa_portal.documents.models import Document
from tests.factories import panels as factory
from tests.factories.audits_after import audit_after
from tests.factories.disputes import fresh
from tests.house.scene_audits_after import working_by
from tests.integration.audits.pages import as_person, at, take, text_of

SIX = (
    "insights_manager",
    "insights_service_manager",
    "insights_head",
    "team_manager",
    "service_manager",
    "head_of_service",
)


@pytest.fixture
def panel(council, held):
    return factory.panel_at("sitting", council)


@pytest.fixture
def outstanding(panel, held):
    return factory.item_at("revealed", panel, panel.moderations.get(audit=held[1]))


@pytest.mark.rule("MER-04", "MER-05")
def test_the_review_goes_back_with_both_grades_and_both_reasons(council, outstanding):
    audit = outstanding.audit
    assert as_person(council.team_manager).get(at("audit_read", audit)).status_code == 404
    answer = take(
        council.insights_manager, "moderation_agree", outstanding, grade="7", reason="", quality="sound"
    )
    assert answer.status_code == 422
    take(
        council.insights_manager,
        "moderation_agree",
        outstanding,
        grade="7",
        reason="It is good, and not yet more than that.",
        quality="sound",
    )
    item, audit = factory.fresh_item(outstanding), fresh(audit)
    assert (item.state, item.grade, item.point, item.quality) == ("agreed", "good", 7, "sound")
    assert (audit.state, audit.grade, audit.point) == ("accepted", "good", 7)
    take(council.insights_member, "audit_return", audit)
    audit = fresh(audit)
    assert audit.state == "returned"
    page = text_of(as_person(council.team_manager).get(audit.get_absolute_url()))
    report = audit_report(audit)
    said = [(line.box.words, line.reason) for line in report.grades]
    assert said == [
        (f"Outstanding ({item.reviewer_point})", audit.grade_reason),
        ("Good (7)", "It is good, and not yet more than that."),
    ]
    assert "Good (7)" in page


@pytest.mark.rule("MER-09")
def test_an_inadequate_set_by_the_panel_alerts_as_a_reviewers_does(council, outstanding):
    for part in SIX:
        council.people[part].messages.filter(event="audit_found_inadequate").delete()
    take(
        council.insights_manager,
        "moderation_agree",
        outstanding,
        grade="2",
        reason="Nobody has seen her since May.",
        quality="work",
    )
    for part in SIX:
        message = council.people[part].messages.get(event="audit_found_inadequate")
        assert message.urgency == "alert"
        assert "The moderation panel graded it Inadequate" in message.text
    assert outstanding.audit.assurances.count() == 1


def test_the_grade_is_recorded_with_the_panels_step_or_neither_is(council, outstanding, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the outbox is gone")

    monkeypatch.setattr("audits.notices.tell", fails)
    with pytest.raises(RuntimeError):
        factory.agree(outstanding, grade="good")
    assert factory.fresh_item(outstanding).state == "revealed"
    assert fresh(outstanding.audit).state == "to_moderate"


def test_what_was_recorded_outside_the_panel_meanwhile_is_not_recorded_twice(council, outstanding):
    take(
        council.insights_head,
        "audit_moderate",
        outstanding.audit,
        grade="8",
        reason="Agreed on the telephone.",
    )
    answer = take(
        council.insights_manager, "moderation_agree", outstanding, grade="7", reason="Good.", quality="sound"
    )
    assert answer.status_code == 409
    assert "Take it off the agenda" in text_of(answer)
    assert factory.fresh_item(outstanding).state == "revealed"


def test_a_chair_who_stepped_out_leaves_that_audit_to_another_member_who_may_chair(council, panel, held):
    item = panel.moderations.get(audit=held[0])
    factory.out(MemberGrade.objects.get(moderation=item, member__person=council.insights_manager))
    factory.grade_all(item)
    assert as_person(council.insights_manager).post(at("moderation_reveal", item)).status_code == 404
    take(council.insights_service_manager, "moderation_reveal", item)
    factory.agree(item, grade="inadequate", by=council.insights_service_manager)
    assert fresh(held[0]).state == "accepted"


def test_two_who_agree_at_once_one_is_first(council, outstanding):
    client = as_person(council.insights_service_manager)
    factory.agree(outstanding, grade="good")
    answer = client.post(
        at("moderation_agree", outstanding), {"grade": "3", "reason": "No.", "quality": "sound"}
    )
    assert answer.status_code == 409
    assert fresh(outstanding.audit).grade == "good"


@pytest.mark.rule("WAL-18")
def test_feedback_on_the_template_reaches_the_auditor_and_stays_off_the_record_until_the_team_has_it(
    council, outstanding
):
    item, reviewer = factory.agree(outstanding, grade="good"), outstanding.audit.reviewer
    answer = take(
        council.other_team_manager, "moderation_feedback", item, well="Clear.", grades="", better="More."
    )
    assert answer.status_code == 422
    take(
        council.other_team_manager,
        "moderation_feedback",
        item,
        well="Clear.",
        grades="They fit.",
        better="Date it.",
    )
    told = reviewer.messages.get(event="panel_feedback")
    page = text_of(as_person(reviewer).get(told.url))
    for said in ("Clear.", "They fit.", "Date it.", "Outstanding (9)", "Good (6)"):
        assert said in page
    assert "sees it so" not in page
    assert as_person(council.team_manager).get(told.url).status_code == 404
    assert not Document.objects.filter(report_key="moderation_feedback").exists()


def test_the_wall_asks_for_itself_again_shows_no_name_and_turns_to_the_next(council, panel, held):
    item = panel.moderations.get(place=1)
    url = at("panel_wall", panel)
    client = as_person(council.insights_manager)
    page = client.get(url).content.decode()
    assert f"Record {item.audit.subject.reference}" in page
    assert item.audit.subject.last_name not in page
    assert 'hx-trigger="every 3s"' in page
    assert f'rel="next" href="{url}?place=2"' in page
    assert "0 of 3 in" in page
    assert "Show the grades" not in page
    factory.grade_all(item)
    again = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "3 of 3 in" in again
    assert "Show the grades" in again
    assert "sees it so" not in again
    answer = client.post(at("moderation_reveal", item) + "?from=wall")
    assert answer.url == f"{url}?place=1"
    shown = client.get(answer.url).content.decode()
    assert shown.count("sees it so") == 3


# -- after the return ------------------------------------------------------------------------------------------------


@pytest.fixture
def in_march(council):
    """Waltham Forest's panel: audits that were returned in February, moderated by chance in March."""
    with working_by(council.department, "waltham-forest"):
        with clock.standing_at(dt.datetime(2027, 2, 15, 9, 0, tzinfo=clock.LONDON)):
            audits = [
                audit_after("returned", council, grade="good", reviewer=council.sister_team_manager)
                for _ in "abc"
            ]
        with clock.standing_at(dt.datetime(2027, 3, 1, 9, 0, tzinfo=clock.LONDON)):
            panel = factory.panel_at(
                "sitting",
                council,
                framework="waltham-forest",
                members=[council.head_of_service],
                begins_at=clock.at_london(dt.date(2027, 3, 1), dt.time(10)),
            )
            yield audits, panel


@pytest.mark.rule("WAL-18")
def test_after_the_return_some_are_drawn_and_graded_within_the_working_month(council, in_march):
    audits, panel = in_march
    item = panel.moderations.get()
    assert (item.stratum, item.audit in audits) == ("random", True)
    assert clock.london_date(panel.grade_until) == dt.date(2027, 3, 31)
    own = MemberGrade.objects.get(moderation=item, member__person=council.insights_manager)
    assert clock.london_date(own.deadlines.get().due_at) == dt.date(2027, 3, 31)


@pytest.mark.rule("WAL-18")
def test_after_the_return_the_auditors_grade_stands_beside_the_panels_and_the_feedback_is_on_the_record(
    council, in_march
):
    _audits, panel = in_march
    item = factory.item_at("agreed", panel, grade="requires_improvement")
    audit = fresh(item.audit)
    assert (audit.state, audit.grade) == ("returned", "good")
    assert [(g.occasion, g.grade) for g in audit.grades.all()][-1] == ("panel", "requires_improvement")
    answer = take(council.insights_manager, "panel_end", panel, minutes="Seen.")
    assert "Record when the moderator met the auditor" in text_of(answer)
    factory.feed_back(item, met_on=clock.today())
    paper = Document.objects.get(report_key="moderation_feedback", subject=audit.subject)
    said = str(paper.content)
    assert "Good" in said
    assert "Requires Improvement" in said
    assert "The adult's voice, and what difference the work has made" in said
    take(council.insights_manager, "panel_end", panel, minutes="Seen.")
    assert factory.fresh(panel).state == "ended"


@pytest.mark.rule("WAL-25")
def test_a_grade_under_challenge_is_not_drawn_nor_moderated(council, in_march):
    _audits, panel = in_march
    item = panel.moderations.get()
    said = {"response": "It is better than that.", "criteria": "Good.", "evidence": "The visits."}
    start_challenge(fresh(item.audit), by=council.team_manager, **said)
    factory.item_at("revealed", panel)
    answer = take(
        council.insights_manager, "moderation_agree", item, grade="good", reason="It is.", quality="sound"
    )
    assert answer.status_code == 422
    assert factory.fresh_item(item).state == "revealed"


@pytest.mark.rule("WAL-25", "WAL-18")
def test_of_what_was_returned_chance_draws_none_that_is_under_challenge(council):
    with working_by(council.department, "waltham-forest"):
        with clock.standing_at(dt.datetime(2027, 2, 15, 9, 0, tzinfo=clock.LONDON)):
            counted, challenged = (
                audit_after("returned", council, grade="good", reviewer=council.sister_team_manager)
                for _ in "ab"
            )
            said = {"response": "It is better than that.", "criteria": "Good.", "evidence": "The visits."}
            start_challenge(fresh(challenged), by=council.team_manager, **said)
        with clock.standing_at(dt.datetime(2027, 3, 1, 9, 0, tzinfo=clock.LONDON)):
            panel = factory.panel_at(
                "convened",
                council,
                framework="waltham-forest",
                members=[council.head_of_service],
                begins_at=clock.at_london(dt.date(2027, 3, 1), dt.time(10)),
                wanted=2,
            )
            assert [item.audit for item in panel.moderations.all()] == [counted]


# -- joint audits ----------------------------------------------------------------------------------------------------


@pytest.mark.rule("KNO-05")
def test_in_a_joint_audit_several_grade_one_case_alone_then_together_and_the_spread_is_shown(council):
    with working_by(council.department, "knowsley"):
        audits = [audit_after("returned", council, grade="good") for _ in "abc"]
        panel = factory.panel_at("sitting", council, framework="knowsley", kind=Panel.Kind.JOINT)
    item = panel.moderations.get()
    assert item.audit in audits
    assert item.stratum == "joint"
    client = as_person(council.insights_manager)
    factory.grade_all(item, ["good", "requires_improvement", "outstanding"])
    assert "lie" not in text_of(client.get(item.get_absolute_url()))
    item = factory.item_at("revealed", panel, item)
    page = text_of(client.get(item.get_absolute_url()))
    assert "The 3 grades lie 2 grades apart." in page
    places = {place.label: place.who for place in spread_of(factory.fresh_item(item)).scale}
    assert len(places["Outstanding"]) == 1
    factory.agree(item, grade="good")
    audit = fresh(item.audit)
    assert [g.occasion for g in audit.grades.all() if g.occasion == "panel"] == []
    assert not agreed().exists()
    assert not council.team_manager.messages.filter(event="panel_invited").exists()


@pytest.mark.rule("KNO-05")
def test_where_the_procedure_has_no_joint_audits_none_is_planned(council):
    page = as_person(council.insights_manager).get("/panels/new/merton/").content.decode()
    assert "Joint audit" not in page
    assert "Joint audit" in as_person(council.insights_manager).get("/panels/new/knowsley/").content.decode()
