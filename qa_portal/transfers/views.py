"""Moving records: what moves, where to, what follows, and then it is done (LEE-22).

Administrators see references here, never names. Managers and the IRO Manager move one record at a time.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal import clock
from qa_portal.children.access import log_access, open_record
from qa_portal.children.allocation import (
    IRO_MISSING,
    may_allocate_practitioner,
    may_allocate_reviewer,
    without_iro,
)
from qa_portal.children.models import AccessLogEntry, Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import directory
from qa_portal.people.models import Team, User
from qa_portal.people.pages import administrators_only, trail
from qa_portal.people.rules import is_administrator, is_iro_manager, is_quality_team
from qa_portal.workflow.steps import NotYours

from .actions import preview_transfer, transfer_records
from .forms import TransferForm, WhatToMoveForm
from .preview import fingerprint, what_follows
from .queries import records_of, records_of_team
from .work import Transferred


@require_http_methods(["GET", "HEAD", "POST"])
def transfers(request: HttpRequest) -> HttpResponse:
    """What is to move: one record, a person's, a team's."""
    administrators_only(request)
    form = WhatToMoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["what"] == "record":
            return redirect("transfer_record", given["reference"].pk)
        if given["what"] == "person":
            return redirect("transfer_person", given["person"].pk, given["relation"])
        return redirect("transfer_team", given["team"].pk)
    context = {"form": form, "missing": without_iro().count(), "trail": trail()}
    return render(request, "transfers/start.html", context, status=422 if form.is_bound else 200)


class TransferView(View):
    """Form, preview, confirmation. A subclass says which records and what may change."""

    #: What has to be answered anew: a relation, or "team".
    must: tuple[str, ...] = ()
    relations: tuple[str, ...] = ("practitioner", "iro", "cp_chair")
    with_kind = True

    def records(self) -> list[Subject]:
        """The records that move. Raises Http404 for whoever may not move them."""
        raise NotImplementedError

    def get_title(self) -> str:
        """The heading."""
        raise NotImplementedError

    def get_trail(self) -> list[tuple[str, str]]:
        """Breadcrumbs."""
        return trail(("Transfers", reverse("transfers")))

    def get_cancel_url(self) -> str:
        """Where "Cancel" and the end go."""
        return reverse("transfers")

    def facts(self) -> list[tuple[str, str]]:
        """What stands today, beside the form."""
        return []

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form."""
        self.subjects = self.records()
        form = self.make_form(initial={"starts_on": clock.today(), **self.initial()})
        return self.show_form(form)

    def initial(self) -> dict[str, Any]:
        """What is chosen at first: that all stays as it is."""
        return {relation: "keep" for relation in self.relations if relation not in self.must}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What would follow; with the confirmation, do it."""
        self.subjects = self.records()
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.show_form(form, 422)
        if "back" in request.POST:
            return self.show_form(self.make_form(values=form.typed()))
        to = form.destination()
        shown = preview_transfer(self.subjects, to)
        changes = [one for one in shown if one.before != one.after or to.case_kind]
        if not changes:
            form.add_error(None, "Nothing would change. Choose a team or a person.")
            return self.show_form(form, 422)
        seen = fingerprint(changes)
        if request.POST.get("confirmed") != seen:
            return self.show_preview(form, changes, seen, is_stale="confirmed" in request.POST)
        try:
            done = transfer_records(
                self.subjects,
                to,
                by=request.user,
                starts_on=form.cleaned_data["starts_on"],
                reason=form.cleaned_data["reason"],
            )
        except NotYours as refused:
            raise Http404 from refused
        except ValidationError as refused:
            for sentence in refused.messages:
                form.add_error(None, sentence)
            return self.show_form(form, 422)
        number = len(done)
        messages.success(
            request,
            "The record is transferred, and whoever has to know is told."
            if number == 1
            else f"{number} records are transferred, and whoever has to know is told.",
        )
        return redirect(self.get_cancel_url())

    def make_form(self, *args: Any, **kwargs: Any) -> TransferForm:
        """The form, with what may change here."""
        return TransferForm(
            *args, relations=self.relations, must=self.must, with_kind=self.with_kind, **kwargs
        )

    def show_form(self, form: TransferForm, status: int = 200) -> HttpResponse:
        """The page with the form."""
        book = directory()
        suggested = sorted(
            {
                book.people[pk]
                for s in self.subjects[:1]
                for post in book.posts_on(s.team_id)
                for pk in book.held.get(post.pk, ())
            },
            key=lambda person: person.name,
        )
        return self.render("transfers/form.html", form, status, facts=self.facts(), suggested=suggested[:150])

    def show_preview(
        self, form: TransferForm, changes: list[Transferred], seen: str, *, is_stale: bool
    ) -> HttpResponse:
        """The page that says what follows."""
        hidden = [(name, value) for name, values in form.to_sent(form.typed()).lists() for value in values]
        context = {"hidden": hidden, "seen": seen, "is_stale": is_stale, **what_follows(changes)}
        return self.render("transfers/preview.html", form, 409 if is_stale else 200, **context)

    def render(self, template: str, form: TransferForm, status: int, **more: Any) -> HttpResponse:
        """One of the pages."""
        context = {
            "form": form,
            "title": self.get_title(),
            "records": self.subjects,
            "cancel_url": self.get_cancel_url(),
            "trail": self.get_trail(),
            **more,
        }
        return render(self.request, template, context, status=status)


class TransferRecord(TransferView):
    """One record."""

    def records(self) -> list[Subject]:
        """The record, for an administrator, its managers and the IRO Manager; the look at it is logged."""
        user = self.request.user
        related = Subject.objects.select_related("team", "practitioner", "iro", "cp_chair")
        subject = get_object_or_404(related, pk=self.kwargs["pk"])
        page = f"transfer_record:{subject.pk}"
        if is_administrator(user):
            why = "Administrator, to transfer it"
            log_access(user, subject, page=page, what=AccessLogEntry.What.VIEWED, why=why)
        else:
            open_record(user, subject, page=page)
        relations = ("practitioner",) if may_allocate_practitioner(user, subject) else ()
        if may_allocate_reviewer(user, subject):
            relations = (*relations, "iro", "cp_chair")
        if not relations:
            raise Http404
        self.relations = relations
        self.subject = subject
        return [subject]

    def get_title(self) -> str:
        """By reference."""
        return f"Change who works with record {self.subject.reference}"

    def facts(self) -> list[tuple[str, str]]:
        """Who works with it today."""
        subject = self.subject
        return [
            ("Team", str(subject.team or "")),
            ("Practitioner", str(subject.practitioner or "")),
            ("Reviewing officer", str(subject.iro or "")),
            ("Child-protection chair", str(subject.cp_chair or "")),
            ("Kind of case", subject.get_case_kind_display()),
        ]

    def get_trail(self) -> list[tuple[str, str]]:
        """From the record, for those who see it."""
        if is_administrator(self.request.user):
            return super().get_trail()
        return [(f"Record {self.subject.reference}", reverse("record", args=[self.subject.pk]))]

    def get_cancel_url(self) -> str:
        """Back to where one came from."""
        if is_administrator(self.request.user):
            return reverse("transfers")
        return reverse("record", args=[self.subject.pk])


class TransferPersons(TransferView):
    """All the records of a person in one relation: somebody leaves, or takes over."""

    with_kind = False

    def records(self) -> list[Subject]:
        """Theirs."""
        administrators_only(self.request)
        relation = self.kwargs["relation"]
        if relation not in ("practitioner", "iro", "cp_chair"):
            raise Http404
        self.person = get_object_or_404(User, pk=self.kwargs["pk"])
        self.relations = self.must = (relation,)
        return records_of(self.person, relation)

    def get_title(self) -> str:
        """Whose."""
        words = {
            "practitioner": "practitioner",
            "iro": "reviewing officer",
            "cp_chair": "child-protection chair",
        }
        return f"Move the records of {self.person.name} as {words[self.kwargs['relation']]}"

    def get_cancel_url(self) -> str:
        """The person's page."""
        return reverse("person", args=[self.person.pk])


class TransferTeams(TransferView):
    """All the records of a team: it closes, or merges with another."""

    must = ("team", "practitioner")
    relations = ("practitioner",)
    with_kind = False

    def records(self) -> list[Subject]:
        """Its open ones."""
        administrators_only(self.request)
        self.team = get_object_or_404(Team, pk=self.kwargs["pk"])
        return records_of_team(self.team)

    def initial(self) -> dict[str, Any]:
        """The practitioners of a team rarely move with all its records."""
        return {"practitioner": "none"}

    def get_title(self) -> str:
        """Which."""
        return f"Move the records of {self.team.name}"

    def get_cancel_url(self) -> str:
        """The team's page."""
        return reverse("team", args=[self.team.pk])


@require_safe
def looked_after_without_iro(request: HttpRequest) -> HttpResponse:
    """Looked-after children without a reviewing officer (LAW-11): references alone, the longest waiting first."""
    may = is_administrator(request.user) or is_quality_team(request.user)
    if not may:
        raise Http404
    found = without_iro().select_related("team").order_by("pk")
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    running = Deadline.objects.filter(
        kind=IRO_MISSING.key, met_at=None, cancelled_at=None, subject__in=[s.pk for s in page]
    )
    clocks = {deadline.subject_id: deadline for deadline in running}
    context = {
        "page": page,
        "rows": [(subject, clocks.get(subject.pk)) for subject in page],
        "may_allocate": is_administrator(request.user) or is_iro_manager(request.user),
    }
    return render(request, "transfers/without_iro.html", context)
