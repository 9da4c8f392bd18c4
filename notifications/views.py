"""The inbox, and the administrators' incidents page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from qa_portal.documents.models import Document
from qa_portal.outbox.models import Incident
from qa_portal.people.rules import is_administrator
from qa_portal.workflow.steps import NotNow

from .actions import (
    close_incident,
    let_alerts_go,
    read_all_notices,
    read_notice,
    retry_document,
    retry_incident,
    stop_alerts,
)
from .models import SweepState
from .queries import (
    SECTIONS,
    SHOWN,
    closed_to,
    failed_documents,
    incident_counts,
    notices_for,
    open_incidents_in,
)
from .vacancies import vacancies

PAGE = 25


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only administrators: to everybody else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_administrator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


# -- the inbox: each person's own ------------------------------------------------------------------------------


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The notices of whoever is signed in, newest first."""
    show = request.GET.get("show", "all")
    if show not in SHOWN:
        raise Http404
    page = Paginator(notices_for(request.user, show), PAGE).get_page(request.GET.get("page"))
    closed = closed_to(request.user, list(page.object_list))
    return render(
        request,
        "notifications/inbox.html",
        {"page": page, "closed": closed, "show": show, "choices": SHOWN.items()},
    )


@require_safe
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; that it was opened is noted, as a mail program does."""
    message = get_object_or_404(notices_for(request.user), pk=pk)
    read_notice(message, by=request.user)
    return redirect(message.get_absolute_url())


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    number = read_all_notices(by=request.user)
    messages.success(
        request,
        f"{number} notice{'s are' if number != 1 else ' is'} marked as read."
        if number
        else "Nothing was left.",
    )
    return redirect("inbox")


# -- incidents: administrators ---------------------------------------------------------------------------------


@require_safe
@for_administrators
def incidents(request: HttpRequest) -> HttpResponse:
    """What the portal couldn't do by itself, section by section, with the way to mend it."""
    counts = incident_counts()
    vacant = vacancies()
    counts["vacant"] = len(vacant)
    headings = {key: heading for key, (heading, _) in SECTIONS.items()} | {
        "documents": "Papers that could not be made",
        "vacant": "Posts that nobody holds",
    }
    asked = request.GET.get("section") or next((key for key in headings if counts[key]), "deadlines")
    if asked not in headings:
        raise Http404
    rows: Any = {"vacant": vacant, "documents": failed_documents()}.get(asked)
    page = Paginator(open_incidents_in(asked) if rows is None else rows, PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "notifications/incidents.html",
        {
            "sections": [(key, heading, counts[key]) for key, heading in headings.items()],
            "asked": asked,
            "heading": headings[asked],
            "page": page,
            "sweep": SweepState.objects.filter(pk=1).select_related("stopped_by").first(),
            "may_retry": asked in ("deadlines", "mail"),
            "may_close": asked != "deadlines",
        },
    )


def _done(request: HttpRequest, act: Callable[[], None], said: str, section: str = "") -> HttpResponse:
    try:
        act()
    except NotNow as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(reverse("incidents") + (f"?section={section}" if section else ""))


def _section_of(incident: Incident) -> str:
    return next(key for key, (_, kinds) in SECTIONS.items() if incident.kind in kinds)


@require_POST
@for_administrators
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have what was set apart tried again."""
    incident = get_object_or_404(Incident, pk=pk)
    said = "It is tried again within a minute. If it fails again, it comes back here."
    return _done(request, lambda: retry_incident(incident, by=request.user), said, _section_of(incident))


@require_POST
@for_administrators
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an incident."""
    incident = get_object_or_404(Incident, pk=pk)
    said = "It is closed. If it happens again, it comes back here."
    return _done(request, lambda: close_incident(incident, by=request.user), said, _section_of(incident))


@require_POST
@for_administrators
def make_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a paper tried again."""
    document = get_object_or_404(Document, pk=pk)
    said = "The paper is made again within a minute."
    return _done(request, lambda: retry_document(document, by=request.user), said, "documents")


@require_POST
@for_administrators
def hold(request: HttpRequest) -> HttpResponse:
    """Stop the alerts of a held sweep, or let them go."""
    if request.POST.get("do") == "stop":
        return _done(
            request,
            lambda: stop_alerts(by=request.user),
            "The alerts are stopped until somebody lets them go.",
        )
    return _done(request, lambda: let_alerts_go(by=request.user), "The alerts go out within a minute.")
