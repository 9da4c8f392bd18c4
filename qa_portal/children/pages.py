"""What the pages of a record have in common, in this app and in those above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import (
    cached_property,  # functools’ holds one lock for all threads while it reads
)
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from qa_portal.drafts.views import EditView
from qa_portal.workflow.steps import NotNow, NotYours, StepRefused

from .access import open_page
from .models import Subject
from .rules import may_ask_who_saw


@dataclass(frozen=True)
class Tab:
    """One page of a record in the row of pages under its identity bar."""

    label: str
    url: str
    is_here: bool


#: The pages of a record: words, URL name, and the key of those that light it up.
TABS = (
    ("Summary", "record", "summary"),
    ("Case notes", "case_notes", "notes"),
    ("Supervision", "supervisions", "supervision"),
    ("Chronology", "chronology", "chronology"),
    ("Documents and letters", "documents", "documents"),
    ("Details and people", "details", "details"),
    ("Changes", "record_trail", "trail"),
)


def tabs_for(user: Any, subject: Subject, here: str) -> list[Tab]:
    """The pages of a record that this person may open, the present one marked."""
    shown = [*TABS, ("Who has seen it", "access_log", "access")] if may_ask_who_saw(user, subject) else TABS
    tabs = []
    for label, url_name, key in shown:
        try:
            tabs.append(Tab(label, reverse(url_name, args=[subject.pk]), key == here))
        except NoReverseMatch:
            continue
    return tabs


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where to go on to: the page of ours that the address's ``next`` names, else the fallback."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else fallback


class RecordMixin:
    """A view of one record, whose key is in the address as ``pk``.

    ``tab`` says which of the record's pages it belongs to. ``number`` is the key of what is shown, for the log.
    """

    tab = ""
    request: HttpRequest
    kwargs: dict[str, Any]

    def record_key(self) -> int:
        """The key of the record; a view of something on a record overrides this."""
        return self.kwargs["pk"]

    def number(self) -> int | None:
        """The key of what is shown, when it isn't the record itself."""
        return None

    @cached_property
    def subject(self) -> Subject:
        """The record, opened and logged. Raises Http404 and RecordIsRestricted."""
        return open_page(self.request, self.record_key(), number=self.number())

    def record_context(self) -> dict[str, Any]:
        """What every page of a record shows."""
        return {"subject": self.subject, "tabs": tabs_for(self.request.user, self.subject, self.tab)}

    def require(self, may: Any, thing: Any = None) -> None:
        """Answer 404 unless this person may; the record has been opened before."""
        if not may(self.request.user, self.subject if thing is None else thing):
            raise Http404


class RecordPage(RecordMixin, View):
    """A page that shows something of a record. ``show()`` gives its context."""

    template_name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page."""
        return self.page()

    def page(self, status: int = 200, **more: Any) -> HttpResponse:
        """The page with what ``show`` gives."""
        context = {**self.record_context(), **self.show(), **more}
        return render(self.request, self.template_name, context, status=status)

    def show(self) -> dict[str, Any]:
        """What the template needs beside the record."""
        return {}


class RecordEdit(RecordMixin, EditView):
    """A page on which something of a record is written.

    ``get_object`` opens the record and asks ``may`` (a predicate over user and record) for every request, drafts
    included. ``store`` calls the action: what it refuses is shown in the form, and nothing typed is lost.
    """

    template_name = "children/edit.html"
    back_to = "record"

    def may(self, user: Any, subject: Subject) -> bool:
        """Whether this page is this person's; the record opens to them already."""
        return True

    def get_object(self) -> Any:
        """The thing that is edited (``thing``), once the record is open."""
        self.require(lambda user, subject: self.may(user, subject))
        return self.thing()

    def thing(self) -> Any:
        """What is edited; None for something new."""
        return None

    def save(self, obj: Any, form: Any, by: Any) -> HttpResponse | None:
        """Call ``store``."""
        return self.store(obj, form, by)

    def store(self, obj: Any, form: Any, by: Any) -> HttpResponse | None:
        """Call the action with ``form.cleaned_data``."""
        raise NotImplementedError

    def get_success_url(self, obj: Any) -> str:
        """Back to where the person came from, else to the page this belongs to."""
        return safe_next(self.request, reverse(self.back_to, args=[self.subject.pk]))

    def get_context_data(self, obj: Any, **context: Any) -> dict[str, Any]:
        """The record's own context, then the form's."""
        return {**super().get_context_data(obj, **context), **self.record_context()}


def refused_page(request: HttpRequest, refused: StepRefused, url: str) -> HttpResponse:
    """The page of a step that wasn't taken: 409 when somebody was first, 403 when it isn't hers, else 422."""
    status = 409 if isinstance(refused, NotNow) else 403 if isinstance(refused, NotYours) else 422
    return render(
        request, "children/refused.html", {"sentences": refused.sentences, "url": url}, status=status
    )
