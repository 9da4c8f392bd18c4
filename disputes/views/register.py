"""The register of disputes, and its export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
    page_of_register,
    wanted_by,
    with_where_it_stands,
)
from qa_portal import clock
from qa_portal.children.access import log_exports
from qa_portal.children.rules import asker
from qa_portal.dashboards.paging import MOST


def _filtered(request: HttpRequest) -> tuple[RegisterFilter, dict[str, Any]]:
    """The filters as sent and what they say; one that can't be read narrows nothing, and says why."""
    form = RegisterFilter(request.GET if request.GET else None, **choices_for(request.user))
    said = {}
    if form.is_bound:
        form.is_valid()
        said = {name: value for name, value in form.cleaned_data.items() if value}
    return form, said


class Register(View):
    """Every dispute that a person may see, newest first: filtered, 25 a page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        form, said = _filtered(request)
        page = page_of_register(asker(request.user), wanted_by(said), request.GET.get("page"))
        context = {
            "page": page,
            "form": form,
            "is_filtered": bool(said),
            "export_url": _with_filters("dispute_register_export", request),
            "measures_url": _with_filters("dispute_measures", request),
        }
        return render(request, "disputes/register.html", context)


class RegisterMeasures(View):
    """The two measures over the disputes that the register lists (LAW-07), and how many concerns and commendations.

    A page of its own, which the register takes in when it has loaded: what counts every dispute doesn't hold up the
    list.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """The measures, over all that this person may see and the filters leave."""
        form, said = _filtered(request)
        who, wanted = asker(request.user), wanted_by(said)
        found = disputes_found(who, wanted)
        context = {
            "form": form,
            "is_filtered": bool(said),
            "measures": measures_of(found),
            "number": found.order_by().count(),
            "commended": commendations_found(who, wanted).count(),
            "register_url": _with_filters("dispute_register", request),
        }
        template = "disputes/_measures.html" if request.htmx else "disputes/measures.html"
        return render(request, template, context)


def _with_filters(url_name: str, request: HttpRequest) -> str:
    """The address of another page for the same filters."""
    kept = [(k, v) for k, values in request.GET.lists() for v in values if v and k != "page"]
    return f"{reverse(url_name)}?{urlencode(kept)}".rstrip("?")


class RegisterExport(View):
    """What the register shows, all pages of it, as CSV; each record in it is logged as exported (LEE-16, LEE-18)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file. Its name and its rows name no child. Too many for one file are to be narrowed first."""
        _form, said = _filtered(request)
        found = disputes_found(asker(request.user), wanted_by(said))
        rows = list(with_where_it_stands(found)[: MOST + 1])
        if len(rows) > MOST:
            messages.warning(
                request,
                f"There are more than {MOST:,} disputes, too many to download at once. Narrow them with the filters.",
            )
            return redirect(_with_filters("dispute_register", request))
        give_clocks(rows)
        subjects = {dispute.subject_id: dispute.subject for dispute in rows}
        log_exports(request.user, subjects.values(), page="dispute_register_export")
        # With a mark for spreadsheets, which take a file without one for something other than UTF-8.
        response = HttpResponse("\ufeff" + "".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="disputes-{clock.today().isoformat()}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
