"""The steps of panels as two people would race for them: two who may chair, a member who grades while it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moderation.models import MemberGrade
from tests.factories import panels as factory
from tests.factories.audits_after import audit_after
from tests.factories.people import Council
from tests.factories.records import child
from tests.house.scene_audits_after import working_by

from .racing import REASON, Race, same

#: A procedure that moderates every audit which was returned.
PROCEDURE = "knowsley-early-help"
CHAIR, MEMBER = "insights_manager", "other_team_manager"


def _panel(state: str) -> Callable[[Council], Any]:
    def make(c: Council) -> Any:
        with working_by(c.team, PROCEDURE):
            audit_after("returned", c, child(c), grade="good", reviewer=c.fostering_team_manager)
        members = [c.insights_manager, c.insights_service_manager, c.other_team_manager]
        return factory.panel_at(state, c, framework=PROCEDURE, members=members)

    return make


def _item(state: str) -> Callable[[Council], Any]:
    def make(c: Council) -> Any:
        return factory.item_at(state, _panel("sitting")(c))

    return make


def _asked(c: Council) -> MemberGrade:
    """A member is asked for a grade; another's is in, so that the grades can be shown."""
    item = _item("listed")(c)
    factory.grade_as(item.grades.get(member__person=c.insights_manager), "good")
    return item.grades.get(member__person=c.other_team_manager)


def _is_one_or_the_other(grade: MemberGrade) -> str:
    """A grade is in and counts, or it came too late and is nowhere; "" where that is so."""
    grade.refresh_from_db()
    waits = grade.requests.filter(state="sent").exists()
    is_in = grade.state == MemberGrade.State.GIVEN and bool(grade.grade)
    is_left = grade.state == MemberGrade.State.LEFT and not grade.grade
    shown = factory.fresh_item(grade.moderation).is_revealed
    return (
        "" if shown and not waits and (is_in or is_left) else f"{grade.state}, shown {shown}, asked {waits}"
    )


AGREED = {"grade": "good", "reason": "The panel looked at the visits.", "quality": "sound"}

PANELS = [
    same("Panel.convene", _panel("planned"), CHAIR, "panel_convene"),
    same("Panel.begin", _panel("convened"), CHAIR, "panel_begin"),
    same("Panel.end", _panel("sitting"), CHAIR, "panel_end", minutes="Plans come late."),
    same("Panel.cancel", _panel("convened"), CHAIR, "panel_cancel", **REASON),
    Race("Panel.begin or cancel", _panel("convened"), CHAIR, ("panel_begin", {}), ("panel_cancel", REASON)),
    same("Moderation.reveal", _item("graded"), CHAIR, "moderation_reveal"),
    same("Moderation.agree", _item("revealed"), CHAIR, "moderation_agree", **AGREED),
    same("Moderation.carry_over", _item("graded"), CHAIR, "moderation_carry", **REASON),
    same("Moderation.take_off", _item("graded"), CHAIR, "moderation_take_off", **REASON),
    Race("Moderation.reveal or carry_over", _item("graded"), CHAIR,
         ("moderation_reveal", {}), ("moderation_carry", REASON)),
    Race("Moderation.agree or take_off", _item("revealed"), CHAIR,
         ("moderation_agree", AGREED), ("moderation_take_off", REASON)),
    Race("MemberGrade.give or reveal", _asked, MEMBER,
         ("member_grade", {"grade": "good", "words": "The visits matter to her."}), ("moderation_reveal", REASON),
         second_who=CHAIR, pages_of={"moderation_reveal": lambda grade: grade.moderation_id},
         may_both=True, ends=_is_one_or_the_other),
    Race("MemberGrade.step_out or reveal", _asked, MEMBER,
         ("member_grade_out", REASON), ("moderation_reveal", REASON),
         second_who=CHAIR, pages_of={"moderation_reveal": lambda grade: grade.moderation_id}, may_both=True),
]  # fmt: skip
