"""The pages of a request: the way to where it is answered, and returning it with a note (MOS-06, MOS-07, MOS-13)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import (
    cached_property,  # functools’ holds one lock for all threads while it reads
)
from django.views import View

from qa_portal.children.access import open_page
from qa_portal.children.rules import sight_of
from qa_portal.deadlines.words import weekday_time
from qa_portal.drafts.views import EditView
from qa_portal.workflow.steps import lock

from .forms import ReturnForm
from .models import RequestForResponse
from .pages import answer_url, page_of
from .rules import may_answer_request, may_see_request


def request_or_404(pk: int) -> RequestForResponse:
    """One request with what its page says of it. Raises Http404; says nothing of who may see it."""
    found = (
        RequestForResponse.objects.select_related(
            "subject", "about_type", "sent_by", "completed_by", "returned_by", "to_post__team"
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


class RequestView(View):
    """Where the links of *incoming requests* lead: on to the page on which it is answered.

    A request that waits for this person opens its answer page; any other shows how it stands, read-only. Answers 404 to
    whom the record isn't open. May: who sees the record; asked: ``may_answer_request``.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The way on, or the request as it stood when it was answered, returned or overtaken."""
        asked = request_or_404(pk)
        asked.subject = open_page(request, asked.subject_id, number=pk)
        if not may_see_request(request.user, asked):
            raise Http404
        if asked.is_waiting and may_answer_request(request.user, asked):
            return redirect(answer_url(asked))
        about = asked.about
        return render(
            request,
            "requests/request.html",
            {
                "subject": asked.subject,
                "asked": asked,
                "about_words": str(about),
                "about_url": about.get_absolute_url(),
            },
        )


class ReturnRequestView(EditView):
    """Returning a request with a note. May: ``may_answer_request``, while it waits."""

    form_class = ReturnForm
    template_name = "requests/return.html"
    title = "Return the request"
    submit_label = "Return it with this note"
    success_message = ""

    @cached_property
    def asked(self) -> RequestForResponse:
        """The request; its record opened and logged."""
        asked = request_or_404(self.kwargs["pk"])
        asked.subject = open_page(self.request, asked.subject_id, number=asked.pk)
        return asked

    def get_object(self) -> RequestForResponse:
        """The request, for whoever may answer it; 404 for others."""
        if not may_answer_request(self.request.user, self.asked) or page_of(self.asked) is None:
            raise Http404
        return self.asked

    def get_values(self, obj: RequestForResponse) -> dict[str, Any]:
        """Nothing is stored before it is returned."""
        return {}

    def _locked(self, obj: RequestForResponse) -> RequestForResponse:
        # What it is about first, as each step does: two orders, and two people would wait for each other.
        lock(obj.about)
        self.__dict__.pop("asked", None)
        return super()._locked(obj)

    def closed_because(self, obj: RequestForResponse) -> str:
        """Somebody else was first."""
        return "" if obj.is_waiting else f"{ended_words(obj)} Nothing that you typed was sent."

    def save(self, obj: RequestForResponse, form: ReturnForm, by: Any) -> HttpResponse | None:
        """Return it, as the process that asked says."""
        page_of(obj).give_back(obj, by=by, note=form.cleaned_data["note"])
        messages.success(self.request, f"The request has gone back to {obj.sent_by.name} with your note.")
        # Whoever saw the record because of this request alone sees it no longer.
        return redirect(obj.about.get_absolute_url() if sight_of(by, obj.subject).opens else "/")

    def get_cancel_url(self, obj: RequestForResponse) -> str:
        """Back to the answer."""
        return answer_url(obj) if obj.is_waiting else obj.about.get_absolute_url()

    def get_context_data(self, obj: RequestForResponse, **context: Any) -> dict[str, Any]:
        """The request and its record."""
        return {**context, "subject": obj.subject, "asked": obj}


def ended_words(asked: RequestForResponse) -> str:
    """How a request came to its end, as a sentence; empty while it waits."""
    if asked.completed_at:
        return f"{asked.completed_by.name} completed this request on {weekday_time(asked.completed_at)}."
    if asked.returned_at:
        return f"{asked.returned_by.name} returned this request on {weekday_time(asked.returned_at)}."
    return "" if asked.is_waiting else "This request was withdrawn, because what it asked has been overtaken."
