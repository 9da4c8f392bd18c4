"""Actions of the rolling plan, brought to each place by real steps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from audits.actions.allocating import allocate_audit
from audits.models import Audit
from qa_portal import clock
from qa_portal.frameworks.queries import framework_for_subject, policy_of
from qa_portal.plan.actions import complete_action, drop_action, open_actions, verify_action
from qa_portal.plan.models import Action
from qa_portal.trail.acts import act

from .people import Council

#: The places at which an action can be left.
PLACES = ("proposed", "open", "done", "verified", "dropped")


def audit_on(council: Council, subject: Any) -> Audit:
    """An audit that is allocated on a record, to the other service's manager."""
    framework = framework_for_subject(subject)
    return allocate_audit(
        subject,
        by=council.insights_manager,
        framework=framework,
        tool_key=policy_of(framework).tools[0].key,
        reviewer=council.other_service_manager,
    )


def action_at(place: str, council: Council, subject: Any, *, about: Any = None, **given: Any) -> Action:
    """An action on a record at one of ``PLACES``; the practitioner's, due in ten days, unless given otherwise."""
    about = about or audit_on(council, subject)
    fields = {
        "what": "Visit within the week and see the child alone.",
        "success": "The child has been seen, and their words are on the record.",
        "owner": "practitioner",
        "due_on": clock.today() + dt.timedelta(days=10),
        "proposed_by": council.other_service_manager,
        **given,
    }
    with act("propose_action", by=council.other_service_manager):
        action = Action.objects.create(subject=subject, framework=about.framework, about=about, **fields)
    if place == "proposed":
        return action
    [action] = open_actions([action], reason="It was agreed.")
    if place == "dropped":
        return drop_action(action, by=council.team_manager, reason="The family has moved away.")
    if place in ("done", "verified"):
        action = complete_action(
            action, by=council.social_worker, evidence="Seen on Monday; the visit is recorded."
        )
    if place == "verified":
        action = verify_action(action, by=council.team_manager, verification="I read the note of the visit.")
    return action
