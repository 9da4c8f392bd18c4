"""What somebody sees whose step wasn't taken, whichever view it comes from."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch

from .steps import NotNow, NotYours, StepRefused


class StepRefusedMiddleware:
    """Answers ``StepRefused``, from whatever view it comes.

    409 when somebody was first, 403 when it isn't hers, 422 when something stands in the way. The transaction of the
    step has been rolled back by then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page that says what happened, and where to see how it stands now."""
        return refused_page(request, exception) if isinstance(exception, StepRefused) else None


def refused_page(request: HttpRequest, refused: StepRefused, url: str = "") -> HttpResponse:
    """The page of a step that wasn't taken. ``url`` is where to go on; by default the page of the thing."""
    if isinstance(refused, NotNow):
        status, heading = 409, "This has changed meanwhile"
    elif isinstance(refused, NotYours):
        status, heading = 403, "This is not yours to do"
    else:
        status, heading = 422, "Something must be done first"
    context = {
        "heading": heading,
        "sentences": refused.sentences,
        "blockers": getattr(refused, "blockers", ()),
        "url": url or _page_of(refused),
    }
    return render(request, "step_refused.html", context, status=status)


def _page_of(refused: StepRefused) -> str:
    try:
        return refused.thing.get_absolute_url() if refused.thing is not None else ""
    except (AttributeError, NoReverseMatch):
        return ""
