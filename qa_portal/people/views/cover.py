"""Cover: who answers for whom. For administrators, and for managers about the people they manage."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from qa_portal import clock
from qa_portal.drafts.views import EditView
from qa_portal.people import actions
from qa_portal.people.directory import directory
from qa_portal.people.forms import CoverForm
from qa_portal.people.models import Cover, User
from qa_portal.people.pages import confirm, trail
from qa_portal.people.queries import people_managed_by
from qa_portal.people.rules import is_administrator, may_keep_cover_of
from qa_portal.workflow.steps import NotYours

from .posts import suggested


def _keepers_only(request: HttpRequest) -> None:
    if not is_administrator(request.user) and not people_managed_by(request.user):
        raise Http404


def _trail(request: HttpRequest, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    if is_administrator(request.user):
        return trail(*steps)
    return [("Your profile", reverse("profile")), *steps]


@require_safe
def covers(request: HttpRequest) -> HttpResponse:
    """Cover that runs or is to come, soonest first."""
    _keepers_only(request)
    found = Cover.objects.filter(ends_on__gte=clock.today()).select_related("absent", "covered_by")
    if not is_administrator(request.user):
        found = found.filter(
            Q(absent__in=people_managed_by(request.user))
            | Q(absent=request.user)
            | Q(covered_by=request.user)
        )
    page = Paginator(found.order_by("starts_on", "pk"), 25).get_page(request.GET.get("page"))
    for cover in page:
        cover.may_end = may_keep_cover_of(request.user, cover.absent)
    context = {"page": page, "today": clock.today(), "trail": _trail(request)}
    return render(request, "people/covers.html", context)


class RecordCover(EditView):
    """Record that one person answers for another."""

    form_class, title, submit_label = CoverForm, "Record cover", "Record the cover"
    template_name = "people/record_cover.html"
    success_message = "The cover is recorded, and both have been told."

    def get_object(self) -> None:
        """Nothing yet; for whoever may."""
        _keepers_only(self.request)

    def suggest(self, obj) -> dict:
        """From today; for the person whose page one came from."""
        absent = self.request.GET.get("for", "")
        found = User.objects.filter(pk=absent).first() if absent.isdigit() else None
        given = {"starts_on": clock.today()}
        if found is not None and may_keep_cover_of(self.request.user, found):
            given["absent"] = found
        return given

    def save(self, obj, form, by) -> None:
        """Record it."""
        try:
            actions.record_cover(**form.cleaned_data, by=by)
        except NotYours as refused:
            raise ValidationError(
                {"absent": "You don’t manage this person. Ask an administrator."}
            ) from refused

    def get_success_url(self, obj) -> str:
        """The list."""
        return reverse("covers")

    def get_context_data(self, obj, **context) -> dict:
        """Where one stands, and whom it might be about."""
        book, mine = directory(), people_managed_by(self.request.user)
        return {
            "trail": _trail(self.request, ("Cover", reverse("covers"))),
            "suggested": suggested(book, mine or book.people),
            **context,
        }


@require_http_methods(["GET", "HEAD", "POST"])
def end_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back, or it was a mistake."""
    cover = get_object_or_404(Cover.objects.select_related("absent", "covered_by"), pk=pk)
    if not may_keep_cover_of(request.user, cover.absent):
        raise Http404
    return confirm(
        request,
        title=f"End {cover.covered_by.name}’s cover for {cover.absent.name}?",
        sentences=[
            f"From now on {cover.absent.name} answers again in all their posts, and for their records."
        ],
        button="End the cover",
        is_danger=False,
        cancel_url=reverse("covers"),
        act=lambda given: actions.end_cover(cover, by=request.user),
        done="The cover has ended.",
        breadcrumbs=_trail(request, ("Cover", reverse("covers"))),
    )
