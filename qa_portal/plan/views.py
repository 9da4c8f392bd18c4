"""The pages of the rolling plan."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from qa_portal.children.pages import RecordPage
from qa_portal.deadlines.actions import open_deadlines_of

from .models import Action
from .words import owner_in_words


class ReadAction(RecordPage):
    """One action: what is to be done, by whom and by when, and what shows that it was."""

    template_name = "plan/action.html"

    @cached_property
    def action(self) -> Action:
        """The action. Raises Http404."""
        found = Action.objects.select_related(
            "framework", "owner_post__team", "owner_person", "done_by", "verified_by", "dropped_by"
        )
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def record_key(self) -> int:
        """The record that it is on."""
        return self.action.subject_id

    def number(self) -> int:
        """The action."""
        return self.action.pk

    def show(self) -> dict[str, Any]:
        """The action, its clock, what it comes from."""
        self.subject  # noqa: B018  opened and logged before anything else is asked
        return {
            "action": self.action,
            "owner": owner_in_words(self.action, self.action.policy.terms),
            "clock": open_deadlines_of(self.action, "action_done").first(),
        }
