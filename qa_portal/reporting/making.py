"""Making the files of published reports: by the worker, once, from what was frozen."""

from __future__ import annotations

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.template.loader import render_to_string

from qa_portal import clock
from qa_portal.celery import nudge
from qa_portal.documents.making import claim, count_failure
from qa_portal.documents.models import StoredFile
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.spreadsheet import XLSX, write_workbook
from qa_portal.documents.store import is_full, store_bytes

from .gathering import as_cells
from .models import ReportFile

log = structlog.get_logger(__name__)


def make_pending_files(limit: int = 10) -> int:
    """Make the files that wait to be made; give how many were. Safe to run twice and by several workers."""
    waiting = ReportFile.objects.filter(state=ReportFile.State.PENDING, next_try_at__lte=clock.now())
    return sum(
        make_file(pk) for pk in list(waiting.order_by("next_try_at").values_list("pk", flat=True)[:limit])
    )


def make_file(pk: int) -> bool:
    """Make one file and store it; False when another worker has it, or it couldn't be made now."""
    if not claim(ReportFile, pk):
        return False
    wanted = ReportFile.objects.select_related("report").get(pk=pk)
    try:
        return _store(pk, _bytes_of(wanted))
    except (OperationalError, InterfaceError):
        raise  # the database, not this file
    except Exception as error:
        if is_full(error):
            log.error("no room for a report", file=pk)
            ReportFile.objects.filter(pk=pk, state=ReportFile.State.PENDING).update(last_error="NoRoom")
        else:
            count_failure(ReportFile, pk, error)
        return False


def _bytes_of(wanted: ReportFile) -> StoredFile:
    if wanted.sort == ReportFile.Sort.SPREADSHEET:
        sheets = [
            (each.name, each.headings, each.widths, as_cells(each.rows))
            for each in wanted.report.sheets.all()
        ]
        with write_workbook(sheets) as file:
            return store_bytes(file.read(), XLSX)
    html = render_to_string("pdf/figures.html", {"report": wanted.content, "document": wanted})
    return store_bytes(render_pdf(html, identifier=f"report-{wanted.pk}"), "application/pdf")


def _store(pk: int, file: StoredFile) -> bool:
    with transaction.atomic():
        return bool(
            ReportFile.objects.filter(pk=pk, state=ReportFile.State.PENDING).update(
                file=file,
                state=ReportFile.State.STORED,
                stored_at=clock.now(),
                next_try_at=None,
                last_error="",
            )
        )


def try_again(file: ReportFile) -> None:
    """Put a file that couldn't be made back among those that wait."""
    ReportFile.objects.filter(pk=file.pk, state=ReportFile.State.FAILED).update(
        state=ReportFile.State.PENDING, attempts=0, next_try_at=clock.now(), last_error=""
    )
    nudge("qa_portal.reporting.tasks.make_report_files")
