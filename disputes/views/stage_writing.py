"""What the reviewing officer writes into a stage, and signs: its details, its outcome, the signature over both."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from disputes.actions.stage_deciding import OUTCOME, OUTCOME_STATEMENT, conclude_stage, signed_words_of
from disputes.actions.writing import write_outcome, write_stage
from disputes.forms import stage as stage_forms
from disputes.models import DisputeStage
from disputes.offers import sign_label
from disputes.views.stage import StageStep, marked_signatures
from disputes.words import outcome_label


class StageDetails(StageStep):
    """The details of a stage, written before it is sent (MOS-11)."""

    form_class = stage_forms.StageDetailsForm
    template_name = "disputes/stage_details.html"
    step = "send"
    takes_step = False
    submit_label = "Save"
    success_message = "Saved."

    def get_title(self, stage: DisputeStage) -> str:
        """The level is said, not asked."""
        return f"Write {stage.name}"

    def get_values(self, stage: DisputeStage) -> dict[str, Any]:
        """What is stored."""
        return {
            "disputed_on": stage.disputed_on,
            "issues_summary": stage.issues_summary,
            "desired_outcomes": stage.desired_outcomes,
            "actions": list(stage.actions.all()),
        }

    def act(self, stage: DisputeStage, form: Any, by: Any) -> None:
        """Write them."""
        write_stage(stage, by=by, **form.cleaned_data)

    def get_context_data(self, stage: DisputeStage, **context: Any) -> dict[str, Any]:
        """What the stage before concluded stands beside the form (MOS-17)."""
        before = next((s for s in self.dispute.stages.all() if s.pk == stage.follows_id), None)
        return {
            **super().get_context_data(stage, **context),
            "before": before,
            "before_outcome": outcome_label(before, before.outcome) if before and before.outcome else "",
        }


class StageOutcome(StageStep):
    """Progress, outcome and next action of a stage, before they are signed (MOS-14, MOS-15)."""

    form_class = stage_forms.OutcomeForm
    template_name = "disputes/stage_outcome.html"
    step = "conclude"
    takes_step = False
    submit_label = "Save and go on"
    success_message = "Saved. Nothing is signed yet."

    def get_title(self, stage: DisputeStage) -> str:
        """Whose outcome."""
        return f"Progress and outcome of {stage.name}"

    def get_form_kwargs(self, stage: DisputeStage) -> dict[str, Any]:
        """Outcomes and routes are the framework's."""
        return {"stage": stage}

    def get_values(self, stage: DisputeStage) -> DisputeStage:
        """What is stored."""
        return stage

    def act(self, stage: DisputeStage, form: Any, by: Any) -> HttpResponse:
        """Write it; with all that is needed, go on to the signature."""
        said = {
            name: value or None if name in ("next_level", "next_on") else value
            for name, value in form.cleaned_data.items()
        }
        written = write_outcome(stage, by=by, **said)
        return redirect("stage" if written.blockers_to("conclude") else "stage_sign", stage.pk)


class StageSign(StageStep):
    """Shows exactly what is signed, takes the signature and sends it to be confirmed (MOS-14, MOS-16)."""

    form_class = stage_forms.SignForm
    template_name = "disputes/stage_sign.html"
    step = "conclude"
    signs = True
    success_message = "Signed."

    def get_title(self, stage: DisputeStage) -> str:
        """What is signed."""
        return f"Sign the outcome of {stage.name}"

    @property
    def submit_label(self) -> str:
        """To whom it goes."""
        return sign_label(self.thing)

    def get_form_kwargs(self, stage: DisputeStage) -> dict[str, Any]:
        """The statement that is signed."""
        policy = stage.policy
        confirmer = policy.terms.iro_manager if policy.disputes.confirmer else ""
        return {"statement": OUTCOME_STATEMENT, "confirmer": confirmer}

    def get_context_data(self, stage: DisputeStage, **context: Any) -> dict[str, Any]:
        """The words under the signature."""
        return {
            **super().get_context_data(stage, **context),
            "signed_words": signed_words_of(stage),
            "earlier": [each for each in marked_signatures(stage) if each["signature"].section == OUTCOME],
        }

    def act(self, stage: DisputeStage, form: Any, by: Any) -> None:
        """Sign."""
        conclude_stage(stage, by=by, note=form.cleaned_data.get("note", ""))
