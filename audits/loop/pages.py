"""What the pages of an audit’s follow-up have in common: the record opened and logged, its people, the way back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from audits import reading
from audits.models import Audit
from audits.papers.parts import box_of
from audits.rules import may_read_audit
from qa_portal.children.access import open_page
from qa_portal.workflow.pages import StepPage


def open_audit(request: HttpRequest, pk: int) -> Audit:
    """An audit, read whole, whose record was opened and logged for a page. Raises Http404 and RecordIsRestricted."""
    audit = reading.audit_for_page(pk)
    if audit is None:
        raise Http404
    audit.subject = open_page(request, audit.subject_id, number=pk)
    return reading.read_whole_audit(audit)


class AuditMixin:
    """A view of an audit or of a part of it, whose key is in the address as ``pk``.

    ``must_read`` says that the page shows what the audit says: until it was returned that is for its reviewer and the
    quality assurance team, and for anybody else the page isn't there (404).
    """

    request: HttpRequest
    kwargs: dict[str, Any]
    audit: Audit
    must_read = True

    def audit_key(self) -> int:
        """The key of the audit; a view of a part of one overrides this."""
        return self.kwargs["pk"]

    def open(self) -> Audit:
        """The audit, its record opened first; while a page is only shown, it is read once."""
        if self.request.method != "GET" or "audit" not in self.__dict__:
            self.audit = open_audit(self.request, self.audit_key())
        if self.must_read and not may_read_audit(self.request.user, self.audit):
            raise Http404
        return self.audit

    def audit_context(self) -> dict[str, Any]:
        """What every page of an audit shows: who it is about, the way back, the grade as it stands."""
        audit = self.audit
        return {
            "subject": audit.subject,
            "audit": audit,
            "terms": audit.policy.terms,
            "trail": [("Record", audit.subject.get_absolute_url()), (audit.title, audit.get_absolute_url())],
            "overall": box_of(audit, audit.grade, audit.point, with_descriptor=True) if audit.grade else None,
            "bands": audit.policy.scale.bands,
            "may_read": may_read_audit(self.request.user, audit),
        }


class AuditPage(AuditMixin, View):
    """A page that shows something of an audit; ``show()`` gives what its template needs besides."""

    template_name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        self.open()
        return render(request, self.template_name, {**self.audit_context(), **self.show()})

    def show(self) -> dict[str, Any]:
        """What the template needs."""
        return {}


class AuditStep(AuditMixin, StepPage):
    """A step page of an audit, or of a part of it (``thing``)."""

    template_name = "audits/after/step.html"
    closed_template_name = "audits/after/moved_on.html"

    def load(self) -> Any:
        """The audit; a page of a part gives that, once the audit was opened."""
        return self.open()

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """With what every page of an audit shows."""
        return {**super().get_context_data(thing, **context), **self.audit_context()}

    def get_success_url(self, thing: Any) -> str:
        """Back to the audit."""
        return self.audit.get_absolute_url()


class AuditWriting(AuditStep):
    """A page on which something is written that is no step of a state machine: ``may`` says whose, ``is_open`` whether
    it can be written now, ``closed_words`` why not."""

    def may(self, user: Any, thing: Any) -> bool:
        """Whether this page is this person's."""
        raise NotImplementedError

    def is_open(self, thing: Any) -> bool:
        """Whether it can be written now."""
        return True

    def closed_words(self, thing: Any) -> str:
        """Why it can't."""
        return "There is nothing to write here any more."

    def is_theirs(self, thing: Any) -> bool:
        """As ``may`` says."""
        return self.may(self.request.user, thing)

    def leads_on(self, thing: Any) -> bool:
        """As ``is_open`` says."""
        return self.is_open(thing)

    def closed_because(self, thing: Any) -> str:
        """Why it can't be written any more; "" while it can."""
        return "" if self.is_open(thing) else self.closed_words(thing)
