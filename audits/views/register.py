"""The list of audits, and its export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from audits.forms.register import AuditFilter
from audits.register import (
    audits_found,
    choices_for,
    csv_lines,
    give_what_is_known,
    page_of_register,
    wanted_by,
    with_people,
)
from qa_portal import clock
from qa_portal.children.access import log_exports
from qa_portal.children.rules import asker
from qa_portal.dashboards.paging import MOST


def _filtered(request: HttpRequest) -> tuple[AuditFilter, dict[str, Any]]:
    """The filters as sent and what they say; one that can't be read narrows nothing, and says why."""
    form = AuditFilter(request.GET if request.GET else None, **choices_for(request.user))
    said = {}
    if form.is_bound:
        form.is_valid()
        said = {name: value for name, value in form.cleaned_data.items() if value}
    return form, said


class Audits(View):
    """Every audit that a person may see, newest first: filtered, 25 a page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, in a constant number of queries."""
        form, said = _filtered(request)
        page = page_of_register(asker(request.user), wanted_by(said), request.GET.get("page"))
        context = {
            "page": page,
            "form": form,
            "is_filtered": bool(said),
            "export_url": _with_filters("audits_export", request),
        }
        return render(request, "audits/register.html", context)


def _with_filters(url_name: str, request: HttpRequest) -> str:
    """The address of another page for the same filters."""
    kept = [(k, v) for k, values in request.GET.lists() for v in values if v and k != "page"]
    return f"{reverse(url_name)}?{urlencode(kept)}".rstrip("?")


class AuditsExport(View):
    """What the list shows, all pages of it, as CSV; each record in it is logged as exported (LEE-16, LEE-18)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The file. Its name and its rows name no child. Too many for one file are to be narrowed first."""
        _form, said = _filtered(request)
        who = asker(request.user)
        rows = list(with_people(audits_found(who, wanted_by(said)))[: MOST + 1])
        if len(rows) > MOST:
            messages.warning(
                request,
                f"There are more than {MOST:,} audits, too many to download at once. Narrow them with the filters.",
            )
            return redirect(_with_filters("audits", request))
        give_what_is_known(who, rows)
        subjects = {audit.subject_id: audit.subject for audit in rows}
        log_exports(request.user, subjects.values(), page="audits_export")
        # With a mark for spreadsheets, which take a file without one for something other than UTF-8.
        response = HttpResponse("\ufeff" + "".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audits-{clock.today().isoformat()}.csv"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
