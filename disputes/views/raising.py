"""Raising a dispute on a record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from disputes.actions.start import raise_dispute
from disputes.forms import dispute as dispute_forms
from disputes.models import Dispute, DisputeStage
from disputes.pages import StepPage, record_url
from disputes.queries import last_stage_of, open_disputes_on
from disputes.rules import may_raise
from qa_portal.children.access import open_page
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.people.directory import directory


class RaiseDispute(StepPage):
    """Raises a dispute on a record, at the stage that is right for the child (LAW-01, NEW-13)."""

    form_class = dispute_forms.RaiseForm
    template_name = "disputes/raise.html"
    submit_label = "Raise the dispute"
    success_message = ""

    def load(self) -> None:
        """The record, and the framework that its team works by today."""
        self.subject = open_page(self.request, self.kwargs["pk"])
        self.policy: Framework | None = None
        try:
            self.policy = policy_of(framework_for_subject(self.subject))
        except NoFramework:
            return

    def is_theirs(self, thing: Any) -> bool:
        """The framework lets this person raise one for this kind of case."""
        return self.policy is not None and may_raise(self.request.user, self.subject, self.policy.disputes)

    def get_title(self, thing: Any) -> str:
        """In the council's words."""
        word = self.policy.terms.dispute.lower()
        return f"Raise {'an' if word[0] in 'aeiou' else 'a'} {word}"

    def get_form_kwargs(self, thing: Any) -> dict[str, Any]:
        """Levels, themes and the informal step are the framework's."""
        roles = directory().roles_of(self.request.user.pk)
        return {"policy": self.policy, "roles": roles, "is_about_carer": self.subject.is_about_carer}

    def suggest(self, thing: Any) -> dict[str, Any]:
        """The first stage, now."""
        return {"level": "1", "begin": dispute_forms.NOW}

    def what_happens(self, thing: Any) -> list[str]:
        """Nothing is sent yet."""
        cap = self.policy.disputes.cap
        sentences = ["The stage opens in your work, ready to be written. Nobody is asked before you send it."]
        if cap:
            sentences.append(
                f"The {cap.working_days} working days for the whole dispute are counted from your first formal request."
            )
        return sentences

    def act(self, thing: Any, form: Any, by: Any) -> HttpResponse:
        """Raise it."""
        said = dict(form.cleaned_data)
        waits = said.pop("begin", dispute_forms.NOW) == dispute_forms.WAIT
        level, reason = int(said.pop("level")), said.pop("skip_reason")
        dispute = raise_dispute(
            self.subject, by=by, level=level, skip_reason=reason, wait_informally=waits, **said
        )
        stage = last_stage_of(dispute)
        self.success_message = f"The dispute was raised. {_what_comes(dispute, stage)}"
        return redirect(stage or dispute)

    def get_cancel_url(self, thing: Any) -> str:
        """The record."""
        return record_url(self.subject.pk)

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """The record, and the disputes that are open on it already."""
        return {
            **super().get_context_data(thing, **context),
            "subject": self.subject,
            "running": list(open_disputes_on(self.subject)[:5]),
            "policy": self.policy,
            "trail": [("Record", record_url(self.subject.pk))],
        }


def _what_comes(dispute: Dispute, stage: DisputeStage | None) -> str:
    if stage is None:
        return f"You are reminded on {weekday_date(dispute.informal_limit_on)}."
    if stage.opens_on:
        return f"{stage.name} opens on {weekday_date(stage.opens_on)}."
    return f"{stage.name} is open, ready to be written."
