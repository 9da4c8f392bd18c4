"""Changing one due date in one case, by somebody entitled, with a reason (LAW-06)."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from disputes.actions.dispute import change_due_date_of
from disputes.forms.dispute import DueDateForm
from disputes.models import CafcassReferral, Dispute, DisputeStage
from disputes.pages import DisputeMixin, StepPage, open_dispute
from disputes.queries import last_stage_of, open_stage_of
from disputes.rules import may_change_due_date
from qa_portal.children.access import open_page
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date

_PARTS = {"dispute": Dispute, "disputestage": DisputeStage, "cafcassreferral": CafcassReferral}


class ChangeDueDate(DisputeMixin, StepPage):
    """Another due date for one clock of a QAP or a dispute. The first date is kept, and counted against."""

    form_class = DueDateForm
    submit_label = "Change the date"
    success_message = "The date is changed, and its owner has been told."

    def load(self) -> Deadline:
        """The clock, its record opened and logged; on a dispute, the dispute with it."""
        found = (
            Deadline.objects.select_related("framework", "about_type").filter(pk=self.kwargs["pk"]).first()
        )
        if found is None or found.about_type.app_label != "disputes":
            raise Http404
        self.deadline, self.thing = found, found.about
        part = _PARTS.get(found.about_type.model)
        if part is None:
            self.dispute = None
            found.subject = open_page(self.request, found.subject_id, number=found.pk)
            return found
        self.dispute = open_dispute(self.request, part, found.about_id)
        self.stage = open_stage_of(self.dispute) or last_stage_of(self.dispute)
        found.subject = self.dispute.subject
        return found

    def leads_on(self, deadline: Deadline) -> bool:
        """While the clock runs."""
        return deadline.is_open

    def is_theirs(self, deadline: Deadline) -> bool:
        """Whom the framework names for this clock."""
        return may_change_due_date(self.request.user, deadline)

    def closed_because(self, deadline: Deadline) -> str:
        """A clock that has stopped has no date to change."""
        return (
            "" if deadline.is_open else "This clock has stopped: what was asked is done, or no longer wanted."
        )

    def get_title(self, deadline: Deadline) -> str:
        """Which clock."""
        return f"Change a due date: {deadline.label[:1].lower()}{deadline.label[1:]}"

    def what_happens(self, deadline: Deadline) -> list[str]:
        """An extension stays late against the first date (LAW-06)."""
        sentences = [f"It is due on {weekday_date(deadline.due_at)} now."]
        if deadline.is_extended:
            sentences.append(f"It was first due on {weekday_date(deadline.first_due_at)}.")
        return [
            *sentences,
            "The first date is kept: what is done after it still counts as late.",
            "Whoever must act is told, with your reason.",
        ]

    def act(self, deadline: Deadline, form: Any, by: Any) -> None:
        """Change it."""
        change_due_date_of(deadline, to=form.cleaned_data["to"], reason=form.cleaned_data["reason"], by=by)

    def get_context_data(self, deadline: Deadline, **context: Any) -> dict[str, Any]:
        """With the two clocks of a dispute."""
        shown = super().get_context_data(deadline, **context)
        if self.dispute is None:
            return {**shown, "subject": deadline.subject}
        return {**shown, **self.dispute_context(), "changeable": []}
