"""What the pages of disputes have in common: who this is about, the two clocks, and a step that is taken on a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
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
from qa_portal.children.access import open_page
from qa_portal.workflow import pages as ground


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


class StepPage(ground.StepPage):
    """The ground's step page, in the words and the frame of a dispute."""

    template_name = "disputes/step.html"
    closed_template_name = "disputes/closed.html"

    def last_step(self, thing: Any) -> str:
        """As the dispute's timeline tells it."""
        return last_step_in_words(thing)


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
