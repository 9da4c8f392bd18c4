"""What is read: the list, one request with its items, the archive."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from qa_portal.children.access import open_page
from qa_portal.children.models import AccessLogEntry
from qa_portal.dashboards.paging import LongList
from qa_portal.deadlines.words import weekday_date
from qa_portal.disclosure import forms
from qa_portal.disclosure.models import AccessRequest
from qa_portal.disclosure.queries import items_shown, numbers_of, requests_found
from qa_portal.disclosure.rules import may_review_request, may_see_requests
from qa_portal.documents.store import FileIsDamaged
from qa_portal.documents.views import attachment
from qa_portal.people.words import in_post
from qa_portal.workflow.pages import buttons_of
from qa_portal.workflow.steps import leads_from_here

#: The page of each step, by its name.
PAGES = {"release": "access_release", "end": "access_end"}


class Requests(View):
    """The requests on records that open to a person, the soonest due first. May: ``may_see_requests``."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries; it gives references and no name."""
        if not may_see_requests(request.user):
            raise Http404
        form = forms.RequestFilter(request.GET or None)
        said = form.cleaned_data if form.is_bound and form.is_valid() else {}
        page = LongList(requests_found(request.user, said.get("state") or None)).get_page(
            request.GET.get("page")
        )
        return render(
            request, "disclosure/list.html", {"page": page, "form": form, "is_filtered": any(said.values())}
        )


def opened(request: HttpRequest, pk: int, *, what: str = AccessLogEntry.What.VIEWED) -> AccessRequest:
    """A request on a record that opens to this person, the look at it logged. Raises Http404 and RecordIsRestricted."""
    people = ("recorded_by", "extended_by", "released_by", "ended_by")
    found = get_object_or_404(AccessRequest.objects.select_related(*people), pk=pk)
    found.subject = open_page(request, found.subject_id, number=found.pk, what=what)
    if not may_review_request(request.user, found):
        raise Http404
    return found


def trail_to(asked: AccessRequest, *, to_it: bool = True) -> list[tuple[str, str]]:
    """The way back: to the list, and to the request."""
    trail = [("Subject access", reverse("access_requests"))]
    return (
        [*trail, (f"The request on {asked.subject.reference}", asked.get_absolute_url())] if to_it else trail
    )


class RequestPage(View):
    """One request: by when, where it stands, its items. May: ``may_review_request``."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page; its items 25 a page, in a constant number of queries."""
        asked = opened(request, pk)
        form = forms.ItemFilter(request.GET or None)
        show = form.cleaned_data["show"] if form.is_bound and form.is_valid() else ""
        page = LongList(items_shown(asked, show)).get_page(request.GET.get("page"))
        numbers = numbers_of(asked)
        archive = getattr(asked, "archive", None) if asked.released_at else None
        is_open = leads_from_here(asked, "end")
        steps = buttons_of(request.user, asked, PAGES)
        context = {
            "asked": asked,
            "subject": asked.subject,
            "trail": trail_to(asked, to_it=False),
            "facts": _facts(asked),
            "numbers": numbers,
            "page": page,
            "form": form,
            "is_filtered": bool(show),
            "steps": steps,
            "archive": archive,
            "is_reviewed": leads_from_here(asked, "release"),
            "may_extend": is_open and asked.extended_at is None and not asked.is_overdue,
        }
        return render(request, "disclosure/request.html", context)


def _facts(asked: AccessRequest) -> list[tuple[str, str]]:
    facts = [
        ("Who asks", asked.get_who_asks_display()),
        ("Identity and authority", asked.identity),
        ("Received", weekday_date(asked.received_on)),
        ("To be answered by", weekday_date(asked.due_on)),
        ("Recorded", f"{in_post(asked.recorded_by)}, {weekday_date(asked.recorded_at)}"),
    ]
    if asked.gathered_at:
        facts.append(("Gathered", weekday_date(asked.gathered_at)))
    for at, by, words, why in (
        (asked.extended_at, asked.extended_by, "Extended", asked.extended_because),
        (asked.released_at, asked.released_by, "Released", ""),
        (asked.ended_at, asked.ended_by, "Ended", asked.ended_because),
    ):
        if at:
            facts.append((words, f"{in_post(by)}, {weekday_date(at)}{f': {why}' if why else ''}"))
    return facts


class Archive(View):
    """The archive, as an attachment whose name names nobody. May: ``may_review_request``, once it is released."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The archive; a page that says so while it is being made."""
        asked = opened(request, pk, what=AccessLogEntry.What.DOWNLOADED)
        archive = getattr(asked, "archive", None)
        if archive is None:
            raise Http404
        context = {"asked": asked, "subject": asked.subject, "archive": archive, "trail": trail_to(asked)}
        if archive.file is None:
            return render(request, "disclosure/not_yet.html", context, status=202)
        try:
            return attachment(archive.file, f"access-request-{asked.pk}.zip")
        except FileIsDamaged:
            return render(request, "disclosure/not_yet.html", {**context, "is_damaged": True}, status=500)
