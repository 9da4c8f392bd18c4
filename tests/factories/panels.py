"""Panels that got where they are by the portal's own actions: ``panel_at("sitting", council)``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from moderation.actions.agreeing import agree_grade, give_feedback, reveal_grades
from moderation.actions.convening import begin_panel, cancel_panel, convene_panel
from moderation.actions.ending import carry_over, end_panel, take_off
from moderation.actions.grading import give_grade, step_out
from moderation.actions.planning import draw_agenda, plan_panel
from moderation.models import MemberGrade, Moderation, Panel
from qa_portal import clock
from qa_portal.frameworks.queries import published_version
from qa_portal.people.models import User

from .people import Council

#: The order in which a panel goes; ``cancelled`` branches off.
WAY = ("planned", "convened", "sitting", "ended")

SEED = "0123456789abcdef"


def members_of(council: Council) -> list[User]:
    """Three who sit on a panel: two of Insights, and a manager of another service."""
    return [council.insights_manager, council.insights_service_manager, council.other_team_manager]


def panel_at(
    state: str,
    council: Council,
    *,
    framework: str = "merton",
    kind: str = Panel.Kind.PANEL,
    members: list[User] | None = None,
    in_days: int = 2,
    wanted: int | None = None,
    **given: Any,
) -> Panel:
    """A panel of what is there to moderate, as far as ``state`` says, chaired by the Insights Manager."""
    by = council.insights_manager
    panel = plan_panel(
        by=by,
        framework=published_version(framework),
        kind=kind,
        begins_at=given.pop("begins_at", None) or clock.now() + dt.timedelta(days=in_days),
        place="Room 4",
        chair=by,
        members=members if members is not None else members_of(council),
    )
    draw_agenda(panel, by=by, seed=SEED, wanted=wanted)
    if state == "planned":
        return fresh(panel)
    if state == "cancelled":
        return cancel_panel(panel, by=by, reason="Nobody can come.")
    panel = convene_panel(panel, by=by)
    if state == "convened":
        return fresh(panel)
    panel = begin_panel(panel, by=by)
    if state == "sitting":
        return fresh(panel)
    return fresh(
        end_panel(panel, by=by, minutes="Visits are written up late.", attended={panel.members.first().pk})
    )


def grade_all(item: Moderation, grades: list[str] | None = None) -> list[MemberGrade]:
    """Every member who is asked grades it, each with a reason of their own; give what they gave."""
    asked = list(
        MemberGrade.objects.filter(moderation=item, state=MemberGrade.State.ASKED).order_by("member")
    )
    given = grades or ["good"] * len(asked)
    return [grade_as(each, grade) for each, grade in zip(asked, given, strict=False)]


def grade_as(own: MemberGrade, grade: str, words: str = "") -> MemberGrade:
    """One member grades, with the lowest point of the band."""
    own = MemberGrade.objects.select_related("member__person", "moderation__panel__framework").get(pk=own.pk)
    by = own.member.person
    return give_grade(
        own,
        by=by,
        given=grade,
        point=point_of(own.moderation, grade),
        words=words or f"{by.name} sees it so.",
    )


def point_of(item: Moderation, grade: str) -> int | None:
    """The lowest point of a grade's band, where the whole is graded in points."""
    scale = item.audit.policy.scale
    return scale.band(grade).lowest if scale.overall_in_points else None


def item_at(state: str, panel: Panel, item: Moderation | None = None, *, grade: str = "good") -> Moderation:
    """One audit before a sitting panel, as far as ``state`` says: listed, graded, revealed, agreed, fed_back, carried
    or taken_off."""
    by = panel.chair
    item = item or panel.moderations.filter(state="listed").first()
    assert item is not None, "the panel has nothing before it"
    if state == "carried":
        return carry_over(item, by=by, reason="There was no time.")
    if state == "taken_off":
        return take_off(item, by=by, reason="It is looked at elsewhere.")
    if state == "listed":
        return item
    grade_all(item)
    if state == "graded":
        return fresh_item(item)
    item = reveal_grades(item, by=by)
    if state == "revealed":
        return item
    item = agree(item, grade=grade)
    if state == "agreed":
        return item
    return feed_back(item)


def agree(item: Moderation, *, grade: str, by: User | None = None) -> Moderation:
    """The chair records what the panel agreed."""
    item = fresh_item(item)
    quality = item.policy.moderation.panel.quality
    return agree_grade(
        item,
        by=by or item.panel.chair,
        grade=grade,
        point=point_of(item, grade),
        reason="The panel looked at the visits, and at what came of them.",
        quality=quality[-2].key if quality else "",
    )


def feed_back(item: Moderation, **given: Any) -> Moderation:
    """The chair writes the feedback."""
    item = fresh_item(item)
    said = {
        heading.key: "Clear, and fair to the worker." for heading in item.policy.moderation.panel.feedback
    }
    return give_feedback(item, by=item.panel.chair, feedback=said, **given)


def out(own: MemberGrade, reason: str = "I supervised the worker until June.") -> MemberGrade:
    """A member steps out."""
    own = MemberGrade.objects.select_related("member__person").get(pk=own.pk)
    return step_out(own, by=own.member.person, reason=reason)


def fresh(panel: Panel) -> Panel:
    """The panel as the database has it."""
    return Panel.objects.select_related("framework", "chair").get(pk=panel.pk)


def fresh_item(item: Moderation) -> Moderation:
    """The audit before the panel as the database has it."""
    return Moderation.objects.select_related("panel__framework", "audit__framework", "audit__subject").get(
        pk=item.pk
    )
