"""The calendar of quality assurance and requests for support, by the portal's own actions:
``activity_at("closed", council)``, ``support_at("taken", council)``."""

from __future__ import annotations

from typing import Any

from qa_portal import clock
from qa_portal.activities import actions
from qa_portal.activities.models import Activity
from qa_portal.support import actions as support_actions
from qa_portal.support.models import SupportRequest

from .people import Council

#: Where each can be brought.
PLACES = ("planned", "held", "closed", "called_off")
SUPPORT_PLACES = ("asked", "taken", "answered", "withdrawn")

#: What an activity found, where nothing else is said.
FOUND = (
    {
        "kind": "to_learn",
        "words": "Plans aren’t shared with parents within a week.",
        "changes": ["supervision", "training"],
        "to_change": "Supervision asks whether the plan was shared, and when.",
    },
    {"kind": "strength", "words": "Children are seen alone.", "changes": [], "to_change": ""},
)


def activity_at(place: str, council: Council, **given: Any) -> Activity:
    """A dip sample of the council's service that began today, as far as ``place`` says; its Team Manager leads it."""
    by, today = council.insights_member, clock.today()
    said = {
        "team": council.service,
        "kind": "dip_sample",
        "title": "Plans of children in need",
        "purpose": "Whether parents have the plan within a week.",
        "begins_on": today,
        "ends_on": today,
        "place": "Room 4",
        "lead": council.team_manager,
        **given,
    }
    activity = actions.plan_activity(by=by, **said)
    if place == "planned":
        return activity
    if place == "called_off":
        return actions.call_activity_off(activity, by=by, reason="The inspectors come that week.")
    activity = actions.hold_activity(activity, by=said["lead"], looked_at=12, went="Twelve plans were read.")
    if place == "held":
        return activity
    actions.write_findings(activity, by=said["lead"], findings=[dict(each) for each in FOUND])
    return actions.agree_findings(activity, by=by)


def support_at(place: str, council: Council, **given: Any) -> SupportRequest:
    """A request of a social worker for guidance, as far as ``place`` says."""
    said = {
        "by": council.social_worker,
        "team": council.team,
        "kind": "guidance",
        "what": "How do we show in a plan what a child has said about it?",
        **given,
    }
    request = support_actions.ask_for_support(**said)
    if place == "asked":
        return request
    if place == "withdrawn":
        return support_actions.withdraw_support(request, by=said["by"], reason="We found out ourselves.")
    request = support_actions.take_support_on(request, by=council.insights_member)
    if place == "taken":
        return request
    return support_actions.answer_support(
        request,
        by=council.insights_member,
        answer="Come to the practice forum on Tuesday; the example is there.",
    )
