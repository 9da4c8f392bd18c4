"""What the pages of disputes have in common: who this is about, the two clocks, and a step that is taken on a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from disputes.forecast import forecast_of
from disputes.models import CafcassReferral, Dispute, DisputeStage
from disputes.queries import (
    cap_of,
    clock_of_stage,
    last_stage_of,
    open_stage_of,
)
from disputes.reading import dispute_for_page, read_whole
from disputes.rules import may_change_due_date
from disputes.timeline import last_step_in_words
from disputes.words import in_post
from qa_portal.children.access import open_page
from qa_portal.drafts.views import EditView
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, is_permitted, leads_from_here


def open_dispute(request: HttpRequest, model: type, pk: int) -> Dispute:
    """The dispute that something belongs to, its record opened and logged, read whole.

    Raises Http404 and RecordIsRestricted.
    """
    dispute = dispute_for_page(model, pk)
    if dispute is None:
        raise Http404
    dispute.subject = open_page(request, dispute.subject_id, number=pk)
    return read_whole(dispute)


class DisputeMixin:
    """A view of a dispute or of a part of it, whose key is in the address as ``pk``.

    ``model`` says what the key is of. After ``load()`` there are ``dispute`` (read whole), ``subject``, ``thing`` and
    ``stage``: the one shown, or on pages of the dispute the one that is open, else the last.
    """

    model: type = Dispute
    request: HttpRequest
    kwargs: dict[str, Any]
    dispute: Dispute
    stage: DisputeStage | None
    thing: Any

    def load(self) -> Any:
        """Read everything anew, the record opened first; give the thing. Raises Http404 and RecordIsRestricted."""
        pk = self.kwargs["pk"]
        dispute = self.dispute = open_dispute(self.request, self.model, pk)
        stages, referrals = dispute.stages.all(), dispute.referrals.all()
        self.stage = open_stage_of(dispute) or last_stage_of(dispute)
        if self.model is DisputeStage:
            self.stage = next(stage for stage in stages if stage.pk == pk)
            self.thing = self.stage
        elif self.model is CafcassReferral:
            self.thing = next(referral for referral in referrals if referral.pk == pk)
        else:
            self.thing = dispute
        return self.thing

    def dispute_context(self) -> dict[str, Any]:
        """What every page of a dispute shows: who it is about, the way back, the two clocks."""
        dispute, stage = self.dispute, self.stage
        running = clock_of_stage(stage)
        cap = cap_of(dispute)
        informal = next(
            (d for d in dispute.deadlines.all() if d.is_open and d.kind == "informal_limit"), None
        )
        user = self.request.user
        return {
            "subject": dispute.subject,
            "dispute": dispute,
            "stage": stage,
            "terms": dispute.policy.terms,
            "stage_clock": running or informal,
            "cap": cap,
            "forecast": forecast_of(dispute, open_stage_of(dispute)).sentence,
            "changeable": [
                clock
                for clock in (running or informal, cap)
                if clock and clock.is_open and may_change_due_date(user, clock)
            ],
            "trail": trail_to(self.thing, dispute),
        }


def trail_to(thing: Any, dispute: Dispute) -> list[tuple[str, str]]:
    """The way back from a page: the record, the dispute, and where it is of a stage, the stage."""
    trail = [
        ("Record", dispute.subject.get_absolute_url()),
        (f"Dispute {dispute.pk}", dispute.get_absolute_url()),
    ]
    if isinstance(thing, DisputeStage):
        trail.append((thing.name, thing.get_absolute_url()))
    elif isinstance(thing, CafcassReferral):
        trail.append((str(thing), thing.get_absolute_url()))
    return trail


class DisputePage(DisputeMixin, View):
    """A page that shows something of a dispute; ``show()`` gives what its template needs besides."""

    template_name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        self.load()
        return render(request, self.template_name, {**self.dispute_context(), **self.show()})

    def show(self) -> dict[str, Any]:
        """What the template needs."""
        return {}


class StepPage(EditView):
    """A page on which a step is taken, or something written for one: a form, what will happen, one button.

    ``step`` is the step that the page takes or prepares: the page is there while the state machine has it from where
    the thing stands, for whom it is permitted. Whoever comes second is told who was first (409), with all they typed;
    what stands in the way is shown on the page. A page that signs something (``signs``) is refused too when what was
    shown has changed meanwhile. Without ``takes_step`` the page writes what the step needs and doesn't take it.
    """

    template_name = "disputes/step.html"
    closed_template_name = "disputes/closed.html"
    step = ""
    takes_step = True
    signs = False
    is_danger = False
    hindering: list[Blocker] = []

    # -- what a page says -------------------------------------------------------------------------

    def load(self) -> Any:
        """The thing, its record opened and logged."""
        raise NotImplementedError

    def is_theirs(self, thing: Any) -> bool:
        """Whether what this page does is this person's."""
        return not self.step or is_permitted(self.request.user, thing, self.step)

    def leads_on(self, thing: Any) -> bool:
        """Whether it can still be done from where the thing stands."""
        return not self.step or leads_from_here(thing, self.step)

    def blockers(self, thing: Any) -> list[Blocker]:
        """What must be done before the button is there."""
        return thing.blockers_to(self.step) if self.step and self.takes_step else []

    def act(self, thing: Any, form: Any, by: Any) -> HttpResponse | None:
        """Call the action."""
        raise NotImplementedError

    def get_values(self, thing: Any) -> Any:
        """Nothing is stored yet of what goes with a step, even where the thing has a field of the same name."""
        return {}

    def what_happens(self, thing: Any) -> list[str]:
        """Sentences on what the button leads to."""
        return []

    # -- how it goes ------------------------------------------------------------------------------

    def get_object(self) -> Any:
        """The thing, for whom the page is."""
        thing = self.load()
        if self.leads_on(thing) and not self.is_theirs(thing):
            raise PermissionDenied
        return thing

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; back to the thing, with a word on who was first, where there is nothing to do here any more."""
        thing = self.get_object()
        reason = self.closed_because(thing)
        if reason and not self.drafts(thing).exists():
            messages.info(request, reason)
            return redirect(self.get_cancel_url(thing))
        return super().get(request, *args, **kwargs)

    def closed_because(self, thing: Any) -> str:
        """Who was first, and where it stands now; "" while it can still be done."""
        if thing is None:
            return ""
        if not self.leads_on(thing):
            return f"{last_step_in_words(thing)} It is now “{thing.get_state_display()}”.".strip()
        if (
            self.signs
            and self.request.method == "POST"
            and self.request.POST.get("seen") != str(thing.version)
        ):
            return (
                f"It was changed after you opened the page. {last_step_in_words(thing)} "
                "Look at it as it is now before you sign."
            )
        return ""

    def save(self, thing: Any, form: Any, by: Any) -> HttpResponse | None:
        """Call ``act``; what stands in the way is said beside the field, or links to where it is mended."""
        try:
            return self.act(thing, form, by)
        except StandsInTheWay as refused:
            raise self._beside_fields(refused.blockers, form) from refused

    def _beside_fields(self, blockers: list[Blocker], form: Any) -> ValidationError:
        errors: dict[str, list[str]] = {}
        elsewhere = []
        for blocker in blockers:
            name = blocker.url.partition("#id_")[2]
            if name in form.fields:
                errors.setdefault(name, []).append(blocker.sentence)
            elif blocker.url:
                elsewhere.append(blocker)
            else:
                errors.setdefault("__all__", []).append(blocker.sentence)
        self.hindering = elsewhere
        if elsewhere:
            errors.setdefault("__all__", []).append("Something must be done first. It is listed below.")
        return ValidationError(errors)

    def keep_draft(self, thing: Any, base: Any, data: Any) -> Any:
        """As EditView; a tick that signs is never kept for later."""
        kept = {**data, "signed": ""} if "signed" in data else data
        return super().keep_draft(thing, base, kept)

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """What the template needs besides the form."""
        is_open = thing is not None and "reason" not in context
        hindering = self.hindering or (self.blockers(thing) if is_open else [])
        return {
            **super().get_context_data(thing, **context),
            "sentences": self.what_happens(thing),
            "hindering": hindering,
            "is_danger": self.is_danger,
            "signs_as": in_post(self.request.user) if "signed" in context["form"].fields else "",
            "seen": getattr(thing, "version", ""),
        }


class DisputeStep(DisputeMixin, StepPage):
    """A step page of a dispute, a stage or a referral."""

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """With the two clocks."""
        return {**super().get_context_data(thing, **context), **self.dispute_context()}

    def get_success_url(self, thing: Any) -> str:
        """Back to the thing's page."""
        return self.thing.get_absolute_url()


def record_url(subject_pk: int) -> str:
    """The record's summary."""
    return reverse("record", args=[subject_pk])
