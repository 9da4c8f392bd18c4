"""A member grades an audit alone, or steps out of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from moderation import notices
from moderation.models import MemberGrade, Moderation
from moderation.rules import may_plan_panels
from qa_portal.deadlines.actions import cancel_deadlines, meet_deadlines
from qa_portal.people.words import in_post
from qa_portal.requests.actions import complete_request, open_request, return_request
from qa_portal.requests.models import RequestForResponse
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, take_step

CLOCK = "panel_grade"


def hold(item: Moderation) -> None:
    """Lock an audit before its panel until the transaction ends."""
    Moderation.objects.select_for_update(no_key=True).only("pk").get(pk=item.pk)


def give_grade(
    grade: MemberGrade,
    *,
    by: Any,
    given: str,
    point: int | None = None,
    words: str,
    seen_version: int | None = None,
) -> MemberGrade:
    """Record what a member gives an audit, alone; it can be changed until the grades are shown.

    Raises as ``take_step``; StandsInTheWay without the reasons, or for a grade that its point contradicts.
    """
    scale, missing = grade.moderation.audit.policy.scale, []
    if given not in {str(band.grade) for band in scale.bands}:
        missing.append(Blocker("Choose a grade.", "#id_grade"))
    elif point is not None and scale.grade_of(point) != given:
        missing.append(Blocker(f"{point} isn’t in the band {scale.label(given)}.", "#id_grade"))
    if not words.strip():
        missing.append(Blocker("Write why: the panel talks about the reasons.", "#id_words"))
    if missing:
        raise StandsInTheWay(missing)
    with transaction.atomic():
        # What it is about first, as showing the grades does: whoever changes their mind at that moment has either been
        # shown nothing yet, or is too late; and of two who are last, the second knows that all are in.
        hold(grade.moderation)
        grade = take_step(
            grade, "give", by=by, seen_version=seen_version, grade=given, point=point, words=words.strip()
        )
        if (asked := open_request(grade, RequestForResponse.Kind.MODERATION)) is not None:
            complete_request(asked, by=by)
        meet_deadlines(grade, CLOCK)
        _tell_when_all_are_in(grade)
    return grade


def step_out(grade: MemberGrade, *, by: Any, reason: str, seen_version: int | None = None) -> MemberGrade:
    """Step out of an audit for a conflict of interest: what was given before doesn't count, the panel's pages of it are
    shut, and whoever chairs it is told why. Raises as ``take_step``; StandsInTheWay without the reason."""
    asked = open_request(grade, RequestForResponse.Kind.MODERATION)
    if asked is not None:
        return return_grade_request(asked, by=by, note=reason, seen_version=seen_version)
    return _out(grade, by=by, reason=reason, seen_version=seen_version)


def return_grade_request(
    request: RequestForResponse, *, by: Any, note: str, seen_version: int | None = None
) -> MemberGrade:
    """Return the request to grade an audit with a note: that is stepping out. Raises as ``step_out``."""
    with transaction.atomic():
        grade = _out(request.about, by=by, reason=note, seen_version=seen_version)
        return_request(request, by=by, note=note)
    return grade


def _out(grade: MemberGrade, *, by: Any, reason: str, seen_version: int | None) -> MemberGrade:
    if not reason.strip():
        raise StandsInTheWay([Blocker("Say what your conflict of interest is.", "#id_reason")])
    with transaction.atomic():
        grade = take_step(grade, "step_out", by=by, reason=reason.strip()[:500], seen_version=seen_version)
        cancel_deadlines(grade, CLOCK)
        item = grade.moderation
        notices.tell_people(
            notices.STEPPED_OUT,
            [item.panel.chair_id],
            about=item,
            subject=item.audit.subject,
            occasion=f"{grade.pk}",
            url=item.panel.get_absolute_url(),
            who=in_post(by, grade.member.role),
            reason=reason.strip(),
        )
        _tell_when_all_are_in(grade)
    return grade


def _tell_when_all_are_in(grade: MemberGrade) -> None:
    """Whoever leads the panel in this audit hears once, of whichever grade was the last: not what it is. They hear it
    once more where somebody joined the panel since."""
    item = grade.moderation
    grades = list(MemberGrade.objects.filter(moderation=item).select_related("member"))
    if any(each.is_waited_for for each in grades) or not any(each.is_in for each in grades):
        return
    notices.tell_people(
        notices.ALL_IN,
        _leaders(item, {each.member.person_id for each in grades if each.has_stepped_out}),
        about=item,
        subject=item.audit.subject,
        occasion=f"{item.pk}:{len(grades)}",
        url=item.panel.get_absolute_url(),
    )


def _leaders(item: Moderation, out: set[int]) -> list[int]:
    """Who shows the grades of an audit: the chair; where they stepped out of it, the members who could chair."""
    panel = item.panel
    if panel.chair_id not in out:
        return [panel.chair_id]
    members = panel.members.exclude(person__in=out).select_related("person")
    return [member.person_id for member in members if may_plan_panels(member.person, panel.policy)]
