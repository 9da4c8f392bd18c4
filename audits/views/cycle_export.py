"""A cycle as a spreadsheet; each record in it is logged as exported (LEE-16, LEE-18)."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views import View

from audits.cycles.sheet import HEADINGS, WIDTHS, audits_of, rows_of
from qa_portal.children.access import log_exports
from qa_portal.children.models import Subject
from qa_portal.documents.spreadsheet import XLSX, write_spreadsheet

from .cycle_pages import cycle_or_404


class CycleExport(View):
    """The audits of a cycle that a person may see, all of them. May: who sees the cycle."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file. Its name and its rows name no child."""
        cycle = cycle_or_404(request, pk)
        audits = audits_of(cycle, request.user)
        subjects = Subject.objects.filter(pk__in=audits.order_by().values("subject"))
        log_exports(request.user, subjects, page="cycle_export")
        file = write_spreadsheet(HEADINGS, rows_of(audits, request.user), sheet="Audits", widths=WIDTHS)
        name = f"cycle-{cycle.month:%Y-%m}-{cycle.pk}.xlsx"
        response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
