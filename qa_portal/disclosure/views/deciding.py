"""What is done: a request recorded, an item decided on, the steps."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.pages import RecordEdit
from qa_portal.disclosure import actions, forms
from qa_portal.disclosure.models import AccessItem, AccessRequest
from qa_portal.disclosure.queries import numbers_of
from qa_portal.disclosure.rules import may_take_request
from qa_portal.drafts.views import EditView
from qa_portal.workflow.pages import StepPage
from qa_portal.workflow.steps import leads_from_here

from .reading import opened, trail_to


class RecordRequest(RecordEdit):
    """Records that somebody asks for what is held on a record. May: ``may_take_request``."""

    form_class = forms.RecordForm
    title = "Record a subject access request"
    submit_label = "Record it"
    success_message = "It is recorded. What is held is being gathered; you are told when it is ready."
    tab = "details"
    back_to = "record"

    def may(self, user: Any, subject: Subject) -> bool:
        """The quality assurance team."""
        return may_take_request(user, subject)

    def suggest(self, obj: None) -> dict[str, Any]:
        """Today."""
        return {"received_on": clock.today()}

    def store(self, obj: None, form: Any, by: Any) -> None:
        """Record it."""
        self.recorded = actions.record_request(self.subject, by=by, **form.cleaned_data)

    def get_success_url(self, obj: None) -> str:
        """Its page; the record where nothing was recorded."""
        recorded = getattr(self, "recorded", None)
        return recorded.get_absolute_url() if recorded else super().get_success_url(obj)


class Decide(EditView):
    """One item: what it says, whom it may tell of, what is done with it. May: ``may_review_request``."""

    template_name = "disclosure/item.html"
    submit_label = "Decide"

    def get_object(self) -> AccessItem:
        """The item, its record opened and logged."""
        found = AccessItem.objects.select_related("document", "decided_by")
        item = get_object_or_404(found, pk=self.kwargs["pk"])
        item.request = opened(self.request, item.request_id)
        # A document is redacted by a copy of it, what is written by its text.
        self.form_class = forms.DecideDocumentForm if item.document_id else forms.DecideTextForm
        return item

    def get_values(self, item: AccessItem) -> dict[str, Any]:
        """What was decided."""
        values = {name: getattr(item, name) for name in ("exemption", "reason")}
        if item.decided_at:
            values["decision"] = item.decision
        if not item.document_id:
            values["redacted"] = item.redacted or item.words
        return values

    def closed_because(self, item: AccessItem) -> str:
        """Once it is released or ended, what was decided stays."""
        if leads_from_here(item.request, "release"):
            return ""
        return f"The request is “{item.request.get_state_display()}” now, so what was decided stays."

    def save(self, item: AccessItem, form: Any, by: Any) -> None:
        """Decide."""
        actions.decide_item(item, by=by, **form.cleaned_data)

    def get_success_url(self, item: AccessItem) -> str:
        """The next that isn't decided; the request where there is none."""
        rest = item.request.items.filter(decision=AccessItem.Decision.UNDECIDED, number__gt=item.number)
        following = rest.exclude(pk=item.pk).values_list("pk", flat=True).first()
        return reverse("access_item", args=[following]) if following else item.request.get_absolute_url()

    def get_cancel_url(self, item: AccessItem) -> str:
        """The request."""
        return item.request.get_absolute_url()

    def get_title(self, item: AccessItem) -> str:
        """Which item it is."""
        return f"Item {item.number}: {item.title}"

    def get_context_data(self, item: AccessItem, **context: Any) -> dict[str, Any]:
        """With what it says."""
        return {**context, "item": item, "subject": item.request.subject, "trail": trail_to(item.request)}


class RequestStep(StepPage):
    """A step of a request, taken on a page of its own."""

    template_name = "disclosure/step.html"
    form_class = forms.ReasonForm

    def load(self) -> AccessRequest:
        """The request, for whoever may do this with it. Raises Http404 and RecordIsRestricted."""
        asked = opened(self.request, self.kwargs["pk"])
        if not self.is_theirs(asked):
            raise Http404
        return asked

    def get_context_data(self, asked: AccessRequest, **context: Any) -> dict[str, Any]:
        """With the way back."""
        more = {"subject": asked.subject, "asked": asked, "trail": trail_to(asked)}
        return {**super().get_context_data(asked, **context), **more}


class GiveTheRest(RequestStep):
    """Gives all items that aren't decided and in which nothing is marked. May: ``may_review_request``."""

    form_class = forms.NothingForm
    title = "Give all items in which nothing is marked"
    submit_label = "Give them"
    success_message = "They are given. What is left is to be looked at one by one."

    def leads_on(self, asked: AccessRequest) -> bool:
        """While it is reviewed."""
        return leads_from_here(asked, "release")

    def what_happens(self, asked: AccessRequest) -> list[str]:
        """How many, and what marks can't know."""
        number = numbers_of(asked)["plain"]
        return [
            f"{'1 item is' if number == 1 else f'{number} items are'} given as gathered; you can decide otherwise "
            "until it is released.",
            "Marks are names of others on records, words such as “mother” or “neighbour”, addresses and numbers. "
            "They can’t know everybody: look through the list first.",
        ]

    def act(self, asked: AccessRequest, form: Any, by: Any) -> None:
        """Give them."""
        actions.give_the_rest(asked, by=by)


class Extend(RequestStep):
    """Takes two more months (once, within the first). May: ``may_review_request``."""

    title = "Extend the request by two months"
    submit_label = "Extend it"
    success_message = "It is extended. Tell whoever asked, and why, before the first month is over."

    def leads_on(self, asked: AccessRequest) -> bool:
        """While it is open and hasn't been extended."""
        return leads_from_here(asked, "end") and asked.extended_at is None

    def what_happens(self, asked: AccessRequest) -> list[str]:
        """What the law asks."""
        return [
            "The law allows it where a request is complex, and whoever asked is told why within one month."
        ]

    def act(self, asked: AccessRequest, form: Any, by: Any) -> None:
        """Extend it."""
        actions.extend_request(asked, by=by, **form.cleaned_data)


class Release(RequestStep):
    """Releases it: the archive is made. May: ``may_release_request``."""

    form_class = forms.NothingForm
    step = "release"
    signs = True
    title = "Release the answer"
    submit_label = "Release it"
    success_message = "It is released. The archive is ready within a few minutes."

    def what_happens(self, asked: AccessRequest) -> list[str]:
        """What is in it."""
        return [
            "One archive is made of what is given, with an index that says of each item whether it is given, redacted "
            "or withheld, and by what exemption.",
            "What was decided can’t be changed after that.",
        ]

    def act(self, asked: AccessRequest, form: Any, by: Any) -> None:
        """Release it."""
        actions.release_request(asked, by=by)


class End(RequestStep):
    """Ends it without release. May: ``may_release_request``."""

    step = "end"
    is_danger = True
    title = "End the request without release"
    submit_label = "End it"
    success_message = "It is ended, with the reason."

    def act(self, asked: AccessRequest, form: Any, by: Any) -> None:
        """End it."""
        actions.end_request(asked, by=by, **form.cleaned_data)
