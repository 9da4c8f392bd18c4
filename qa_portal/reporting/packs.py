"""The inspection pack: the papers of a period's audits and disputes in one archive, with an index (NEW-08).

Which papers belong to it, and what each is called in it, is frozen with the report's figures, as a sheet. Each app says
which of its papers those are. No name of a file names anybody.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from qa_portal.children.access import log_exports
from qa_portal.children.models import Subject
from qa_portal.children.queries import visible_to
from qa_portal.documents.cells import csv_line
from qa_portal.documents.models import Document
from qa_portal.documents.store import FileIsDamaged, read_bytes
from qa_portal.frameworks.vocabulary import ReportName

from .kinds import Scope, Sheet, SheetRow, register_sheet
from .models import Report

#: The sheet that is the index of a pack.
INDEX = "index"
HEADINGS = ("File", "Record", "What", "About", "Stored on", "SHA-256")
#: What stands where a paper has not been made, or isn't this person's to see.
NO_PAPER = "No paper on the record"
NOT_GIVEN = "Not given: the record isn’t open to whoever downloaded the pack"

#: How many papers are looked up at once.
BATCH = 100


@dataclass(frozen=True)
class PackPaper:
    """One thing that belongs to a pack: its record, what it is, and its stored paper; None where there is none."""

    subject: Subject
    what: str
    about: str
    document: Document | None


Papers = Callable[[Scope], Iterable[PackPaper]]

_papers: dict[str, Papers] = {}


def register_papers(key: str, papers: Papers) -> None:
    """Say which papers of an app belong to a pack; called when it loads."""
    _papers[key] = papers


def index_rows(scope: Scope) -> Iterator[SheetRow]:
    """The index: a row for each thing that belongs to the pack, with its file's name in it."""
    number = 0
    for key in sorted(_papers):
        for paper in _papers[key](scope):
            if paper.subject.is_restricted:
                yield None, ("", "Restricted record", paper.what, "", None, "")
                continue
            document, name, digest = paper.document, NO_PAPER, ""
            if document is not None and document.file is not None:
                number += 1
                name, digest = f"{number:04}-{key}-{document.pk}.pdf", document.file.sha256
            stored = document.stored_at if document else None
            cells = (name, paper.subject.reference, paper.what, paper.about, stored, digest)
            yield paper.subject.pk, cells


def register_index() -> None:
    """Make the index a sheet of the pack."""
    register_sheet(
        ReportName.INSPECTION, Sheet(INDEX, "Index", HEADINGS, (34, 16, 30, 34, 18, 66), index_rows)
    )


def is_pack(report: Report) -> bool:
    """Whether a report is given out as an archive."""
    return report.kind == ReportName.INSPECTION and report.was_published


def stream_pack(report: Report, *, to: Any) -> Iterator[bytes]:
    """The pack for one person, piece by piece: its paper, its spreadsheet, the papers of the records that open to them,
    and an index of what it holds. Each record in it is logged as exported (LEE-16)."""
    out = _Pieces()
    rows = report.sheets.get(key=INDEX).rows
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for file in report.files.filter(state="stored").exclude(sort="outside").select_related("file"):
            name = f"report.{file.ending}" if file.ending == "pdf" else f"figures-and-index.{file.ending}"
            archive.writestr(name, read_bytes(file.file))
            yield out.taken()
        given: list[list[str]] = []
        for start in range(0, len(rows), BATCH):
            for line, data in _batch(rows[start : start + BATCH], to):
                if data is not None:
                    archive.writestr(f"papers/{line[0]}", data)
                given.append(line)
                yield out.taken()
        archive.writestr("index.csv", _index(given))
    yield out.taken()


def _batch(rows: list[list[Any]], to: Any) -> Iterator[tuple[list[str], bytes | None]]:
    """Each row of the index as the person gets it, with the paper's bytes where it is theirs to see."""
    keys = [int(row[0].rpartition("-")[2].removesuffix(".pdf")) for row in rows if row[0].endswith(".pdf")]
    found = Document.objects.filter(pk__in=keys, subject__in=visible_to(to)).select_related("subject", "file")
    documents = {document.pk: document for document in found.defer("content")}
    log_exports(to, {d.subject_id: d.subject for d in documents.values()}.values(), page="report_pack")
    for row in rows:
        line = [cell[0] if isinstance(cell, list) else "" if cell is None else str(cell) for cell in row]
        if not row[0].endswith(".pdf"):
            yield line, None
            continue
        document = documents.get(int(row[0].rpartition("-")[2].removesuffix(".pdf")))
        if document is None:
            yield [NOT_GIVEN, "", line[2], "", "", ""], None
            continue
        try:
            yield line, read_bytes(document.file)
        except FileIsDamaged:
            yield ["The file is damaged: restore it from the backup", *line[1:]], None


def _index(lines: list[list[str]]) -> bytes:
    return ("\ufeff" + csv_line(HEADINGS) + "".join(csv_line(line) for line in lines)).encode()


class _Pieces(io.RawIOBase):
    """A file that can only be written on: what was written since the last piece is taken away with the next."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Take it in."""
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        """What has been written since."""
        piece = bytes(self._waiting)
        self._waiting.clear()
        return piece
