"""What is written into a QAP: issues, updates, decisions, outcome (MOS-05, MOS-08, MOS-09, MOS-21)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from disputes import queries
from disputes.actions import qap as actions
from disputes.actions import qap_writing as writing
from disputes.forms.qap import DecisionsForm, IssuesForm, OutcomeForm, UpdatesForm
from disputes.models import Qap
from disputes.rules import may_update_issues
from qa_portal.children.pages import RecordEdit
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.requests.models import RequestForResponse
from qa_portal.requests.rules import may_answer_request
from qa_portal.workflow.blockers import Blocker
from qa_portal.workflow.steps import StandsInTheWay, is_permitted, leads_from_here

from .qap import OneQap

GO_ON = "go-on"


class QapEdit(OneQap, RecordEdit):
    """A page on which a part of a QAP is written, for as long as ``step``, which would close that part, can be taken.

    404 for whoever is never the one to take that step. Whoever was, and finds it closed, is led to the QAP's page, or
    shown what they had typed.
    """

    template_name = "disputes/qap_form.html"
    step = ""
    closed = ""
    then_label = ""

    def thing(self) -> Qap:
        """The QAP, for those whose part this is."""
        qap = self.read_qap()
        if not self.is_theirs(qap):
            raise Http404
        return qap

    def is_theirs(self, qap: Qap) -> bool:
        """Whether this part is this person's, wherever the QAP stands."""
        return is_permitted(self.request.user, qap, self.step)

    def closed_because(self, obj: Qap) -> str:
        """The sentence, once the step has been taken."""
        return "" if leads_from_here(obj, self.step) else self.closed

    def show_closed(self, obj: Qap, reason: str, values: Any) -> HttpResponse:
        """Nothing was typed: the page of the QAP says how it stands."""
        if values is None:
            messages.info(self.request, reason)
            return redirect(obj)
        return super().show_closed(obj, reason, values)

    def save(self, obj: Qap, form: Any, by: Any) -> HttpResponse | None:
        """Call ``store``, then go on where the main button says so."""
        self.store(obj, form, by)
        if self.request.POST.get("then") == GO_ON:
            return self.go_on(obj, by)
        return None

    def go_on(self, obj: Qap, by: Any) -> HttpResponse | None:
        """What the main button does beyond saving."""
        return None

    def get_success_url(self, obj: Qap) -> str:
        """The page of the QAP."""
        return obj.get_absolute_url()

    def get_context_data(self, obj: Qap, **context: Any) -> dict[str, Any]:
        """The QAP beside its form."""
        more = {
            "qap": obj,
            "terms": obj.policy.terms,
            "trail": self.trail(obj, "form"),
            "asked": queries.mandatory_request_of(obj),
        }
        if self.then_label:
            more |= {"then": GO_ON, "then_label": self.then_label}
        return {**super().get_context_data(obj, **context), **more}


class QapIssues(QapEdit):
    """The review date and the table of issues. May: the keeper, until the request is sent."""

    form_class = IssuesForm
    template_name = "disputes/qap_issues.html"
    title = "Issues and review date"
    submit_label = "Save for later"
    then_label = "Save and go on to the request"
    success_message = "The issues are saved."
    step = "send"
    closed = "The request has been sent, so its issues can no longer be changed here."

    def get_form_kwargs(self, obj: Qap) -> dict[str, Any]:
        """The themes of the QAP's framework."""
        return {"themes": [(theme.key, theme.label) for theme in obj.policy.themes]}

    def get_values(self, obj: Qap) -> dict[str, Any]:
        """What is stored."""
        return {"review_on": obj.review_on, "issues": list(obj.issues.all())}

    def store(self, obj: Qap, form: IssuesForm, by: Any) -> None:
        """Save the whole table."""
        data = form.cleaned_data
        writing.write_issues(obj, by=by, review_on=data["review_on"], issues=data["issues"])

    def go_on(self, obj: Qap, by: Any) -> HttpResponse:
        """To the request, unless something is still missing: that is said here."""
        missing = self.read_qap().blockers_to("send")
        if missing:
            raise StandsInTheWay(missing)
        return redirect(reverse("qap_request", args=[obj.pk]))


class QapAnswer(QapEdit):
    """The updates. May: whoever answers a request on this QAP; the manager completes it (MOS-08).

    The manager and the social worker can write at once: each issue is merged, and what both changed is shown
    side by side.
    """

    form_class = UpdatesForm
    template_name = "disputes/qap_answer.html"
    title = "Answer the request"
    submit_label = "Save for later"
    success_message = "Your updates are saved."

    def is_theirs(self, qap: Qap) -> bool:
        """Whoever was or is asked on this QAP."""
        return any(may_answer_request(self.request.user, request) for request in qap.requests.all())

    def closed_because(self, obj: Qap) -> str:
        """It was completed, returned or overtaken meanwhile."""
        from qa_portal.requests.views import ended_words

        if may_update_issues(self.request.user, obj):
            return ""
        mine = (r for r in obj.requests.all() if may_answer_request(self.request.user, r))
        return ended_words(next(mine))

    def get_values(self, obj: Qap) -> dict[str, Any]:
        """The issues with the updates that there are."""
        return {"issues": list(obj.issues.all())}

    def store(self, obj: Qap, form: UpdatesForm, by: Any) -> None:
        """Save the updates."""
        updates = {row["id"]: row["update"] for row in form.cleaned_data["issues"]}
        writing.record_updates(obj, by=by, updates=updates)

    def go_on(self, obj: Qap, by: Any) -> HttpResponse:
        """Complete the request; for a copy, say that this person is done."""
        qap = self.read_qap()
        request = self.mine(qap)
        if request is None:
            raise Http404
        if request.is_mandatory:
            actions.answer_qap_request(request, by=by)
            self.success_message = f"The request is completed. {qap.raised_by.name} has been told."
        else:
            actions.answer_qap_request(request, by=by)
            self.success_message = "Thank you. The manager completes the request."
        return redirect(qap)

    def mine(self, qap: Qap) -> RequestForResponse | None:
        """The request that this person completes: the mandatory one where it is theirs."""
        waiting = [r for r in qap.requests.all() if r.is_waiting and may_answer_request(self.request.user, r)]
        return next(iter(sorted(waiting, key=lambda r: not r.is_mandatory)), None)

    def get_context_data(self, obj: Qap, **context: Any) -> dict[str, Any]:
        """The request, its note, and what can be done with it."""
        context = super().get_context_data(obj, **context)
        mine = self.mine(obj)
        if mine is None:
            return context
        label = "Save and complete the request" if mine.is_mandatory else "Save and say that you are done"
        clock = queries.clock_of_qap(obj)
        others = any(r.is_waiting and r.pk != mine.pk for r in obj.requests.all())
        said = {"mine": mine, "others": others, "clock": clock, "then": GO_ON, "then_label": label}
        return {**context, **said}


class QapDecisions(QapEdit):
    """The decision on each issue. May: the keeper, from the answers to the signature."""

    form_class = DecisionsForm
    title = "Decisions"
    submit_label = "Save for later"
    then_label = "Save and go on to the outcome"
    success_message = "Your decisions are saved."
    step = "conclude"
    closed = "Decisions are recorded once the request is answered, and until the outcome is signed."

    def get_values(self, obj: Qap) -> dict[str, Any]:
        """The issues with the decisions that there are."""
        return {"issues": list(obj.issues.all())}

    def store(self, obj: Qap, form: DecisionsForm, by: Any) -> None:
        """Save the decisions."""
        rows = form.cleaned_data["issues"]
        decisions = {row["id"]: (row["decision"], row["decision_note"]) for row in rows}
        writing.record_decisions(obj, by=by, decisions=decisions)

    def go_on(self, obj: Qap, by: Any) -> HttpResponse:
        """To the outcome, once every issue has its decision."""
        here = reverse("qap_decisions", args=[obj.pk])
        missing = [b for b in self.read_qap().blockers_to("conclude") if b.url.startswith(here)]
        if missing:
            raise StandsInTheWay(missing)
        return redirect(reverse("qap_outcome", args=[obj.pk]))


class QapOutcome(QapEdit):
    """The summary and the decision on the QAP. May: the keeper, from the answers to the signature."""

    form_class = OutcomeForm
    template_name = "disputes/qap_outcome.html"
    title = "Outcome"
    submit_label = "Save for later"
    then_label = "Save and go on to sign"
    success_message = "The outcome is saved. It isn’t signed yet."
    step = "conclude"
    closed = "The outcome is written once the request is answered, and until it is signed."

    def get_form_kwargs(self, obj: Qap) -> dict[str, Any]:
        """The framework's decisions, each with what it leads to."""
        outcomes = obj.policy.qap.outcomes
        leads = {o.key: " or ".join(QapNext(step).label for step in o.next) for o in outcomes}
        return {
            "outcomes": [(o.key, o.label) for o in outcomes],
            "hints": {key: f"Leads to: {words}." for key, words in leads.items()},
        }

    def store(self, obj: Qap, form: OutcomeForm, by: Any) -> None:
        """Save it, unsigned."""
        writing.write_outcome(
            obj, by=by, summary=form.cleaned_data["summary"], outcome=form.cleaned_data["outcome"]
        )

    def go_on(self, obj: Qap, by: Any) -> HttpResponse:
        """To the signature, unless something is still missing."""
        missing: list[Blocker] = self.read_qap().blockers_to("conclude")
        if missing:
            raise StandsInTheWay(missing)
        self.success_message = ""
        return redirect(reverse("qap_sign", args=[obj.pk]))

    def get_context_data(self, obj: Qap, **context: Any) -> dict[str, Any]:
        """The issues and their decisions, to look at while it is written."""
        from .qap import issues_in_words

        return {**super().get_context_data(obj, **context), "issues": issues_in_words(obj)}
