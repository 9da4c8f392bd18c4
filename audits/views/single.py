"""The page on which a single audit of a record is allocated, outside any cycle."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from audits.actions.single import allocate_single_audit, tools_for
from audits.cycles.replacing import Asked, asked_of
from audits.forms.single import AllocateForm
from audits.rules import may_allocate_on
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.pages import RecordEdit
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.people.models import User


class AllocateSingle(RecordEdit):
    """Allocate an audit of this record. May: whoever opens cycles under its team's procedure."""

    form_class = AllocateForm
    template_name = "audits/allocate.html"
    submit_label = "Allocate it"
    success_message = "It is allocated, and everybody concerned is told."

    def may(self, user: Any, subject: Subject) -> bool:
        """Whoever opens cycles; nobody where the procedure has no audits, or once the record is closed."""
        return self.policy is not None and may_allocate_on(user, subject, self.policy)

    @cached_property
    def policy(self) -> Framework | None:
        """The procedure of the record's team today; None without one."""
        try:
            return policy_of(framework_for_subject(self.subject))
        except NoFramework:
            return None

    @cached_property
    def asked(self) -> list[Asked]:
        """Everybody in a role that audits with one of the tools for this case, with what bars them."""
        cohorts = [self.policy.cohort_for(tool.key) for tool in tools_for(self.policy, self.subject)]
        roles = dict.fromkeys(str(member.role) for cohort in cohorts for member in cohort)
        return asked_of(self.subject, list(roles))

    def get_title(self, obj: Any) -> str:
        """In the procedure's own words."""
        return f"Allocate: {self.policy.terms.audit.lower()} of {self.subject.reference}"

    def get_form_kwargs(self, obj: Any) -> dict[str, Any]:
        """The tools, and those who aren't barred."""
        return {
            "tools": [(tool.key, tool.title) for tool in tools_for(self.policy, self.subject)],
            "people": [(each.person, each.name) for each in self.asked if not each.bars],
            "months": self.policy.audit_steps.months_reviewed,
        }

    def suggest(self, obj: Any) -> dict[str, Any]:
        """Up to today."""
        return {"period_to": clock.today()}

    def get_context_data(self, obj: Any, **context: Any) -> dict[str, Any]:
        """With who can't audit it, and why."""
        barred = [(each.name, "; ".join(each.bars)) for each in self.asked if each.bars]
        return {**super().get_context_data(obj, **context), "barred": barred, "terms": self.policy.terms}

    def store(self, obj: Any, form: AllocateForm, by: Any) -> HttpResponse:
        """Allocate it."""
        said = dict(form.cleaned_data)
        reviewer = User.objects.get(pk=int(said.pop("reviewer")))
        return redirect(allocate_single_audit(self.subject, by=by, reviewer=reviewer, **said))
