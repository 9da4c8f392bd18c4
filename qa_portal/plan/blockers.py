"""What still stands in the way of an action's step."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qa_portal.workflow.blockers import Blocker


def blockers_to_action(action: Any, step: str) -> list[Blocker]:
    """An action is agreed only with its date (KNO-04)."""
    if step == "open" and action.due_on is None:
        return [
            Blocker("Give the action a date by which it is done.", reverse("plan_action", args=[action.pk]))
        ]
    return []
