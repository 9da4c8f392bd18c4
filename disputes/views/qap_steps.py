"""The steps of a QAP before it ends: sending the request, going on without an answer, starting one early.

Each says what will happen before anything goes out, and is refused with a page when somebody else was first (MOS-06,
MOS-18).
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disputes import queries
from disputes.actions import qap as actions
from disputes.forms.qap import RequestForm
from disputes.models import Qap
from qa_portal import clock
from qa_portal.children.models import Allocation
from qa_portal.children.pages import RecordPage
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import by_when, working_days_from
from qa_portal.workflow.steps import StandsInTheWay, is_permitted, leads_from_here

from .qap import OneQap
from .qap_writing import QapEdit


class QapStep(QapEdit):
    """A form that is no part of the QAP: what is typed in it goes with a step, and nothing of it is stored before."""

    success_message = ""

    def get_values(self, obj: Qap) -> dict[str, Any]:
        """Nothing is stored."""
        return {}

    def _settle(self, obj: Qap, form: Any, opened: Any) -> Any:
        return form  # so there is nothing that could differ from it


class QapRequest(QapStep):
    """Sending the mandatory request (MOS-06). May: the keeper, once the issues and the review date are written."""

    form_class = RequestForm
    template_name = "disputes/qap_request.html"
    title = "Send the request"
    step = "send"
    closed = "The request has been sent already."

    def get_form_kwargs(self, obj: Qap) -> dict[str, Any]:
        """Whether there is a practitioner whom the framework lets be asked too."""
        qap, wanted = obj.policy.qap, Allocation.Relation.PRACTITIONER
        practitioner = obj.subject.practitioner
        may_ask = practitioner and wanted in qap.request_may_also_go_to and wanted not in qap.request_to
        return {
            "practitioner": f"{practitioner.name}, {obj.policy.terms.practitioner.lower()}" if may_ask else ""
        }

    def store(self, obj: Qap, form: RequestForm, by: Any) -> None:
        """Send it."""
        data = form.cleaned_data
        actions.send_qap_request(
            obj, by=by, note=data["note"], to_practitioner=bool(data.get("to_practitioner"))
        )
        asked = queries.qap_holder(obj)
        messages.success(self.request, f"The request has gone to {asked.names}.")

    def get_context_data(self, obj: Qap, **context: Any) -> dict[str, Any]:
        """To whom, why, and by when it would be answered."""
        context = super().get_context_data(obj, **context)
        asked = queries.qap_holder(obj)
        lasts, now = obj.policy.lasts("qap_answer"), clock.now()
        due_at = current_calendar().due_at(now, lasts, obj.policy.closes_at)
        days = working_days_from(now, due_at)
        nobody = asked.is_nobody or asked.post is None or asked.fell_to_quality_team
        names = " and ".join(p.name for p in asked.people)
        post = asked.post.label if asked.post else ""
        return {
            **context,
            "submit_label": f"Send to {names}, {post}" if not nobody else self.submit_label,
            "holding": asked,
            "names": names,
            "post": post,
            "nobody": nobody,
            "also": self._also(obj),
            "due_words": f"{by_when(due_at, now)} (in {days} working day{'' if days == 1 else 's'})",
            "blockers": obj.blockers_to("send"),
        }

    def _also(self, obj: Qap) -> list[str]:
        """Whom the framework asks besides, without choice."""
        return [str(word).replace("_", " ") for word in obj.policy.qap.request_to[1:]]


class ConfirmStep(OneQap, RecordPage):
    """A step that needs nothing but a yes. 404 for whoever is never the one to take it."""

    template_name = "disputes/qap_confirm.html"
    step = title = button = success = ""
    sentences: tuple[str, ...] = ()

    def theirs(self) -> Qap:
        """The QAP, for those whose step this is."""
        qap = self.read_qap()
        if not is_permitted(self.request.user, qap, self.step):
            raise Http404
        return qap

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The question; where the step can't be taken from here, the page of the QAP."""
        qap = self.theirs()
        return self.ask(qap) if leads_from_here(qap, self.step) else redirect(qap)

    def ask(self, qap: Qap, status: int = 200) -> HttpResponse:
        """The question, or what stands in the way."""
        context = {
            **self.record_context(),
            "qap": qap,
            "trail": self.trail(qap, "form"),
            "title": self.title,
            "sentences": self.sentences,
            "blockers": qap.blockers_to(self.step),
            "button": self.button,
            "hidden": [("seen_version", qap.version)],
            "cancel_url": qap.get_absolute_url(),
        }
        return render(self.request, self.template_name, context, status=status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it."""
        qap = self.theirs()
        try:
            self.take(qap)
        except StandsInTheWay:
            return self.ask(qap, status=422)
        messages.success(request, self.success)
        return redirect(qap)

    def take(self, qap: Qap) -> None:
        """Call the action."""
        raise NotImplementedError


class QapGoOn(ConfirmStep):
    """Deciding without an answer, once its time is over. May: the keeper."""

    step = "go_on_unanswered"
    title = "Go on without an answer?"
    button = "Go on without an answer"
    success = "You can now decide on each issue."
    sentences = (
        "The request is withdrawn: it can no longer be answered.",
        "That nobody answered in time stays on the record.",
        "You decide on each issue as it stands.",
    )

    def take(self, qap: Qap) -> None:
        """Go on."""
        actions.go_on_without_answer(qap, by=self.request.user)


class QapOpenNow(ConfirmStep):
    """Starting a scheduled QAP before its day (MOS-18). May: the keeper."""

    step = "open"
    title = "Start this QAP now?"
    button = "Start it now"
    success = "It is open. Look through the rows that were carried over."
    sentences = ("It doesn’t wait for its day any longer: it is in your work at once.",)

    def take(self, qap: Qap) -> None:
        """Open it."""
        actions.open_scheduled_qap(qap, by=self.request.user)
