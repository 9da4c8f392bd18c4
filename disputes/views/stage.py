"""The pages of a stage: where it stands, its details, and the steps of the reviewing officer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from disputes.actions.stage_asking import record_non_response, send_stage_request
from disputes.actions.stage_opening import bypass_stage, open_scheduled_stage
from disputes.forms import stage as stage_forms
from disputes.maps import map_of_stage
from disputes.models import DisputeStage
from disputes.offers import (
    higher_levels,
    holder_in_words,
    non_response_label,
    offer_of_referral,
    offers_on,
)
from disputes.pages import DisputePage, DisputeStep, trail_to
from disputes.queries import holder_of, other_clocks_of_stage, reminders_of
from disputes.timeline import entries_of
from disputes.trail import rows_of
from disputes.words import next_action_in_words, outcome_label, where_stage_stands
from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import by_when, weekday_date
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse


class StagePage(DisputePage):
    """A stage: where it stands, what can be done, everything said in it, how it got here."""

    model = DisputeStage
    template_name = "disputes/stage.html"

    def show(self) -> dict[str, Any]:
        """Everything, in a constant number of queries."""
        stage, user = self.thing, self.request.user
        rows = rows_of(self.dispute)
        requests = list(stage.requests.all())
        return {
            "where": where_stage_stands(stage),
            "offers": offers_on(user, stage) + offer_of_referral(user, self.dispute),
            "map": map_of_stage(stage, rows),
            "entries": entries_of(self.dispute, rows, stage),
            "asked": [r for r in requests if r.kind == RequestForResponse.Kind.ANSWER],
            "confirmations": [r for r in requests if r.kind == RequestForResponse.Kind.CONFIRMATION],
            "signatures": marked_signatures(stage),
            "outcome": outcome_label(stage, stage.outcome) if stage.outcome else "",
            "next_action": next_action_in_words(stage),
            "other_clocks": other_clocks_of_stage(stage),
            "level": stage.level_policy,
            "answered_by_role": Role(stage.level_policy.answered_by).label,
            "trail": trail_to(self.thing, self.dispute)[:-1],
        }


def marked_signatures(stage: DisputeStage) -> list[dict[str, Any]]:
    """The signatures on a stage, oldest first; one that a later one of its section replaced says so."""
    signatures = list(stage.signatures.all())
    newest = {signature.section: signature.pk for signature in signatures}
    return [{"signature": s, "is_superseded": newest[s.section] != s.pk} for s in signatures]


class StageStep(DisputeStep):
    """A step page of a stage."""

    model = DisputeStage


class StageRequest(StageStep):
    """Sends the request to whoever answers at this level for the child (MOS-12)."""

    form_class = stage_forms.RequestForm
    template_name = "disputes/stage_request.html"
    step = "send"
    success_message = ""

    def get_title(self, stage: DisputeStage) -> str:
        """What is sent."""
        return f"Send {stage.name}"

    @property
    def submit_label(self) -> str:
        """To whom."""
        return f"Send to {holder_in_words(self.thing)}"

    def get_form_kwargs(self, stage: DisputeStage) -> dict[str, Any]:
        """The copy to the practitioner depends on the framework."""
        return {"stage": stage}

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """The clock, and the cap with the first of them (LAW-05, LAW-02)."""
        policy = stage.policy
        lasts = stage.level_policy.answer_within
        running = next((d for d in stage.deadlines.all() if d.is_open and d.kind == "stage_answer"), None)
        due_at = (
            running.due_at if running else current_calendar().due_at(clock.now(), lasts, policy.closes_at)
        )
        sentences = [
            f"{holder_in_words(stage)}, is asked to answer on each action by {by_when(due_at, clock.now())}."
            + (" The clock has been running since it was first sent." if running else "")
        ]
        cap = policy.disputes.cap
        if self.dispute.first_sent_at is None and cap:
            sentences.append(
                f"This is the first formal request: the {cap.working_days} working days of the dispute start today."
            )
        sentences.append("A letter with the request is put on the record.")
        return sentences

    def get_context_data(self, stage: DisputeStage, **context: Any) -> dict[str, Any]:
        """To whom it goes, by name and post, and why."""
        return {
            **super().get_context_data(stage, **context),
            "holding": holder_of(stage),
            "level": stage.level_policy,
        }

    def act(self, stage: DisputeStage, form: Any, by: Any) -> HttpResponse:
        """Send it."""
        said = form.cleaned_data
        sent = send_stage_request(
            stage, by=by, note=said["note"], to_practitioner=bool(said.get("to_practitioner"))
        )
        asked = sent.requests.filter(kind=RequestForResponse.Kind.ANSWER).first()
        self.success_message = f"{stage.name} was sent to {asked.to_words.rstrip('.')}."
        return redirect(sent)


class StageNonResponse(StageStep):
    """Records that nobody answered in time, with every reminder that was sent (LAW-04)."""

    form_class = stage_forms.NothingForm
    template_name = "disputes/stage_non_response.html"
    step = "go_on_unanswered"
    success_message = "The non-response is recorded. Look at what it leads to, then sign."

    def get_title(self, stage: DisputeStage) -> str:
        """What is recorded."""
        return f"Nobody has answered {stage.name}"

    @property
    def submit_label(self) -> str:
        """What it prepares."""
        return non_response_label(self.thing)

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """Nothing moves on before it is signed and confirmed."""
        policy = stage.policy.disputes
        sentences = [
            "The request is withdrawn, and the non-response stands on the record with each reminder that was sent."
        ]
        if stage.level < policy.last_level:
            following = policy.level(stage.level + 1).name
            sentences.append(
                f"The outcome is filled in, with {following} as the next action. You can change it before you sign."
            )
        return sentences

    def get_context_data(self, stage: DisputeStage, **context: Any) -> dict[str, Any]:
        """Every reminder that was sent."""
        return {**super().get_context_data(stage, **context), "reminders": reminders_of(stage)}

    def act(self, stage: DisputeStage, form: Any, by: Any) -> HttpResponse:
        """Record it, and go on to the outcome that it fills in."""
        return redirect("stage_outcome", record_non_response(stage, by=by).pk)


class StageBypass(StageStep):
    """Leaves a stage for the one that is right for the child (LAW-01)."""

    form_class = stage_forms.BypassForm
    step = "bypass"
    is_danger = True
    success_message = ""

    def get_title(self, stage: DisputeStage) -> str:
        """What is left."""
        return f"Leave {stage.name} for a higher stage"

    @property
    def submit_label(self) -> str:
        """What it does."""
        return f"Leave {self.thing.name}"

    def get_form_kwargs(self, stage: DisputeStage) -> dict[str, Any]:
        """The levels that can be reached from here."""
        policy = stage.policy.disputes
        levels = [
            (
                number,
                f"{policy.level(number).name}, answered by the {Role(policy.level(number).answered_by).label}",
            )
            for number in higher_levels(stage)
        ]
        return {"levels": levels}

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """What ends, what opens, what runs on."""
        return [
            f"{stage.name} ends here, without an outcome; a request that waits for its answer is withdrawn.",
            "The stage that you choose opens with everything from this one carried over. You write and send it.",
            "The working days of the whole dispute run on: nothing starts anew.",
            "The IRO Manager and whoever was to answer are told, with your reason.",
        ]

    def act(self, stage: DisputeStage, form: Any, by: Any) -> HttpResponse:
        """Leave it."""
        following = bypass_stage(
            stage, by=by, level=form.cleaned_data["level"], reason=form.cleaned_data["reason"]
        )
        self.success_message = f"{stage.name} was left. {following.name} is open, ready to be written."
        return redirect(following)


class StageStart(StageStep):
    """Starts a scheduled stage before its day (MOS-18)."""

    form_class = stage_forms.NothingForm
    step = "open"
    submit_label = "Start it now"
    success_message = "It has started."

    def get_title(self, stage: DisputeStage) -> str:
        """What starts."""
        return f"Start {stage.name} now"

    def what_happens(self, stage: DisputeStage) -> list[str]:
        """It comes before its day."""
        return [
            f"It was to open on {weekday_date(stage.opens_on)}. It opens now, and you can write and send it."
        ]

    def act(self, stage: DisputeStage, form: Any, by: Any) -> None:
        """Start it."""
        open_scheduled_stage(stage, by=by)
