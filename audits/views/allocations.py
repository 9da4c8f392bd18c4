"""The pages on which an allocation is changed: another reviewer, or none (WAL-14)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from audits.actions.replacing import replace_reviewer, withdraw_audit
from audits.cycles.replacing import replacements_for
from audits.forms.cycles import ReasonForm, ReplaceForm
from audits.models import Audit
from audits.rules import may_replace_reviewer
from qa_portal.children.access import open_page
from qa_portal.people.models import User
from qa_portal.workflow.pages import StepPage


class AllocationPage(StepPage):
    """A page of one audit's allocation, its record opened and logged."""

    template_name = "audits/allocation_step.html"
    audit: Audit

    def load(self) -> Audit:
        """The audit. Raises Http404 and RecordIsRestricted."""
        audit = (
            Audit.objects.select_related("framework", "reviewer", "cycle__framework")
            .filter(pk=self.kwargs["pk"])
            .first()
        )
        if audit is None:
            raise Http404
        audit.subject = open_page(self.request, audit.subject_id, number=audit.pk)
        self.audit = audit
        return audit

    def get_context_data(self, audit: Audit, **context: Any) -> dict[str, Any]:
        """The record's identity bar, and the way back."""
        back = audit.cycle.get_absolute_url() if audit.cycle_id else audit.subject.get_absolute_url()
        trail = [(str(audit.cycle) if audit.cycle_id else "Record", back)]
        return {
            **super().get_context_data(audit, **context),
            "subject": audit.subject,
            "audit": audit,
            "trail": trail,
        }

    def get_success_url(self, audit: Audit) -> str:
        """The cycle, else the record."""
        return audit.cycle.get_absolute_url() if audit.cycle_id else audit.subject.get_absolute_url()


class ReplaceReviewer(AllocationPage):
    """Somebody else audits it, with the reason; it keeps its month. May: ``may_replace_reviewer``."""

    form_class = ReplaceForm
    submit_label = "Allocate it to them"
    success_message = "It is allocated anew, and keeps its dates. Everybody concerned is told."

    def is_theirs(self, audit: Audit) -> bool:
        """Whoever allocates, or a manager of whoever can't."""
        return may_replace_reviewer(self.request.user, audit)

    def leads_on(self, audit: Audit) -> bool:
        """While it is still written."""
        return audit.is_writable

    def get_title(self, audit: Audit) -> str:
        """Who is replaced."""
        return f"Who audits it instead of {audit.reviewer.name}?"

    def get_form_kwargs(self, audit: Audit) -> dict[str, Any]:
        """The cohort, without those who are barred from this record."""
        return {"people": replacements_for(audit)}

    def what_happens(self, audit: Audit) -> list[str]:
        """Who is told."""
        return [
            "The record opens to them, and no longer to whoever had it.",
            "What has been written stays. The due date stays.",
            "Both, the practitioner and the managers are told, with your reason.",
        ]

    def act(self, audit: Audit, form: ReplaceForm, by: Any) -> HttpResponse | None:
        """Replace."""
        said = form.cleaned_data
        reviewer = User.objects.get(pk=int(said["reviewer"]))
        replace_reviewer(audit, by=by, reviewer=reviewer, reason=said["reason"])
        return None


class WithdrawAudit(AllocationPage):
    """The audit doesn't take place, and says why. May: ``may_allocate_audit``."""

    form_class = ReasonForm
    step = "withdraw"
    is_danger = True
    title = "Withdraw the audit"
    submit_label = "Withdraw it"
    success_message = "The audit has been withdrawn. Everybody concerned is told."

    def what_happens(self, audit: Audit) -> list[str]:
        """What is lost, and what isn't."""
        return [
            "It ends here, and its clocks stop. What has been written is kept; actions that have started go on.",
            "No other case takes its place in the draw.",
        ]

    def act(self, audit: Audit, form: ReasonForm, by: Any) -> None:
        """Withdraw."""
        withdraw_audit(audit, by=by, reason=form.cleaned_data["reason"])
