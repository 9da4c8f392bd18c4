"""A whole audit on one page, as it is printed; a re-audit beside the audit before (WAL-24, LEE-11)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View

from audits import reading
from audits.actions.evidence import attach_evidence, take_out_evidence
from audits.actions.writing import write_earlier_practice, write_tested
from audits.blockers.writing import plan_before
from audits.forms.actions import owner_in_words
from audits.forms.overall import RISK, STRENGTH
from audits.forms.small import EarlierForm, EvidenceForm, TestedForm
from audits.models import Audit
from audits.rules import may_read_audit
from audits.writing.answers import sections_in_words, tone_of
from audits.writing.facts import facts_of
from audits.writing.pages import AuditEdit, OneAudit
from audits.writing.rules import may_end_link, may_write_audit
from qa_portal.children.models import Allocation
from qa_portal.children.pages import RecordPage
from qa_portal.documents.uploads import title_from
from qa_portal.people.models import User


class ReadAudit(OneAudit, RecordPage):
    """Everything that an audit says. May: ``may_read_audit``."""

    template_name = "audits/read.html"

    def show(self) -> dict[str, Any]:
        """The audit in words."""
        audit = self.open_audit()
        if not may_read_audit(self.request.user, audit):
            raise Http404
        audit = reading.read_whole_audit(audit)
        ends_links = may_end_link(self.request.user, audit)
        return {**self.audit_context(audit), **whole_of(audit), "ends_links": ends_links}


def whole_of(audit: Audit) -> dict[str, Any]:
    """What the reading page shows of an audit that was read whole."""
    theme = audit.policy.theme_label
    evidence: dict[str, list[Any]] = {}
    for each in audit.evidence.all():
        evidence.setdefault(each.section_key, []).append(each.document)
    actions: dict[str, list[Any]] = {}
    for action in audit.actions.all():
        action.owner_words = owner_in_words(audit, action.owner)
        actions.setdefault(action.finding, []).append(action)
    signatures = list(audit.signatures.all())
    return {
        "facts": facts_of(audit),
        "sections": [
            {
                "section": section,
                "answers": [
                    {
                        "answer": answer,
                        "tone": tone_of(answer.grade),
                        "tone_after": tone_of(answer.grade_after),
                        "actions": actions.get(answer.id, []),
                    }
                    for answer in section.answers
                ],
                "evidence": evidence.get(section.key, []),
            }
            for section in sections_in_words(audit)
        ],
        "overall_actions": actions.get("", []),
        "grade_before": audit.in_words(audit.grade_before, audit.point_before),
        "tone_before": tone_of(audit.grade_before),
        "tone": tone_of(audit.grade),
        "strong": [theme(key) for key, sort in audit.themes.items() if sort == STRENGTH],
        "risky": [theme(key) for key, sort in audit.themes.items() if sort == RISK],
        "voices": [voice for voice in audit.voices.all() if voice.was_heard],
        "asked": [voice for voice in audit.voices.all() if voice.link_is_open],
        "earlier": list(audit.earlier_practice.all()),
        "signature": signatures[-1] if signatures else None,
    }


class Beside(AuditEdit):
    """A re-audit beside the audit before, and its improvement plan, tested item by item (WAL-24).

    Read by whoever reads the re-audit; written by its reviewer.
    """

    form_class = TestedForm
    template_name = "audits/beside.html"
    submit_label = "Save"
    success_message = "Saved."

    def thing(self) -> Audit:
        """The re-audit; 404 where it isn't one."""
        audit = self.read_audit()
        if not audit.re_audit_of_id or not may_read_audit(self.request.user, audit):
            raise Http404
        self.is_theirs = may_write_audit(self.request.user, audit)
        if self.request.method == "POST" and not self.is_theirs and not self._is_too_late(audit):
            raise Http404
        return audit

    def closed_because(self, obj: Audit) -> str:
        """Everybody may read it; it is closed to writing alone."""
        return "" if self.request.method == "GET" else super().closed_because(obj)

    def object_key(self, obj: Audit) -> str:
        """A draft of its own."""
        return f"audits.audit:{obj.pk}:tested"

    def get_title(self, obj: Audit) -> str:
        """What stands beside what."""
        return f"{obj.policy.terms.reaudit}: beside the {obj.policy.terms.audit.lower()} before"

    def get_values(self, obj: Audit) -> dict[str, Any]:
        """What this re-audit finds of each item."""
        return {"items": plan_before(obj)}

    def store(self, obj: Audit, form: Any, by: Any) -> None:
        """Save it."""
        items = form.cleaned_data["items"]
        write_tested(obj, by=by, found={row["id"]: row["tested"] for row in items if row["id"]})

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """Both audits, question by question."""
        before = obj.re_audit_of
        reads_before = may_read_audit(self.request.user, before)
        items = plan_before(obj)
        for action in items:
            action.owner_words = owner_in_words(before, action.owner)
        return {
            **super().get_context_data(obj, **context),
            "before": before,
            "is_theirs": self.is_theirs,
            "items": items,
            "pairs": _pairs(before, obj) if reads_before else [],
            "tone_then": tone_of(before.grade),
            "tone_now": tone_of(obj.grade),
        }


def _pairs(before: Audit, now: Audit) -> list[dict[str, Any]]:
    """The judged questions that both tools ask, by their stable id, with the grade then and now."""
    then = {answer.id: answer for section in sections_in_words(before) for answer in section.answers}
    found = []
    for section in sections_in_words(now):
        for answer in section.answers:
            if not answer.is_judged:
                continue
            old = then.get(answer.id)
            found.append(
                {
                    "text": answer.text,
                    "then": (old.said_after or old.said) if old else "",
                    "tone_then": tone_of(old.grade_after or old.grade) if old else "quiet",
                    "now": answer.said_after or answer.said,
                    "tone_now": tone_of(answer.grade_after or answer.grade),
                }
            )
    return found


class EarlierPracticePage(AuditEdit):
    """What was found of the practice of an earlier practitioner or team (WAL-10)."""

    form_class = EarlierForm
    title = "Practice by others before"
    submit_label = "Save"

    def thing(self) -> Audit:
        """The audit; 404 where its procedure has no such feedback."""
        audit = super().thing()
        if not audit.policy.audit_steps.earlier_practice:
            raise Http404
        return audit

    def object_key(self, obj: Audit) -> str:
        """A draft of its own."""
        return f"audits.audit:{obj.pk}:earlier"

    def get_form_kwargs(self, obj: Audit) -> dict[str, Any]:
        """Those who had the record before."""
        had = Allocation.objects.filter(subject=obj.subject_id, person__isnull=False)
        people = User.objects.filter(pk__in=had.values("person")).exclude(pk=obj.practitioner_id)
        return {"people": people.order_by("name")}

    def get_values(self, obj: Audit) -> dict[str, Any]:
        """What is recorded."""
        rows = [
            {
                "id": row.pk,
                "words": row.words,
                "kind": "strength" if row.is_strength else "learning",
                "person": row.person_id,
            }
            for row in obj.earlier_practice.all()
        ]
        return {"rows": rows}

    def store(self, obj: Audit, form: Any, by: Any) -> None:
        """Save it."""
        rows = [{**row, "is_strength": row["kind"] == "strength"} for row in form.cleaned_data["rows"]]
        write_earlier_practice(obj, by=by, rows=rows)

    def get_context_data(self, obj: Audit, **context: Any) -> dict[str, Any]:
        """What it is for."""
        lead = "What you found that others did before: strengths, and what they can learn from. They are told of it."
        return {**super().get_context_data(obj, **context), "lead": lead}


class TakeOutEvidence(OneAudit, View):
    """Take a document out of a section again; it stays on the record. A button without a page."""

    def post(self, request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
        """Take it out. May: whoever writes the audit."""
        audit = self.read_audit()
        found = next((each for each in audit.evidence.all() if each.pk == evidence), None)
        if found is None or not may_write_audit(request.user, audit):
            raise Http404
        take_out_evidence(found, by=request.user)
        messages.success(
            request, "The document is no longer evidence of this section. It stays on the record."
        )
        return redirect("audit_section", audit.pk, found.section_key)


class AttachEvidence(AuditEdit):
    """Attach what a section rests on (LEE-13)."""

    form_class = EvidenceForm
    title = "Attach a document"
    submit_label = "Attach the document"
    success_message = "The document is on the record, and belongs to the section."

    def object_key(self, obj: Audit) -> str:
        """A draft of its own; the file itself can't be kept in one."""
        return f"audits.audit:{obj.pk}:evidence"

    def get_form_kwargs(self, obj: Audit) -> dict[str, Any]:
        """The sections."""
        return {"sections": [(section.key, section.title) for section in obj.tool.sections]}

    def get_values(self, obj: Audit) -> dict[str, Any]:
        """Nothing is stored of it."""
        return {}

    def suggest(self, obj: Audit) -> dict[str, Any]:
        """The section that it was opened from."""
        return {"section": self.request.GET.get("section", "")}

    def store(self, obj: Audit, form: Any, by: Any) -> None:
        """Attach it."""
        data = form.cleaned_data
        title = data["title"] or title_from(data["file"].name)
        attach_evidence(obj, data["section"], by=by, upload=data["file"], title=title)

    def get_success_url(self, obj: Audit) -> str:
        """Back to the section."""
        key = self.request.POST.get("section") or self.request.GET.get("section", "")
        if any(section.key == key for section in obj.tool.sections):
            return reverse("audit_section", args=[obj.pk, key])
        return obj.get_absolute_url()
