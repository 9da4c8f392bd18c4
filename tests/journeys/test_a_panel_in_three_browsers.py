"""A panel as it is held: three members at three browsers, one screen on the wall, the review back with both grades."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from audits.models import Audit
from moderation.models import MemberGrade, Panel
from tests.browser import axe
from tests.factories import panels as factory
from tests.factories.audits_after import audit_after
from tests.factories.people import council


@pytest.fixture
def c(transactional_db):
    return council("merton")


@pytest.mark.rule("MER-04", "MER-05")
def test_three_members_grade_blind_in_three_browsers_agree_and_the_review_goes_back_with_both_grades(desk, c):
    held = [audit_after("to_moderate", c, grade=grade) for grade in ("inadequate", "outstanding")]
    for grade in ("good", "requires_improvement"):
        audit_after("returned", c, grade=grade)
    panel = factory.panel_at("planned", c)

    chair = desk(c.insights_manager).sign_in()
    chair.go(panel.get_absolute_url())
    chair.follow("Why each audit is on it or isn’t")
    chair.sees("Drawn by chance: number 1 of 1 by its lot.")
    chair.go(panel.get_absolute_url())
    chair.press("Convene it")
    chair.press("Convene it and send the invitations")
    chair.sees("The panel is convened.")
    chair.press("Begin the panel")
    chair.press("Begin it")

    first = panel.moderations.get(place=1)
    reference = first.audit.subject.reference
    at_home = desk(c.insights_service_manager).sign_in()
    on_a_phone = desk(c.other_team_manager).sign_in()
    on_a_phone.page.set_viewport_size({"width": 390, "height": 844})
    on_a_phone.sees("Grade an audit for the panel")

    wall = desk(c.insights_head).sign_in()
    wall.go(f"/panels/{panel.pk}/wall/")
    expect(wall.page.get_by_role("heading", level=1)).to_have_text(f"Record {reference}")
    wall.sees("0 of 3 in")
    axe(wall.page)

    for member, option, words in (
        (chair, "7: Good", "The plan follows from what she says."),
        (at_home, "5: Requires Improvement", "Two of its dates have passed."),
        (on_a_phone, "8: Good", "She is seen alone, and often."),
    ):
        own = MemberGrade.objects.get(moderation=first, member__person=member.somebody)
        member.go(f"/member-grades/{own.pk}/")
        member.select("Which point on the scale?", option)
        member.write("Why this grade?", words)
        member.press("Give this grade")
        member.sees("Your grade is in.")
    expect(wall.page.get_by_text("3 of 3 in").first).to_be_visible()  # it has asked for itself again
    for somebody in (chair, wall, at_home):
        somebody.go(first.get_absolute_url())
        assert "She is seen alone" not in somebody.page.content()

    chair.go(f"/panels/{panel.pk}/wall/")
    chair.press("Show the grades")
    chair.press("Show the grades")
    chair.sees("The 3 grades lie one grade apart.")
    wall.go(f"/panels/{panel.pk}/wall/?place=1")
    for words in (
        "The plan follows from what she says.",
        "Two of its dates have passed.",
        "She is seen alone, and often.",
    ):
        wall.sees(words)
    axe(wall.page)
    wall.page.keyboard.press("ArrowRight")
    wall.page.wait_for_url("**place=2")
    wall.page.keyboard.press("ArrowLeft")
    wall.page.wait_for_url("**place=1")

    chair.press("Agree the grade")
    chair.select("Which point on the scale?", "6: Good")
    chair.write("The panel’s reasons", "She is at the centre of it; the plan has yet to follow.")
    chair.choose("Sound")
    chair.press("Record what the panel agreed")
    chair.sees("What the panel agreed is recorded.")

    waiting = Audit.objects.get(pk=first.audit_id)
    if waiting.returned_at is None:
        chair.go(f"/audits/{waiting.pk}/return/")
        chair.press("Return it to the team")
    manager = desk(c.team_manager).sign_in()
    manager.go(f"/audits/{waiting.pk}/loop/")
    manager.go(f"/audits/{waiting.pk}/")
    manager.sees("Good (6)")
    grades = list(waiting.grades.values_list("occasion", "point"))
    assert grades[-1] == ("panel", 6)
    assert len(grades) == 2

    chair.go(panel.get_absolute_url())
    chair.press("End the panel")
    chair.write("Minutes", "Plans come after what is done.")
    chair.press("End it")
    chair.sees("The panel has ended")
    assert Panel.objects.get().state == "ended"
    assert {audit.pk for audit in held} >= set(
        panel.moderations.filter(state="carried", stratum="extreme").values_list("audit_id", flat=True)
    )


def test_a_member_grades_without_javascript(desk, c):
    audit_after("to_moderate", c)
    panel = factory.panel_at("convened", c)
    own = MemberGrade.objects.get(member__person=c.other_team_manager)
    member = desk(c.other_team_manager, java_script_enabled=False).sign_in()
    member.go(panel.get_absolute_url())
    member.follow("Grade it alone")
    member.select("Which point on the scale?", "4: Requires Improvement")
    member.write("Why this grade?", "The visits are too few.")
    member.press("Give this grade")
    member.sees("Your grade is in.")
    own.refresh_from_db()
    assert (own.state, own.point) == ("given", 4)
