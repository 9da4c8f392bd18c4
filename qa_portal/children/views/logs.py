"""Who changed what on a record, who saw it, and what a person saw (LEE-15, LEE-16)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from qa_portal.children import forms
from qa_portal.children.changes import trail_page, trail_sorts
from qa_portal.children.models import AccessLogEntry
from qa_portal.children.pages import RecordPage
from qa_portal.children.queries import access_log_of
from qa_portal.children.rules import may_ask_what_they_saw, may_ask_who_saw, may_see_concealed
from qa_portal.children.staff import staff_offered
from qa_portal.dashboards.paging import LongList


class RecordTrail(RecordPage):
    """Every change of the record: who, when, in what role, from what to what, why."""

    template_name = "children/trail.html"
    tab = "trail"

    def show(self) -> dict[str, Any]:
        """A page of changes."""
        form = forms.TrailFilterForm(self.request.GET or None, sorts=trail_sorts())
        of = form.cleaned_data["of"] if form.is_bound and form.is_valid() else ""
        sees = may_see_concealed(self.request.user, self.subject)
        number = self.request.GET.get("page", 1)
        return {
            "page": trail_page(
                self.subject, user=self.request.user, number=number, of=of, sees_concealed=sees
            ),
            "filter_form": form,
        }


class AccessLog(RecordPage):
    """Who has seen the record: by person and by day."""

    template_name = "children/access_log.html"
    tab = "access"

    def show(self) -> dict[str, Any]:
        """A page of looks, refusals included."""
        self.require(may_ask_who_saw)
        form = forms.AccessFilterForm(self.request.GET or None)
        wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
        entries = access_log_of(
            subject=self.subject,
            person=wanted.get("person"),
            from_on=wanted.get("from_on"),
            until_on=wanted.get("until_on"),
        )
        return _page_of(self.request, entries, form)


class AccessOfPerson(View):
    """What one member of staff has seen: references and pages, no names of children. For the quality assurance team
    and administrators."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Whose, and a page of looks."""
        if not may_ask_what_they_saw(request.user):
            raise Http404
        form = forms.AccessOfPersonForm(request.GET or None)
        wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
        entries = (
            access_log_of(person=wanted["person"], from_on=wanted["from_on"], until_on=wanted["until_on"])
            if wanted
            else AccessLogEntry.objects.none()
        )
        context = _page_of(request, entries, form) | {"person": wanted.get("person")}
        return render(request, "children/access_of_person.html", context)


def _page_of(request: HttpRequest, entries: Any, form: Any) -> dict[str, Any]:
    page = LongList(entries).get_page(request.GET.get("page"))
    for entry in page:
        entry.page_in_words = page_in_words(entry.page)
    return {"page": page, "filter_form": form, "staff": staff_offered()}


def page_in_words(page: str) -> str:
    """A page as the log keeps it (the URL's name, the key of what it showed) as a reader understands it."""
    name, _, number = page.partition(":")
    said = PAGE_WORDS.get(name)
    if said:
        return said
    return f"{name.replace('_', ' ').replace('-', ' ').capitalize()} {number}".strip()


#: The pages whose URL names don't say enough by themselves.
PAGE_WORDS = {
    "record": "Summary",
    "details": "Details and people",
    "case_notes": "Case notes",
    "chronology": "Chronology",
    "documents": "Documents and letters",
    "record_trail": "Changes",
    "access_log": "Who has seen it",
    "emergency": "Emergency access",
    "correct_details": "Correcting the details",
    "search": "Search",
}
