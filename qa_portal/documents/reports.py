"""The papers that the portal writes: asked for in a transaction, made once by the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.text import slugify

from qa_portal import clock
from qa_portal.children.models import CaseNote, Subject
from qa_portal.trail.records import acting

from .making import make_one, make_pending
from .models import Document, StoredFile
from .pdf import render_pdf
from .store import store_bytes


@dataclass(frozen=True)
class Report:
    """One kind of paper.

    ``gather(about)`` gives a frozen dataclass of ready-made words and lists; ``template`` extends
    ``pdf/base.html`` and reads it as ``report``. ``is_significant`` makes its case note a significant event; a paper
    with a ``note`` (papers.Note) of its own brings that note's words instead.
    """

    key: str
    title: str
    template: str
    gather: Callable[[Any], Any]
    kind: str = Document.Kind.REPORT
    is_significant: bool = False


_reports: dict[str, Report] = {}


def register_report(report: Report) -> Report:
    """Make a kind of paper known; called from an app's ``ready``."""
    _reports[report.key] = report
    return report


def request_report(
    key: str, *, about: Any, subject: Subject, by: Any, addressed_to: str = "", title: str = ""
) -> Document:
    """Ask for a paper, its words frozen now; the worker makes it once the transaction is through."""
    from qa_portal.celery import nudge

    report = _reports[key]
    gathered = report.gather(about)
    document = Document.objects.create(
        subject=subject,
        kind=report.kind,
        title=(title or report.title)[:150],
        report_key=key,
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        addressed_to=addressed_to[:300],
        content=asdict(gathered) if is_dataclass(gathered) else gathered,
        added_at=clock.now(),
        added_by=by,
        next_try_at=clock.now(),
    )
    nudge("qa_portal.documents.tasks.make_documents")
    return document


def make_pending_documents(limit: int = 20) -> int:
    """Make the papers that wait, and put each on its record with a case note; give how many were."""
    return make_pending(Document, _file_of, limit=limit, keep=_put_on_record)


def make_document(pk: int) -> bool:
    """Make one paper and put it on its record with a case note; False as ``make_one`` says. What can't be made stands
    on the incidents page."""
    return make_one(Document, pk, _file_of, keep=_put_on_record)


def _file_of(document: Document) -> StoredFile:
    pdf = render_pdf(html_of(document), identifier=f"document-{document.pk}")
    return store_bytes(pdf, "application/pdf")


def html_of(document: Document) -> str:
    """The page that the PDF is made from."""
    report = _reports[document.report_key]
    return render_to_string(report.template, {"report": document.content, "document": document})


def file_name_of(document: Document) -> str:
    """The name that a browser saves it under; names nobody."""
    extension = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}.get(
        document.file.content_type if document.file else "", "bin"
    )
    if document.file and document.file.content_type.endswith("wordprocessingml.document"):
        extension = "docx"
    stem = slugify(document.report_key or document.get_kind_display())
    return f"{slugify(document.subject.reference)}-{stem}-{document.pk}.{extension}"


def _put_on_record(pk: int, file: StoredFile) -> bool:
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).select_related("subject").get(pk=pk)
        if document.state != Document.State.PENDING:
            return False
        document.file = file
        document.state = Document.State.STORED
        document.stored_at = clock.now()
        document.next_try_at = None
        document.last_error = ""
        with acting(by=document.added_by, step="put_report_on_record"):
            document.save()
            note = document.content.get("note") or {}
            CaseNote.objects.create(
                subject=document.subject,
                title=note.get("title", document.title)[:100],
                type=CaseNote.Type.QUALITY_ASSURANCE,
                text=note.get("text") or f"{document.title} was put on the record.",
                is_significant=note.get("is_significant", _reports[document.report_key].is_significant),
                occurred_at=document.added_at,
                recorded_at=clock.now(),
                recorded_by=document.added_by,
                document=document,
            )
    return True
