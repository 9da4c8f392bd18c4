"""Improvement actions that came about by the portal's own actions: ``service_action_at("done", council, report)``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from qa_portal import clock
from qa_portal.improvement import actions
from qa_portal.improvement.models import ServiceAction
from qa_portal.people.models import Post
from qa_portal.people.roles import Role
from qa_portal.reporting.models import Report

from .people import Council

#: Where one can be brought.
PLACES = ("open", "done", "verified", "dropped")


def service_action_at(place: str, council: Council, report: Report, **given: Any) -> ServiceAction:
    """An action of the service that a report is about, the Service Manager's, as far as ``place`` says."""
    action = actions.agree_service_action(
        report,
        by=council.insights_member,
        **{
            "what": "Supervision looks at the dates of every plan.",
            "success": "In March no date of a plan has passed without a word.",
            "owner_post": Post.objects.get(role=Role.SERVICE_MANAGER, team=council.service),
            "due_on": clock.today() + dt.timedelta(days=60),
            **given,
        },
    )
    if place == "open":
        return action
    if place == "dropped":
        return actions.drop_service_action(
            action, by=council.insights_manager, reason="It is in the new tool."
        )
    action = actions.complete_service_action(
        action, by=council.service_manager, evidence="Every supervision of January says so."
    )
    if place == "done":
        return action
    return actions.verify_service_action(
        action, by=council.insights_manager, verification="I have read twelve of them."
    )
