"""A cycle as a spreadsheet; each record in it is logged as exported (LEE-16, LEE-18)."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views import View

from audits.cycles.sheet import HEADINGS, WIDTHS, audits_of, rows_of
from qa_portal import clock
from qa_portal.children.models import AccessLogEntry, Subject
from qa_portal.children.rules import sight_of
from qa_portal.documents.spreadsheet import write_spreadsheet

from .cycle_pages import cycle_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CycleExport(View):
    """The audits of a cycle that a person may see, all of them. May: who sees the cycle."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The file. Its name and its rows name no child."""
        cycle = cycle_or_404(request, pk)
        audits = audits_of(cycle, request.user)
        _log(request, list(Subject.objects.filter(pk__in=audits.order_by().values("subject"))))
        file = write_spreadsheet(HEADINGS, rows_of(audits, request.user), sheet="Audits", widths=WIDTHS)
        name = f"cycle-{cycle.month:%Y-%m}-{cycle.pk}.xlsx"
        response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


def _log(request: HttpRequest, subjects: list[Subject]) -> None:
    """One line of the access log for each record; the relation that gave the right is the same for all of a team."""
    known: dict[tuple[object, ...], str] = {}
    entries = []
    for subject in subjects:
        key = (subject.team_id, subject.practitioner_id, subject.iro_id, subject.cp_chair_id)
        if subject.is_restricted or key not in known:
            known[key] = sight_of(request.user, subject).why[:120]
        entries.append(
            AccessLogEntry(
                subject=subject,
                person=request.user,
                at=clock.now(),
                what=AccessLogEntry.What.EXPORTED,
                page="cycle_export",
                why=known[key],
            )
        )
    AccessLogEntry.objects.bulk_create(entries, batch_size=1000)
