"""The assurance that an inadequate audit asks for, and the level of concern in dispute (MER-10, MER-11)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from audits.actions.inadequate import record_assurance
from audits.actions.level import decide_level, dispute_level, is_level_known
from audits.forms import after as forms
from audits.loop.pages import AuditPage, AuditStep, AuditWriting
from audits.loop.rules import may_read_assurance, may_read_level_dispute
from audits.models import Assurance, Audit, LevelDispute
from audits.papers.parts import ActionLine, action_lines, grade_lines, what_changed
from audits.papers.report import alerted
from audits.rules import may_dispute_level
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.people.roles import Role
from qa_portal.people.words import in_post
from qa_portal.workflow.steps import may_take


def urgent_lines(audit: Audit) -> list[ActionLine]:
    """The urgent actions, which are tracked apart from others (MER-10)."""
    return [line for line in action_lines(audit) if line.is_urgent]


class OfAssurance:
    """A view of an assurance: managers of the team see it before the audit itself is returned to them."""

    must_read = False
    kwargs: dict[str, Any]

    @cached_property
    def assurance(self) -> Assurance:
        """The assurance. Raises Http404."""
        return get_object_or_404(Assurance.objects.select_related("assured_by"), pk=self.kwargs["pk"])

    def audit_key(self) -> int:
        """The key of the audit that it belongs to."""
        return self.assurance.audit_id

    def opened(self) -> Assurance:
        """The assurance, its record opened, for whom it is there. Raises Http404."""
        self.assurance.audit = self.open()
        if not may_read_assurance(self.request.user, self.assurance):
            raise Http404
        return self.assurance

    def assurance_context(self) -> dict[str, Any]:
        """What is asked of whom by when, and the urgent actions."""
        assurance = self.assurance
        role = assurance.audit.policy.inadequate.assured_by
        return {
            "assurance": assurance,
            "clock": open_deadlines_of(assurance, "audit_assure").first(),
            "asked_of": Role(role).label if role else "",
            "lasts": assurance.audit.policy.lasts("audit_assure"),
            "urgent": urgent_lines(assurance.audit),
            "told": alerted(
                assurance.audit.subject, [str(word) for word in assurance.audit.policy.inadequate.tell]
            ),
        }


class AssurancePage(OfAssurance, AuditPage):
    """Who found the record inadequate, what is asked for by when, and what was recorded."""

    template_name = "audits/after/assurance.html"

    def open(self) -> Audit:
        """Once it was asked who may."""
        audit = super().open()
        self.assurance.audit = audit
        if not may_read_assurance(self.request.user, self.assurance):
            raise Http404
        return audit

    def show(self) -> dict[str, Any]:
        """The assurance, its clock, and what this person can do."""
        user, assurance = self.request.user, self.assurance
        return {
            **self.assurance_context(),
            "may_assure": may_take(user, assurance, "assure"),
            "may_dispute": may_dispute_level(user, self.audit)
            and is_level_known(self.audit)
            and not _is_disputed(self.audit),
            "by": in_post(assurance.assured_by) if assurance.assured_by else "",
            "disputes": self.audit.level_disputes.all(),
        }


class RecordAssurance(OfAssurance, AuditStep):
    """Records what the review of the record found (MER-10)."""

    form_class = forms.AssuranceForm
    template_name = "audits/after/assurance_record.html"
    step = "assure"
    title = "Record the assurance of safety"
    submit_label = "Record the assurance"
    success_message = "The assurance is recorded."

    def load(self) -> Assurance:
        """The assurance."""
        return self.opened()

    def suggest(self, assurance: Assurance) -> dict[str, Any]:
        """Today."""
        return {"reviewed_on": forms.today()}

    def what_happens(self, assurance: Assurance) -> list[str]:
        """Who is told."""
        return ["Its clock stops, and those who were alerted are told."]

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """With what was found."""
        return {**super().get_context_data(thing, **context), **self.assurance_context()}

    def act(self, assurance: Assurance, form: Any, by: Any) -> None:
        """Record it."""
        record_assurance(assurance, by=by, **form.cleaned_data)

    def get_success_url(self, thing: Any) -> str:
        """Back to the assurance."""
        return self.assurance.get_absolute_url()


class DisputeLevel(AuditWriting):
    """Disputes the level of concern (MER-11)."""

    form_class = forms.LevelDisputeForm
    title = "Dispute the level of concern"
    submit_label = "Send it for decision"
    success_message = "The level is in dispute. Whoever decides has been told."
    must_read = False

    def may(self, user: Any, audit: Audit) -> bool:
        """The team's managers, the reviewer, the quality assurance team."""
        return may_dispute_level(user, audit)

    def is_open(self, audit: Audit) -> bool:
        """While there is a level, and none is in dispute already."""
        return is_level_known(audit) and not _is_disputed(audit)

    def closed_words(self, audit: Audit) -> str:
        """In dispute already, or nothing to dispute."""
        if _is_disputed(audit):
            return "The level is in dispute already."
        return "There is no level of concern to dispute: it isn’t completed, or it has ended."

    def what_happens(self, audit: Audit) -> list[str]:
        """Who decides."""
        role = audit.policy.inadequate.level_decided_by if audit.policy.inadequate else None
        told = alerted(audit.subject, [str(role)]) if role else []
        return [
            f"{'; '.join(told)} decides within {audit.policy.lasts('audit_level')} which level stands, and why.",
            "Until then the grade stands as it is.",
        ]

    def act(self, audit: Audit, form: Any, by: Any) -> HttpResponse:
        """Raise it."""
        return redirect(dispute_level(audit, by=by, reason=form.cleaned_data["reason"]))

    def get_cancel_url(self, audit: Audit) -> str:
        """Back to the assurance where there is one: the audit may not be returned yet."""
        assurance = next(iter(self.audit.assurances.all()), None)
        return assurance.get_absolute_url() if assurance else self.audit.get_absolute_url()


def _is_disputed(audit: Audit) -> bool:
    return any(each.decided_at is None for each in audit.level_disputes.all())


class OfDispute:
    """A view of a dispute on the level of concern."""

    must_read = False
    kwargs: dict[str, Any]

    @cached_property
    def dispute(self) -> LevelDispute:
        """The dispute. Raises Http404."""
        found = LevelDispute.objects.select_related("raised_by", "decided_by")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def audit_key(self) -> int:
        """The key of the audit that it belongs to."""
        return self.dispute.audit_id

    def open(self) -> Audit:
        """The audit, for whom the dispute is there. Raises Http404."""
        audit = super().open()
        self.dispute.audit = audit
        if not may_read_level_dispute(self.request.user, self.dispute):
            raise Http404
        return audit

    def dispute_context(self) -> dict[str, Any]:
        """The dispute, and the grades that were given."""
        lines = grade_lines(self.audit)
        role = self.audit.policy.inadequate.level_decided_by
        return {
            "dispute": self.dispute,
            "clock": open_deadlines_of(self.dispute, "audit_level").first(),
            "grades": lines,
            "changed": what_changed(self.audit, lines),
            "decided_by_role": Role(role).label if role else "",
            "decided": self.audit.in_words(self.dispute.grade, self.dispute.point),
        }


class LevelDisputePage(OfDispute, AuditPage):
    """A dispute on the level of concern: why, and what was decided."""

    template_name = "audits/after/level_dispute.html"

    def show(self) -> dict[str, Any]:
        """The dispute, and whether this person decides."""
        return {
            **self.dispute_context(),
            "may_decide": may_take(self.request.user, self.dispute, "decide"),
            "raised_by": in_post(self.dispute.raised_by),
            "decided_by": in_post(self.dispute.decided_by) if self.dispute.decided_by else "",
        }


class DecideLevel(OfDispute, AuditStep):
    """Decides which level stands (MER-11)."""

    form_class = forms.LevelForm
    template_name = "audits/after/level_decide.html"
    step = "decide"
    title = "Decide on the level of concern"
    submit_label = "Record the decision"
    success_message = "The decision is recorded."

    def load(self) -> LevelDispute:
        """The dispute."""
        self.open()
        return self.dispute

    def get_form_kwargs(self, dispute: LevelDispute) -> dict[str, Any]:
        """The scale of its procedure."""
        return {"audit": self.audit}

    def what_happens(self, dispute: LevelDispute) -> list[str]:
        """The grade, its history, the report."""
        again = self.audit.filed_at is not None
        return [
            "The grade that you choose stands from now on; those given before stay in the grade history.",
            *(
                ["Where it differs, the report is filed anew, and the version before stays on the record."]
                if again
                else []
            ),
            "The reviewer and those who were alerted are told.",
        ]

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """With the reason, and the grades that were given."""
        return {**super().get_context_data(thing, **context), **self.dispute_context()}

    def act(self, dispute: LevelDispute, form: Any, by: Any) -> None:
        """Decide it."""
        decide_level(dispute, by=by, decision=form.cleaned_data["decision"], **form.graded())

    def get_success_url(self, thing: Any) -> str:
        """Back to the dispute."""
        return self.dispute.get_absolute_url()
