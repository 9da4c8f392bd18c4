"""The page on which an action that concerns siblings is copied to their records (LEE-08)."""

from __future__ import annotations

from typing import Any

from qa_portal.children.forms import SiblingsForm
from qa_portal.deadlines.words import weekday_date
from qa_portal.workflow.steps import leads_from_here

from . import actions
from .models import Action
from .queries import siblings_without
from .rules import may_keep_plan
from .views import ActionStep


class CopyAction(ActionStep):
    """Copies an action that concerns siblings to their records, in one step (LEE-08)."""

    form_class = SiblingsForm
    title = "Copy the action to siblings’ records"
    submit_label = "Copy the action"
    success_message = "It is to be done on their records too, and each copy says where it came from."

    def is_theirs(self, action: Action) -> bool:
        """Whoever keeps the plan."""
        return may_keep_plan(self.request.user, action)

    def leads_on(self, action: Action) -> bool:
        """While it is to be done, and a sibling’s record lacks it."""
        return leads_from_here(action, "complete") and bool(self._siblings(action))

    def closed_because(self, action: Action) -> str:
        """Why there is nothing to copy."""
        return "" if self.leads_on(action) else "There is no sibling’s record to copy it to."

    def get_form_kwargs(self, action: Action) -> dict[str, Any]:
        """Those whose records open and that lack it."""
        return {"siblings": self._siblings(action)}

    def what_happens(self, action: Action) -> list[str]:
        """Whose it is there, and until when."""
        return [f"It belongs to the same role there, and is to be done by {weekday_date(action.due_on)}."]

    def act(self, action: Action, form: Any, by: Any) -> None:
        """Copy it."""
        chosen = set(form.chosen)
        actions.copy_action(action, by=by, to=[each for each in self._siblings(action) if each.pk in chosen])

    def _siblings(self, action: Action) -> list[Any]:
        return siblings_without(self.request.user, action)
