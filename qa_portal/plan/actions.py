"""What people do with the actions of the rolling plan: one function a verb, keyword-only ``by``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from qa_portal import clock
from qa_portal.deadlines.actions import open_deadline
from qa_portal.workflow.steps import take_step_by_time

from .models import Action


def actions_about(about: Any) -> QuerySet[Action]:
    """The actions that come from one thing, in their order."""
    kind = ContentType.objects.get_for_model(about)
    return Action.objects.filter(about_type=kind, about_id=about.pk).order_by("position", "pk")


def open_actions(actions: Iterable[Action], *, reason: str) -> list[Action]:
    """Open proposed actions, because what they come from was agreed or because they can't wait (MER-10, KNO-04).

    Each one's date starts to run as the deadline ``action_done``, due at the close of that day. Those that are open
    already are left as they are. Belongs in the transaction of what agrees them. Raises StandsInTheWay for one that
    has no date.
    """
    opened = []
    for action in actions:
        if action.state != Action.State.PROPOSED:
            continue
        action = take_step_by_time(action, "open", reason=reason)
        run_action_clock(action)
        opened.append(action)
    return opened


def run_action_clock(action: Action) -> None:
    """Let an action's date run."""
    open_deadline(
        "action_done",
        about=action,
        subject=action.subject,
        framework=action.framework,
        owner=action.owner,
        owner_post_pk=action.owner_post_id,
        owner_person=action.owner_person,
        due_at=clock.at_london(action.due_on, action.policy.closes_at),
        parties={"raiser": action.proposed_by_id},
    )
