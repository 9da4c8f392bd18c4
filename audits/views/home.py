"""The home page of an audit: where it stands, what can be done, its sections, the record's facts, how it got here."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from audits import audit_page, reading
from audits.actions.submitting import STATEMENT, submit_audit
from audits.forms.small import SubmitForm
from audits.loop.links import after_links
from audits.models import Audit
from audits.rules import may_read_audit
from audits.trail import entries_of
from audits.writing.answers import tone_of
from audits.writing.calendar_file import FILE_NAME, calendar_of
from audits.writing.facts import facts_of, others_of
from audits.writing.pages import AuditStep, OneAudit
from audits.writing.rules import may_see_conversation, may_write_audit
from qa_portal.children.pages import RecordPage
from qa_portal.documents.views import FILE_HEADERS
from qa_portal.outbox.calendar_file import CONTENT_TYPE


class AuditPage(OneAudit, RecordPage):
    """The whole of an audit for who reads it; for others whom the record opens, that it is under way and no more."""

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        """The page, as much of it as this person reads."""
        audit = self.open_audit()
        reads = may_read_audit(self.request.user, audit)
        if reads:
            shown = self._whole(reading.read_whole_audit(audit))
        else:
            shown = self._outside(reading.read_rows(audit))
        template = "audits/audit.html" if reads else "audits/under_way.html"
        context = {**self.record_context(), **self.audit_context(audit, last=False), **shown, **more}
        return render(self.request, template, context, status=status)

    def _whole(self, audit: Audit) -> dict[str, Any]:
        user = self.request.user
        buttons, blockers, heading = audit_page.what_now(user, audit)
        signatures = list(audit.signatures.all())
        return {
            "stands": audit_page.where_it_stands(audit),
            "deadlines": audit_page.clocks_of(audit),
            "buttons": buttons,
            "blockers": blockers,
            "blockers_heading": heading,
            "sections": audit_page.sections_of(user, audit),
            "check": next((c for c in reversed(list(audit.checks.all())) if not c.is_accepted), None),
            "is_writing": may_write_audit(user, audit),
            "after_links": after_links(user, audit),
            "grade_tone": tone_of(audit.grade),
            "grades": [(given, audit.in_words(given.grade, given.point)) for given in audit.grades.all()],
            "facts": facts_of(audit),
            "others": others_of(user, audit),
            "papers": audit.papers,
            "signature": signatures[-1] if signatures else None,
            "entries": entries_of(audit.told),
        }

    def _outside(self, audit: Audit) -> dict[str, Any]:
        return {
            "stands": audit_page.where_it_stands_for_others(audit),
            "deadlines": [d for d in audit_page.clocks_of(audit) if d.kind == "audit_complete"],
            "sees_conversation": may_see_conversation(self.request.user, audit),
            "facts": facts_of(audit),
        }


class ConversationFile(OneAudit, View):
    """The calendar file of a booked conversation, for who takes part in it (WAL-26)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file; its name and its words name no child."""
        audit = self.open_audit()
        if audit.conversation_on is None or not may_see_conversation(request.user, audit):
            raise Http404
        response = HttpResponse(calendar_of(audit), content_type=CONTENT_TYPE, headers=FILE_HEADERS)
        response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
        return response


class SubmitAudit(AuditStep):
    """Sign and complete an audit. May: its reviewer, once nothing stands in the way."""

    form_class = SubmitForm
    template_name = "audits/submit.html"
    step = "submit"
    signs = True
    submit_label = "Sign and complete it"
    success_message = "It is completed and signed."

    def get_title(self, thing: Audit) -> str:
        """What is completed."""
        return f"Complete: {thing.title}"

    def what_happens(self, thing: Audit) -> list[str]:
        """Who gets it then."""
        policy = thing.policy
        sentences = [f"You sign: “{STATEMENT}”"]
        if policy.check:
            sentences.append(
                "It goes to the quality check, which accepts it or sends it back to you with comments."
            )
        if thing.grade == "inadequate" and policy.inadequate:
            sentences.append("It is inadequate: those whom the procedure names are told at once.")
        sentences.append("Nobody of the team reads it before it is returned to them.")
        return sentences

    def get_context_data(self, thing: Audit, **context: Any) -> dict[str, Any]:
        """The overall grade that is signed."""
        return {**super().get_context_data(thing, **context), "grade_tone": tone_of(thing.grade)}

    def act(self, thing: Audit, form: Any, by: Any) -> None:
        """Complete it."""
        submit_audit(thing, by=by)

    def get_success_url(self, thing: Audit) -> str:
        """The page of the audit."""
        return thing.get_absolute_url()
