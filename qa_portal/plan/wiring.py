"""What the rolling plan brings: its deadline, its place in the navigation, its panel on the record, its trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from qa_portal.children.changes import register_trail
from qa_portal.children.reads import SUMMARY
from qa_portal.children.summary import register_panel
from qa_portal.dashboards.navigation import register_nav
from qa_portal.deadlines.kinds import DeadlineKind, register
from qa_portal.people.directory import directory
from qa_portal.reading.prepared import Parts
from qa_portal.workflow.wired import wire

from .blockers import blockers_to_action
from .insights import register_plan_insights
from .models import Action


def agreed(user: Any) -> Q:
    """Changes of an action are everybody's who sees the record once it is agreed; before, the quality team's alone."""
    is_theirs = directory().is_quality_team(user.pk)
    return Q() if is_theirs else ~Q(state=Action.State.PROPOSED)


register(
    DeadlineKind(
        "action_done",
        "Complete the action",
        "plan_action",
        next_words="Do what was agreed, and say in the portal what shows it.",
    )
)
wire(Action, blockers=blockers_to_action)
register_plan_insights()
register_nav("Actions", "plan", order=45, group="Actions")
register_trail("actions", Action, "Action", seen_by=agreed)


def reads_of_summary(subject: int) -> Parts:
    """The unfinished actions of a record, soonest first."""
    found = Action.objects.filter(subject=subject, state__in=[Action.State.OPEN, Action.State.DONE])
    return {"plan": found.select_related("owner_person").order_by("due_on", "pk")[:50]}


SUMMARY.register(reads_of_summary)


def actions_on(user: Any, subject: Any) -> Mapping[str, Any] | None:
    """The panel of a record's unfinished actions; None where there are none."""
    from .words import owner_in_words

    found = list(SUMMARY.of(subject)["plan"])
    running = {d.about_id: d for d in SUMMARY.of(subject)["deadlines"] if d.kind == "action_done"}
    for action in found:
        action.subject = subject
        action.clock, action.whose = running.get(action.pk), owner_in_words(action)
    return {"actions": found} if found else None


register_panel("plan", "Actions to be done", "plan/_panel.html", actions_on, order=30)
