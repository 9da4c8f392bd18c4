"""The library of good practice: searched and read by everybody, kept by the quality assurance team (MER-18)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from audits.actions import library as actions
from audits.forms.cycles import NothingForm
from audits.forms.library import ExampleForm, LibraryFilter, ReasonForm
from audits.library.listing import MOST_WAITING, page_of_library, themes_in_force
from audits.library.rules import may_keep_library, may_propose_example, may_read_example, may_rewrite_example
from audits.loop.pages import AuditMixin, AuditWriting
from audits.models import Audit, GoodPractice
from audits.rules import may_read_audit
from qa_portal.children.access import open_page
from qa_portal.workflow.pages import StepPage
from qa_portal.workflow.steps import leads_from_here, steps_open_to

#: The page of each step, by its name.
PAGE_OF_STEP = {
    "publish": "good_practice_publish",
    "decline": "good_practice_decline",
    "withdraw": "good_practice_withdraw",
}


class Library(View):
    """The examples, 25 a page, by words and theme. May: everybody who is signed in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        keeps = may_keep_library(request.user, None)
        form = LibraryFilter(request.GET if request.GET else None, themes=themes_in_force(), keeps=keeps)
        said = {}
        if form.is_bound and form.is_valid():
            said = {name: value for name, value in form.cleaned_data.items() if value}
        listed = page_of_library(request.user, **said, asked_for=request.GET.get("page"))
        context = {
            "page": listed.page,
            "form": form,
            "is_filtered": bool(said),
            "waiting": listed.waiting,
            "most_waiting": MOST_WAITING,
            "proposed_url": f"?{urlencode({'state': GoodPractice.State.PROPOSED.value})}",
        }
        return render(request, "audits/library/list.html", context)


class OneExample(AuditMixin):
    """A view of one example; the record of its audit is opened and logged unless the example is published."""

    example: GoodPractice

    def find(self) -> GoodPractice:
        """The example, for whom it may be read; 404 for others."""
        related = ("audit__framework", "audit__subject", "proposed_by", "decided_by")
        found = GoodPractice.objects.select_related(*related).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        if not found.is_published:
            found.audit.subject = open_page(self.request, found.audit.subject_id, number=found.pk)
        if not may_read_example(self.request.user, found):
            raise Http404
        self.example = found
        return found


class ReadExample(OneExample, View):
    """One example. Of the audit and the record it says something to those alone who read the audit."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The example, and what can be done with it."""
        example = self.find()
        knows = may_propose_example(request.user, example.audit)
        steps = steps_open_to(request.user, example)
        context = {
            "example": example,
            "audit": example.audit if may_read_audit(request.user, example.audit) else None,
            "knows": knows,
            "blockers": example.blockers_to("publish") if knows and self._is_proposed() else [],
            "may_rewrite": knows and self._is_proposed(),
            "steps": [(step, reverse(PAGE_OF_STEP[step.name], args=[example.pk])) for step in steps],
            "trail": [("Good practice", reverse("good_practice_list"))],
        }
        return render(request, "audits/library/example.html", context)

    def _is_proposed(self) -> bool:
        return leads_from_here(self.example, "publish")


class ProposeExample(AuditWriting):
    """Propose good practice from an audit. May: its reviewer, and the quality assurance team."""

    form_class = ExampleForm
    template_name = "audits/library/propose.html"
    title = "Propose good practice for the library"
    submit_label = "Propose it"
    success_message = "It is proposed. Somebody else reads it before it is published."

    def may(self, user: Any, thing: Audit) -> bool:
        """Whoever wrote the audit, and the quality assurance team."""
        return may_propose_example(user, thing)

    def is_open(self, thing: Audit) -> bool:
        """Once it is completed."""
        return thing.submitted_at is not None

    def closed_words(self, thing: Audit) -> str:
        """Not before."""
        return "Good practice can be proposed once the audit is completed."

    def get_object(self) -> Audit:
        """The audit; 404 for whoever may not propose from it."""
        thing = self.load()
        if not self.is_theirs(thing):
            raise Http404
        return thing

    def object_key(self, thing: Audit) -> str:
        """A draft of its own."""
        return f"audits.audit:{thing.pk}:example"

    def get_form_kwargs(self, thing: Audit) -> dict[str, Any]:
        """The themes of its procedure."""
        return {"themes": [(theme.key, theme.label) for theme in thing.policy.themes]}

    def act(self, thing: Audit, form: ExampleForm, by: Any) -> HttpResponse:
        """Propose it."""
        return redirect(actions.propose_example(thing, by=by, **form.cleaned_data))


class ExampleStep(OneExample, StepPage):
    """A step of an example, taken on a page of its own."""

    template_name = "audits/library/step.html"

    def load(self) -> GoodPractice:
        """The example, for whom it may be read."""
        return self.find()

    def get_object(self) -> GoodPractice:
        """The example, for whom this page is; 404 for others."""
        example = self.load()
        if not self.is_theirs(example):
            raise Http404
        return example

    def get_context_data(self, example: GoodPractice, **context: Any) -> dict[str, Any]:
        """With the example as it stands."""
        trail = [
            ("Good practice", reverse("good_practice_list")),
            (example.title, example.get_absolute_url()),
        ]
        return {**super().get_context_data(example, **context), "example": example, "trail": trail}

    def get_success_url(self, example: GoodPractice) -> str:
        """Its page."""
        return example.get_absolute_url()


class RewriteExample(ExampleStep):
    """Rewrite a proposal: take out what identifies somebody."""

    form_class = ExampleForm
    title = "Rewrite the example"
    submit_label = "Save it"
    success_message = "Saved. Somebody else than you publishes it."

    def is_theirs(self, example: GoodPractice) -> bool:
        """Whoever may propose one from its audit."""
        return may_rewrite_example(self.request.user, example)

    def leads_on(self, example: GoodPractice) -> bool:
        """While it is proposed."""
        return leads_from_here(example, "publish")

    def get_form_kwargs(self, example: GoodPractice) -> dict[str, Any]:
        """The themes of its procedure."""
        return {"themes": [(theme.key, theme.label) for theme in example.audit.policy.themes]}

    def get_values(self, example: GoodPractice) -> dict[str, Any]:
        """As it stands."""
        return {"title": example.title, "text": example.text, "theme": example.theme}

    def what_happens(self, example: GoodPractice) -> list[str]:
        """What is still to be taken out, word by word."""
        return [blocker.sentence for blocker in example.blockers_to("publish")]

    def act(self, example: GoodPractice, form: ExampleForm, by: Any) -> None:
        """Save it."""
        actions.rewrite_example(example, by=by, **form.cleaned_data)


class PublishExample(ExampleStep):
    """Publish it, as a second person, once nothing in it identifies a child."""

    form_class = NothingForm
    step = "publish"
    signs = True
    title = "Publish the example"
    submit_label = "Publish it"
    success_message = "It is in the library."

    def what_happens(self, example: GoodPractice) -> list[str]:
        """Everybody reads it."""
        return ["Everybody who signs in can read it. Nothing in it leads to the child’s record."]

    def act(self, example: GoodPractice, form: Any, by: Any) -> None:
        """Publish it."""
        actions.publish_example(example, by=by)


class DeclineExample(ExampleStep):
    """Decline it, with the reason."""

    form_class = ReasonForm
    step = "decline"
    title = "Decline the example"
    submit_label = "Decline it"
    success_message = "It is declined, and who proposed it is told."

    def act(self, example: GoodPractice, form: Any, by: Any) -> None:
        """Decline it."""
        actions.decline_example(example, by=by, **form.cleaned_data)


class WithdrawExample(ExampleStep):
    """Take it out of the library again, with the reason."""

    form_class = ReasonForm
    step = "withdraw"
    is_danger = True
    title = "Take the example out of the library"
    submit_label = "Take it out"
    success_message = "It is out of the library."

    def act(self, example: GoodPractice, form: Any, by: Any) -> None:
        """Take it out."""
        actions.withdraw_example(example, by=by, **form.cleaned_data)

    def get_success_url(self, example: GoodPractice) -> str:
        """The library."""
        return reverse("good_practice_list")
