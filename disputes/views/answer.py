"""The pages of whoever is asked: the manager who answers a stage, and the IRO Manager who confirms it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from disputes.actions.stage_asking import answer_stage_request, return_stage_request
from disputes.actions.stage_deciding import (
    CONFIRMATION_STATEMENT,
    confirm_stage,
    send_stage_back,
    signed_words_of,
)
from disputes.actions.writing import write_answers
from disputes.forms import stage as stage_forms
from disputes.models import DisputeStage
from disputes.rules import waiting_requests
from disputes.views.stage import StageStep, marked_signatures
from disputes.words import next_action_in_words
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.rules import may_answer_request


class AskedPage(StageStep):
    """A page of whoever answers the stage's request."""

    def is_theirs(self, stage: DisputeStage) -> bool:
        """The request is this person's to answer."""
        return super().is_theirs(stage) and self.asked(stage) is not None

    def asked(self, stage: DisputeStage) -> RequestForResponse | None:
        """The request that waits for this person."""
        waiting = waiting_requests(stage, RequestForResponse.Kind.ANSWER)
        return next((r for r in waiting if may_answer_request(self.request.user, r)), None)

    def get_context_data(self, stage: DisputeStage, **context: Any) -> dict[str, Any]:
        """With the request and its note."""
        return {**super().get_context_data(stage, **context), "asked": self.asked(stage)}

    def the_request(self, stage: DisputeStage) -> RequestForResponse:
        """The request, for an action."""
        found = self.asked(stage)
        if found is None:
            raise PermissionDenied
        return found


class StageAnswer(AskedPage):
    """The manager's answers, action by action (MOS-13)."""

    form_class = stage_forms.AnswerForm
    template_name = "disputes/stage_answer.html"
    step = "answer"
    takes_step = False
    submit_label = "Save and go on"
    success_message = "Saved. The request is completed when you say so."

    def get_title(self, stage: DisputeStage) -> str:
        """What is answered."""
        return f"Answer {stage.name}"

    def get_values(self, stage: DisputeStage) -> dict[str, Any]:
        """What is stored."""
        return {"answer_overall": stage.answer_overall, "actions": list(stage.actions.all())}

    def act(self, stage: DisputeStage, form: Any, by: Any) -> HttpResponse:
        """Write them; once each action is answered, go on to complete the request."""
        rows = form.cleaned_data["actions"]
        written = write_answers(
            stage,
            by=by,
            answers={row["id"]: row["answer"] for row in rows if row["id"]},
            overall=form.cleaned_data["answer_overall"],
        )
        return redirect("stage" if written.blockers_to("answer") else "stage_complete", stage.pk)


class StageComplete(AskedPage):
    """Completes the request, once every action has its answer (MOS-13)."""

    form_class = stage_forms.NothingForm
    template_name = "disputes/stage_complete.html"
    step = "answer"
    signs = True
    submit_label = "Complete the request"
    success_message = "The request is completed, and the reviewing officer has been told."

    def get_title(self, stage: DisputeStage) -> str:
        """What is completed."""
        return f"Complete the request: {stage.name}"

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """The clock stops."""
        return [
            "Your answers go to the reviewing officer as they stand below, and can't be changed after that.",
            "The clock of this stage stops.",
        ]

    def act(self, stage: DisputeStage, form: Any, by: Any) -> None:
        """Complete it."""
        answer_stage_request(self.the_request(stage), by=by)


class StageReturn(AskedPage):
    """Returns the request with a note that says why (MOS-13)."""

    form_class = stage_forms.NoteForm
    step = "give_back"
    submit_label = "Return the request"
    success_message = "The request was returned, and the reviewing officer has been told."

    def get_title(self, stage: DisputeStage) -> str:
        """What is returned."""
        return f"Return the request: {stage.name}"

    def get_form_kwargs(self, stage: DisputeStage) -> dict[str, Any]:
        """What the note is for."""
        return {
            "label": "Say why you return it",
            "hint": "The reviewing officer reads it and puts the request right.",
        }

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """The clock runs on (LAW-06)."""
        return [
            "The stage goes back to the reviewing officer.",
            "The clock runs on: a return does not stop it.",
        ]

    def act(self, stage: DisputeStage, form: Any, by: Any) -> None:
        """Return it."""
        return_stage_request(self.the_request(stage), by=by, note=form.cleaned_data["note"])


class StageConfirm(StageStep):
    """The IRO Manager comments and signs to confirm the recommendations (MOS-16)."""

    form_class = stage_forms.ConfirmForm
    template_name = "disputes/stage_confirm.html"
    step = "confirm"
    signs = True
    success_message = "Confirmed. The next action has taken effect."

    def get_title(self, stage: DisputeStage) -> str:
        """What is confirmed."""
        return f"Confirm the recommendations of {stage.name}"

    submit_label = "Sign to confirm"

    def get_form_kwargs(self, stage: DisputeStage) -> dict[str, Any]:
        """The statement that is signed."""
        return {"statement": CONFIRMATION_STATEMENT}

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """What takes effect with the confirmation (MOS-22)."""
        following = next_action_in_words(stage)
        if stage.next_step == DisputeNext.COMPLETE:
            return ["The dispute is closed with this outcome. You can reopen it, with a reason."]
        if stage.next_step == DisputeNext.REFER_CAFCASS:
            return [
                "The referral to Cafcass is prepared, in the reviewing officer’s work. The dispute stays open."
            ]
        if stage.next_on:
            return [
                f"{following}: it opens on {weekday_date(stage.next_on)}, in the reviewing officer’s work."
            ]
        return [
            f"{following}: it opens at once, with everything carried over, in the reviewing officer’s work."
        ]

    def get_context_data(self, stage: DisputeStage, **context: Any) -> dict[str, Any]:
        """The words that were signed, with the signature."""
        asked = next(iter(waiting_requests(stage, RequestForResponse.Kind.CONFIRMATION)), None)
        return {
            **super().get_context_data(stage, **context),
            "signed_words": signed_words_of(stage),
            "signatures": marked_signatures(stage),
            "asked": asked,
        }

    def act(self, stage: DisputeStage, form: Any, by: Any) -> HttpResponse:
        """Sign; where the dispute goes on, so does the reader."""
        confirm_stage(stage, by=by, comment=form.cleaned_data["comment"])
        return redirect(self.dispute)


class StageSendBack(StageStep):
    """Returns a stage to the reviewing officer instead of confirming it (MOS-16)."""

    form_class = stage_forms.NoteForm
    step = "send_back"
    submit_label = "Return it"
    success_message = "The stage was returned, and the reviewing officer has been told."

    def get_title(self, stage: DisputeStage) -> str:
        """What is returned."""
        return f"Return {stage.name} to the reviewing officer"

    def get_form_kwargs(self, stage: DisputeStage) -> dict[str, Any]:
        """What the note is for."""
        return {"label": "Say what should be changed before you confirm it", "hint": ""}

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """What was signed stands until it is signed again."""
        return [
            "The reviewing officer changes it and signs again. What was signed before stays on the record."
        ]

    def act(self, stage: DisputeStage, form: Any, by: Any) -> None:
        """Return it."""
        send_stage_back(stage, by=by, note=form.cleaned_data["note"])
