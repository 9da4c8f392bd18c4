"""What the pages of an audit under way have in common: the record is opened and logged first, then the audit read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from audits import reading
from audits.models import Audit
from audits.writing.rules import may_write_audit
from qa_portal.children.pages import RecordEdit, RecordMixin
from qa_portal.workflow.pages import StepPage


class OneAudit(RecordMixin):
    """A view of one audit, whose key is in the address as ``pk``.

    The record follows from it, and is opened and logged before anything of the audit is shown.
    """

    _found: Audit | None = None

    def record_key(self) -> int:
        """The record that is audited."""
        self._found = self._find()
        return self._found.subject_id

    def _find(self) -> Audit:
        found = reading.audit_for_page(self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def number(self) -> int:
        """The audit."""
        return self.kwargs["pk"]

    def open_audit(self) -> Audit:
        """The audit as it is now, and the record that this page has opened; nothing else of it is read yet."""
        subject = self.subject
        audit, self._found = self._found or self._find(), None  # read anew whenever it is asked for again
        audit.subject = subject
        return audit

    def read_audit(self) -> Audit:
        """The audit with its rows."""
        return reading.read_rows(self.open_audit())

    def audit_context(self, audit: Audit, last: bool = True) -> dict[str, Any]:
        """What every page of an audit shows: the words, and the way back."""
        trail = [(audit.subject.reference, audit.subject.get_absolute_url())]
        if last:
            trail.append((audit.title, audit.get_absolute_url()))
        return {
            "subject": audit.subject,
            "audit": audit,
            "terms": audit.policy.terms,
            "steps": audit.policy.audit_steps,
            "trail": trail,
        }


class AuditEdit(OneAudit, RecordEdit):
    """A page on which the reviewer writes a part of an audit, until it is completed.

    404 for everybody else. A reviewer who finds it completed is led to the audit's page, or shown what they typed.
    """

    template_name = "audits/edit.html"
    closed_template_name = "audits/closed.html"

    def thing(self) -> Audit:
        """The audit, for its reviewer."""
        audit = self.read_audit()
        if not may_write_audit(self.request.user, audit) and not self._is_too_late(audit):
            raise Http404
        return audit

    def _is_too_late(self, audit: Audit) -> bool:
        from audits.rules import is_reviewer_of

        return not audit.is_writable and is_reviewer_of(self.request.user, audit)

    def closed_because(self, obj: Audit) -> str:
        """The sentence, once it is completed."""
        if obj.is_writable:
            return ""
        return f"It is “{obj.get_state_display()}” by now, so what is in it can’t be changed."

    def show_closed(self, obj: Audit, reason: str, values: Any) -> HttpResponse:
        """Where nothing was typed, the page of the audit says how it stands."""
        if values is None:
            messages.info(self.request, reason)
            return redirect(obj)
        return super().show_closed(obj, reason, values)

    def get_success_url(self, obj: Audit) -> str:
        """The page of the audit."""
        return obj.get_absolute_url()

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """The audit beside its form."""
        return {**super().get_context_data(obj, **context), **self.audit_context(obj)}


class AuditStep(OneAudit, StepPage):
    """A step of an audit that is taken on a page."""

    template_name = "audits/step.html"
    closed_template_name = "audits/moved_on.html"

    def load(self) -> Audit:
        """The audit with its rows."""
        return self.read_audit()

    def get_object(self) -> Audit:
        """The audit, for whom the page is; 404 for everybody else."""
        audit = self.load()
        if not self.is_theirs(audit):
            raise Http404
        return audit

    def get_context_data(self, thing: Audit, **context: Any) -> dict[str, Any]:
        """The audit beside its form."""
        return {**super().get_context_data(thing, **context), **self.audit_context(thing)}
