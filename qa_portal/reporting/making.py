"""Making the files of published reports: by the worker, once, from what was frozen."""

from __future__ import annotations

from django.template.loader import render_to_string

from qa_portal import clock
from qa_portal.celery import nudge
from qa_portal.documents.making import make_pending
from qa_portal.documents.models import StoredFile
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.spreadsheet import XLSX, write_workbook
from qa_portal.documents.store import store_bytes

from .gathering import as_cells
from .models import ReportFile


def make_pending_files(limit: int = 10) -> int:
    """Make the files that wait; give how many were."""
    return make_pending(ReportFile, _file_of, limit=limit)


def _file_of(wanted: ReportFile) -> StoredFile:
    if wanted.sort == ReportFile.Sort.SPREADSHEET:
        sheets = [
            (each.name, each.headings, each.widths, as_cells(each.rows))
            for each in wanted.report.sheets.all()
        ]
        with write_workbook(sheets) as file:
            return store_bytes(file.read(), XLSX)
    html = render_to_string("pdf/figures.html", {"report": wanted.content, "document": wanted})
    return store_bytes(render_pdf(html, identifier=f"report-{wanted.pk}"), "application/pdf")


def try_again(file: ReportFile) -> None:
    """Put a file that couldn't be made back among those that wait."""
    ReportFile.objects.filter(pk=file.pk, state=ReportFile.State.FAILED).update(
        state=ReportFile.State.PENDING, attempts=0, next_try_at=clock.now(), last_error=""
    )
    nudge("qa_portal.reporting.tasks.make_report_files")
