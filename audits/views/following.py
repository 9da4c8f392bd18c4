"""What follows the return, page by page: discussion, sign-off, finalising, the loop and its end (MER-08, NEW-02)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from audits.actions import following as actions
from audits.forms import after as forms
from audits.loop.following import discussed, is_tracked, sustained_from
from audits.loop.ledger import ledger_of
from audits.loop.pages import AuditPage, AuditStep, AuditWriting
from audits.loop.rules import may_keep_loop
from audits.models import Audit, LoopEvidence
from audits.papers.parts import action_lines, paragraphs
from audits.rules import may_discuss, may_follow_reaudit, may_sign_off
from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.supervision.models import Supervision
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import steps_open_to


class AfterReturn(AuditWriting):
    """Something that is written once the audit was returned and until its loop is closed."""

    def is_open(self, audit: Audit) -> bool:
        """From the return to the end."""
        return audit.returned_at is not None and not audit.is_over

    def closed_words(self, audit: Audit) -> str:
        """Before or after."""
        if audit.returned_at is None:
            return "It hasn’t been returned to the team yet."
        return "The loop is closed, so nothing more can be added."


class Discuss(AfterReturn):
    """Records the discussion of the findings with the practitioner (MER-15, WAL-15)."""

    form_class = forms.DiscussionForm
    template_name = "audits/after/discuss.html"
    title = "Record the discussion of the findings"
    submit_label = "Record the discussion"
    success_message = "The discussion is recorded, and stands among the case notes."

    def may(self, user: Any, audit: Audit) -> bool:
        """The role that the framework names."""
        return may_discuss(user, audit)

    def suggest(self, audit: Audit) -> dict[str, Any]:
        """A supervision of today."""
        return {"kind": Supervision.Kind.SUPERVISION, "held_on": forms.today()}

    def what_happens(self, audit: Audit) -> list[str]:
        """Where it stands, and who reads it."""
        return [
            "It stands on the record as a case note, and the quality assurance team reviews it.",
            "The clock of the discussion stops.",
        ]

    def get_context_data(self, audit: Audit, **context: Any) -> dict[str, Any]:
        """With what is discussed."""
        return {
            **super().get_context_data(audit, **context),
            "proposed": action_lines(audit),
            "strengths": paragraphs(audit.strengths),
            "to_improve": paragraphs(audit.to_improve),
            "reason": paragraphs(audit.grade_reason),
        }

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Record it."""
        actions.record_discussion(audit, by=by, **form.cleaned_data)


class SignOff(AuditWriting):
    """Signs that all identified tasks are done to timescale (KNO-11)."""

    form_class = forms.SignForm
    template_name = "audits/after/sign_off.html"
    title = "Sign that all tasks are done"
    submit_label = "Sign"
    success_message = "It is signed."
    signs = True

    def may(self, user: Any, audit: Audit) -> bool:
        """The role that the framework names."""
        return may_sign_off(user, audit)

    def is_open(self, audit: Audit) -> bool:
        """Once it was returned, until it is signed."""
        return audit.returned_at is not None and audit.signed_off_at is None

    def closed_words(self, audit: Audit) -> str:
        """Before or after."""
        if audit.signed_off_at is not None:
            return f"{audit.signed_off_by.name} signed it on {weekday_date(audit.signed_off_at)}."
        return "It hasn’t been returned to the team yet."

    def get_form_kwargs(self, audit: Audit) -> dict[str, Any]:
        """What is signed."""
        return {"statement": actions.TASKS_STATEMENT}

    def blockers(self, audit: Audit) -> list[Blocker]:
        """Every task is done and verified first."""
        from audits.blockers.after import blockers_to_sign_off

        return blockers_to_sign_off(audit)

    def get_context_data(self, audit: Audit, **context: Any) -> dict[str, Any]:
        """With the tasks."""
        return {**super().get_context_data(audit, **context), "proposed": action_lines(audit)}

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Sign it."""
        actions.sign_off_audit(audit, by=by)


class Loop(AuditPage):
    """The loop ledger: each part, what shows it, what is still missing (MER-08, NEW-02)."""

    template_name = "audits/after/loop.html"

    def show(self) -> dict[str, Any]:
        """The ledger, once the audit was returned."""
        if self.audit.returned_at is None:
            raise Http404
        user, audit = self.request.user, self.audit
        steps = [step for step in steps_open_to(user, audit) if step.name in _PAGE_OF]
        return {
            "steps": [
                {
                    "label": step.label,
                    "url": reverse(_PAGE_OF[step.name], args=[audit.pk]),
                    "is_primary": True,
                }
                for step in steps
                if not step.blockers
            ],
            "hindering": [blocker for step in steps for blocker in step.blockers],
            "ledger": ledger_of(user, audit),
            "is_tracked": is_tracked(audit),
            "discussions": discussed(audit),
            "proposed": action_lines(audit),
            "sustained_from": sustained_from(audit),
            "re_audits": audit.re_audits.all(),
        }


#: The steps that are taken from the ledger, and their pages.
_PAGE_OF = {"finalise": "audit_finalise", "close": "audit_close"}

#: Each part that is shown by evidence: its words on the page, and the action that records it.
_PARTS = {
    LoopEvidence.Part.IMPROVED: (
        "Record that the practice has improved",
        actions.assure_improvement,
        "Some months later you are asked whether it has lasted.",
    ),
    LoopEvidence.Part.SUSTAINED: (
        "Record that the improvement has lasted",
        actions.confirm_sustained,
        "The clock of this check stops.",
    ),
    LoopEvidence.Part.HEAD_FOLLOWED: (
        "Record the follow-up of this re-audit",
        actions.follow_reaudit,
        "It stands in the loop’s ledger, and the audit can be finalised.",
    ),
}


class LoopPart(AfterReturn):
    """Records what shows one part of the loop (MER-08, NEW-02, WAL-27)."""

    form_class = forms.EvidenceForm
    submit_label = "Record it"
    success_message = "It is recorded."

    @property
    def part(self) -> LoopEvidence.Part:
        """Which part the address names. Raises Http404."""
        try:
            return LoopEvidence.Part(self.kwargs["part"])
        except ValueError as unknown:
            raise Http404 from unknown

    def get_title(self, audit: Audit) -> str:
        """Which part."""
        return _PARTS[self.part][0]

    def may(self, user: Any, audit: Audit) -> bool:
        """The head's follow-up is the head's, the rest the managers' and whoever finalises."""
        if self.part == LoopEvidence.Part.HEAD_FOLLOWED:
            return may_follow_reaudit(user, audit)
        return may_keep_loop(user, audit)

    def blockers(self, audit: Audit) -> list[Blocker]:
        """Whether it has lasted is asked once its time has come."""
        if self.part != LoopEvidence.Part.SUSTAINED:
            return []
        from_on = sustained_from(audit)
        if from_on is None:
            url = reverse("audit_loop_part", args=[audit.pk, LoopEvidence.Part.IMPROVED.value])
            return [Blocker("Record first what shows that the practice has improved.", url)]
        if clock.today() < from_on:
            return [Blocker(f"Whether it has lasted is asked from {weekday_date(from_on)}.")]
        return []

    def what_happens(self, audit: Audit) -> list[str]:
        """What it leads to."""
        return [_PARTS[self.part][2]]

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Record it."""
        _PARTS[self.part][1](audit, by=by, **form.cleaned_data)

    def get_success_url(self, audit: Audit) -> str:
        """Back to the ledger."""
        return reverse("audit_loop", args=[self.audit.pk])


class WhatChanged(AfterReturn):
    """Records what changed for the child (NEW-02)."""

    form_class = forms.ChangedForm
    title = "Record what changed for the child"
    submit_label = "Record it"
    success_message = "It is recorded."

    def may(self, user: Any, audit: Audit) -> bool:
        """The managers of the team and whoever finalises."""
        return may_keep_loop(user, audit)

    def get_values(self, audit: Audit) -> dict[str, Any]:
        """What is there."""
        return {"changed": audit.changed_for_child}

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Record it."""
        actions.record_what_changed(audit, by=by, changed=form.cleaned_data["changed"])

    def get_success_url(self, audit: Audit) -> str:
        """Back to the ledger."""
        return reverse("audit_loop", args=[self.audit.pk])


class Finalise(AuditStep):
    """Finalises an audit with the manager's assurance (MER-03)."""

    form_class = forms.FinaliseForm
    template_name = "audits/after/finalise.html"
    step = "finalise"
    title = "Finalise the audit"
    submit_label = "Finalise it"
    success_message = "It is finalised."

    def what_happens(self, audit: Audit) -> list[str]:
        """It is closed at once, or its loop stays open."""
        label = audit.grade_label or "Without an overall grade"
        if is_tracked(audit):
            return [f"{label}: it is tracked until its loop is closed, each part with its evidence."]
        return [
            f"{label}: nothing more is asked for, so it is closed at once. Its actions go on in the plan."
        ]

    def get_context_data(self, audit: Audit, **context: Any) -> dict[str, Any]:
        """With what was recorded of the discussion."""
        return {**super().get_context_data(audit, **context), "discussions": discussed(audit)}

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Finalise it."""
        actions.finalise_audit(audit, by=by, assurance=form.cleaned_data["assurance"])


class CloseLoop(AuditStep):
    """Closes the loop (MER-08)."""

    form_class = forms.NothingForm
    step = "close"
    title = "Close the loop"
    submit_label = "Close the loop"
    success_message = "The loop is closed."

    def what_happens(self, audit: Audit) -> list[str]:
        """It ends."""
        return ["The audit is closed. It stays on the record with all that was recorded of it."]

    def act(self, audit: Audit, form: Any, by: Any) -> None:
        """Close it."""
        actions.close_audit(audit, by=by)
