"""Commending good practice by the same route as a concern (NEW-12)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import View

from disputes.actions.start import acknowledge_commendation, commend
from disputes.forms.commendation import CommendationForm
from disputes.forms.stage import NothingForm
from disputes.models import Commendation
from disputes.pages import StepPage, record_url
from disputes.rules import may_commend
from qa_portal.children.access import open_page
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of
from qa_portal.frameworks.vocabulary import Relation
from qa_portal.people.roles import Role
from qa_portal.people.words import in_post
from qa_portal.workflow.steps import steps_open_to


class CommendPage(StepPage):
    """Commends good practice on a record."""

    form_class = CommendationForm
    template_name = "disputes/commend.html"
    title = "Commend good practice"
    submit_label = "Send the commendation"
    success_message = "The commendation was sent."

    def load(self) -> None:
        """The record, and the framework that its team works by today."""
        self.subject = open_page(self.request, self.kwargs["pk"])
        self.policy: Framework | None = None
        try:
            self.policy = policy_of(framework_for_subject(self.subject))
        except NoFramework:
            return

    def is_theirs(self, thing: Any) -> bool:
        """The framework lets this person commend."""
        return self.policy is not None and may_commend(self.request.user, self.subject, self.policy)

    def get_form_kwargs(self, thing: Any) -> dict[str, Any]:
        """The framework's themes."""
        return {"policy": self.policy}

    def what_happens(self, thing: Any) -> list[str]:
        """Who reads it."""
        told = [_in_words(word) for word in self.policy.positive_alerts.tell]
        return [
            f"It is sent at once to {_listed(told)}, stays on the record, and is counted beside the disputes."
        ]

    def act(self, thing: Any, form: Any, by: Any) -> HttpResponse:
        """Send it."""
        return redirect(commend(self.subject, by=by, **form.cleaned_data))

    def get_cancel_url(self, thing: Any) -> str:
        """The record."""
        return record_url(self.subject.pk)

    def get_context_data(self, thing: Any, **context: Any) -> dict[str, Any]:
        """The record."""
        return {
            **super().get_context_data(thing, **context),
            "subject": self.subject,
            "trail": [("Record", record_url(self.subject.pk))],
        }


def _in_words(word: str) -> str:
    if word in (Relation.PRACTITIONER, Role.SOCIAL_WORKER):
        return "the practitioner"
    return f"the {Role(word).label}" if word in Role.values else Relation(word).label


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _commendation(request: HttpRequest, pk: int) -> Commendation:
    """The commendation, its record opened and logged. Raises Http404 and RecordIsRestricted."""
    people = ("raised_by", "acknowledged_by", "framework", "subject")
    found = Commendation.objects.select_related(*people).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.subject = open_page(request, found.subject, number=pk)
    return found


class CommendationPage(View):
    """A commendation, to be read."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        commendation = _commendation(request, pk)
        context = {
            "commendation": commendation,
            "subject": commendation.subject,
            "steps": steps_open_to(request.user, commendation),
            "from_whom": in_post(commendation.raised_by, Role.IRO),
            "theme": commendation.policy.theme_label(commendation.theme) if commendation.theme else "",
            "trail": [("Record", record_url(commendation.subject_id))],
        }
        return render(request, "disputes/commendation.html", context)


class Acknowledge(StepPage):
    """Says that a commendation was read."""

    form_class = NothingForm
    step = "acknowledge"
    title = "Say that you have read it"
    submit_label = "I have read it"
    success_message = "Thank you. The reviewing officer sees that it was read."

    def load(self) -> Commendation:
        """The commendation."""
        self.commendation = _commendation(self.request, self.kwargs["pk"])
        return self.commendation

    def act(self, commendation: Commendation, form: Any, by: Any) -> None:
        """Say so."""
        acknowledge_commendation(commendation, by=by)

    def get_context_data(self, commendation: Commendation, **context: Any) -> dict[str, Any]:
        """The record."""
        return {
            **super().get_context_data(commendation, **context),
            "subject": commendation.subject,
            "trail": [
                ("Record", record_url(commendation.subject_id)),
                ("Commendation", commendation.get_absolute_url()),
            ],
        }
