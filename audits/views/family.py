"""What child and family say: recorded for them, and asked for by a one-time link (MER-20, NEW-09)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from audits.actions.family import LINK_LASTS, ask_family, record_voices, withdraw_link
from audits.forms.family import AskForm, FamilyForm
from audits.models import Audit, FamilyVoice
from audits.writing.pages import AuditEdit, OneAudit
from audits.writing.rules import may_end_link, may_write_audit
from qa_portal.children.pages import RecordPage
from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.links import absolute


class FamilyVoices(AuditEdit):
    """What each person said, or why nobody was contacted. May: the reviewer, until the audit is completed."""

    form_class = FamilyForm
    template_name = "audits/family.html"
    title = "What child and family say"
    submit_label = "Save"

    def object_key(self, obj: Audit) -> str:
        """A draft of its own."""
        return f"audits.audit:{obj.pk}:family"

    def get_values(self, obj: Audit) -> dict[str, Any]:
        """What is recorded; what came through a link is read, and not rewritten."""
        recorded = [voice for voice in obj.voices.all() if voice.way != FamilyVoice.Way.LINK]
        return {"voices": recorded, "why_not": obj.family_why_not}

    def store(self, obj: Audit, form: Any, by: Any) -> None:
        """Record it."""
        data = form.cleaned_data
        record_voices(obj, by=by, rows=data["voices"], why_not=data["why_not"])

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """What came through links, and which are open."""
        linked = [voice for voice in obj.voices.all() if voice.way == FamilyVoice.Way.LINK]
        return {**super().get_context_data(obj, **context), "linked": linked}


class AskFamily(OneAudit, RecordPage):
    """Make a one-time link; it is shown once, on the answer to the POST, and nowhere else."""

    template_name = "audits/family_ask.html"

    def audit_of_reviewer(self) -> Audit:
        """The audit; 404 for everybody but its reviewer."""
        audit = self.read_audit()
        if not may_write_audit(self.request.user, audit):
            raise Http404
        return audit

    def form_for(self, audit: Audit, data: Any = None) -> AskForm:
        """Whom to ask, with what is known of each."""
        taken = {
            voice.speaker: _known_of(voice)
            for voice in audit.voices.all()
            if (voice.was_heard and voice.speaker != FamilyVoice.Speaker.OTHER) or voice.link_is_open
        }
        return AskForm(data, taken=taken)

    def show(self) -> dict[str, Any]:
        """The question."""
        audit = self.audit_of_reviewer()
        return {
            **self.audit_context(audit),
            "form": self.form_for(audit),
            "lasts": f"{LINK_LASTS.days} days",
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the link and show it once. A refusal is said on the page."""
        audit = self.audit_of_reviewer()
        form = self.form_for(audit, request.POST)
        context = {**self.record_context(), **self.audit_context(audit), "form": form}
        context["lasts"] = f"{LINK_LASTS.days} days"
        if form.is_valid():
            from qa_portal.workflow.steps import StandsInTheWay

            try:
                voice, token = ask_family(audit, by=request.user, speaker=form.cleaned_data["speaker"])
            except StandsInTheWay as refused:
                for blocker in refused.blockers:
                    form.add_error("speaker", blocker.sentence)
            else:
                link = f"{absolute(reverse('family_feedback'))}?code={token}"
                context |= {"voice": voice, "link": link}
                response = render(request, "audits/family_link.html", context)
                response["Cache-Control"] = "no-store"
                return response
        return render(request, self.template_name, context, status=422)


def _known_of(voice: FamilyVoice) -> str:
    if voice.was_heard:
        return "Has been heard already"
    until = f" until {weekday_date(voice.link_ends_at)}" if voice.link_ends_at else ""
    return f"Was asked on {weekday_date(voice.asked_at)}, and can answer{until}"


class WithdrawLink(OneAudit, View):
    """End a link that hasn't been used. A button without a page."""

    def post(self, request: HttpRequest, pk: int, voice: int) -> HttpResponse:
        """End it."""
        audit = self.read_audit()
        if not may_end_link(request.user, audit):
            raise Http404
        found = next((each for each in audit.voices.all() if each.pk == voice), None)
        if found is None:
            raise Http404
        withdraw_link(found, by=request.user)
        if may_write_audit(request.user, audit):
            messages.success(request, "The link has ended. You can make a new one.")
            return redirect("audit_family", audit.pk)
        messages.success(request, "The link has ended.")
        return redirect("audit_read", audit.pk)
