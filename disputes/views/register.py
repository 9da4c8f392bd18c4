"""The register of disputes, and its export."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from disputes.forms.register import RegisterFilter
from disputes.measures import measures_of
from disputes.register import (
    choices_for,
    commendations_found,
    csv_lines,
    disputes_found,
    give_clocks,
    stage_in_words,
    with_where_it_stands,
)
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry
from qa_portal.children.rules import sight_of

#: The most rows that one export writes; a longer register is narrowed by its filters first.
MOST_EXPORTED = 5000


def _filtered(request: HttpRequest) -> tuple[RegisterFilter, dict[str, Any]]:
    """The filters as sent and what they say; one that can't be read narrows nothing, and says why."""
    form = RegisterFilter(request.GET if request.GET else None, **choices_for(request.user))
    said = {}
    if form.is_bound:
        form.is_valid()
        said = {name: value for name, value in form.cleaned_data.items() if value}
    return form, said


class Register(View):
    """Every dispute that a person may see: filtered, 25 a page, with the two measures over all of them (LAW-07)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        form, said = _filtered(request)
        found = disputes_found(request.user, said)
        page = Paginator(with_where_it_stands(found), 25).get_page(request.GET.get("page"))
        give_clocks(page.object_list)
        for dispute in page.object_list:
            dispute.stands = stage_in_words(dispute)
            dispute.theme_words = dispute.policy.theme_label(dispute.theme) if dispute.theme else ""
        kept = [(k, v) for k, values in request.GET.lists() for v in values if v and k != "page"]
        context = {
            "page": page,
            "form": form,
            "is_filtered": bool(said),
            "measures": measures_of(found),
            "commended": commendations_found(request.user, said).count(),
            "too_many": page.paginator.count > MOST_EXPORTED,
            "export_url": f"{reverse('dispute_register_export')}?{urlencode(kept)}".rstrip("?"),
        }
        return render(request, "disputes/register.html", context)


class RegisterExport(View):
    """What the register shows, all pages of it, as CSV; each record in it is logged as exported (LEE-16, LEE-18)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file. Its name and its rows name no child."""
        _form, said = _filtered(request)
        rows = list(with_where_it_stands(disputes_found(request.user, said))[:MOST_EXPORTED])
        give_clocks(rows)
        subjects = {dispute.subject_id: dispute.subject for dispute in rows}
        AccessLogEntry.objects.bulk_create(
            AccessLogEntry(
                subject=subject,
                person=request.user,
                at=clock.now(),
                what=AccessLogEntry.What.EXPORTED,
                page="dispute_register_export",
                why=sight_of(request.user, subject).why[:120],
            )
            for subject in subjects.values()
        )
        # With a mark for spreadsheets, which take a file without one for something other than UTF-8.
        response = HttpResponse("\ufeff" + "".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="disputes-{clock.today().isoformat()}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
