"""The archive of a released request: what is given, as PDFs, with an index of everything; made once, by the worker.

No name of a file names anybody. The index says of each item whether it is given, redacted or withheld, and by what
exemption; of what is withheld it says neither the words nor the title.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string

from qa_portal.deadlines.words import weekday_date
from qa_portal.documents.cells import csv_line
from qa_portal.documents.making import make_pending
from qa_portal.documents.models import StoredFile
from qa_portal.documents.papers import council_name
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.store import read_bytes, store_bytes

from .models import AccessArchive, AccessItem, AccessRequest

HEADINGS = ("Number", "What", "Title", "Dated", "Decision", "Exemption", "File")
#: What the index says of a paper that could never be made.
NO_FILE = "The paper could not be made"
#: How many items one PDF holds.
IN_ONE = 40
_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}
Decision = AccessItem.Decision


def make_pending_archives(limit: int = 5) -> int:
    """Make the archives that wait; give how many were."""
    return make_pending(AccessArchive, lambda archive: _stored(archive.request), limit=limit)


def _stored(request: AccessRequest) -> StoredFile:
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            index = [csv_line(HEADINGS)]
            for items in _in_parts(request):
                part = (items[0].number - 1) // IN_ONE + 1
                name = f"items-{part:03}.pdf"
                given = [item for item in items if item.decision in (Decision.GIVE, Decision.REDACT)]
                written = [item for item in given if item.document_id is None]
                if written:
                    archive.writestr(name, _pdf(request, written, part))
                for item in items:
                    index.append(csv_line(_line(item, archive, name)))
            archive.writestr("index.csv", "\ufeff" + "".join(index))
        out.seek(0)
        return store_bytes(out.read(), "application/zip")


def _in_parts(request: AccessRequest) -> Iterator[list[AccessItem]]:
    found = request.items.select_related("document__file", "redacted_file").order_by("number")
    total = found.count()
    for start in range(0, total, IN_ONE):
        yield list(found[start : start + IN_ONE])


def _line(item: AccessItem, archive: zipfile.ZipFile, written_to: str) -> list[str]:
    """One line of the index; a document is put into the archive beside it."""
    withheld = item.decision == Decision.WITHHOLD
    place = "" if withheld else written_to
    if item.document_id and not withheld:
        file = item.redacted_file if item.decision == Decision.REDACT else item.document.file
        place = f"documents/{item.number:04}.{_ENDINGS.get(file.content_type, 'docx')}" if file else NO_FILE
        if file:
            archive.writestr(place, read_bytes(file))
    return [
        str(item.number),
        item.kind,
        "" if item.decision != Decision.GIVE else item.title,
        weekday_date(item.dated_at) if item.dated_at else "",
        item.get_decision_display(),
        item.get_exemption_display() if item.exemption else "",
        place,
    ]


def _pdf(request: AccessRequest, items: list[AccessItem], part: int) -> bytes:
    report: dict[str, Any] = {
        "title": "What is held about you",
        "council": council_name(),
        "reference": f"SAR-{request.pk}",
        "part": part,
        "items": [
            {
                "number": item.number,
                "title": item.title if item.decision == Decision.GIVE else item.kind,
                "dated": weekday_date(item.dated_at) if item.dated_at else "",
                "is_redacted": item.decision == Decision.REDACT,
                "exemption": item.get_exemption_display() if item.exemption else "",
                "lines": _lines(item),
            }
            for item in items
        ],
    }
    html = render_to_string("pdf/access.html", {"report": report, "document": request})
    return bytes(render_pdf(html, identifier=f"access-{request.pk}-{part}"))


def _lines(item: AccessItem) -> list[tuple[str, list[str]]]:
    if item.decision == Decision.REDACT:
        return [("", item.redacted.splitlines())]
    return [(label, str(said).splitlines()) for label, said in item.said]
