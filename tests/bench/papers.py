"""P8: what the portal adds to making a paper, what a worker grows by, how long a paper's tables are."""

from __future__ import annotations

import resource
import statistics
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from disputes.models import Dispute
from qa_portal.demo.filling import WHOLE_ONE_IN
from qa_portal.demo.staff import STRIDE
from qa_portal.documents.models import Document
from qa_portal.documents.pdf import render_gently
from qa_portal.documents.reports import html_of, make_document, request_report

#: The paper of a whole dispute: background, chronology, stages, signatures.
REPORT = "dispute"


def main(pairs: int = 40, renders: int = 100) -> Iterator[dict[str, Any]]:
    """A paper from asking to lying on the record, and WeasyPrint alone on the same page, in turns; then many."""
    papers = iter(_papers(2 * pairs + renders + 2))
    make(next(papers))
    ratios, whole, alone = [], [], []
    for number in range(pairs):
        parts = {}
        pk = ask(next(papers))
        page = html_of(Document.objects.select_related("subject").get(pk=pk))
        for part in ("whole", "alone") if number % 2 else ("alone", "whole"):
            started = perf_counter()
            if part == "whole":
                pk = ask(next(papers))
                assert make_document(pk)
            else:
                weasyprint_alone(page)
            parts[part] = perf_counter() - started
        ratios.append(parts["whole"] / parts["alone"])
        whole.append(parts["whole"])
        alone.append(parts["alone"])
    before = _resident_mib()
    for dispute in list(papers)[:renders]:
        make(dispute)
    after = _resident_mib()
    yield {
        "what": "paper",
        "ratio": statistics.median(ratios),
        "whole_ms": statistics.median(whole) * 1000,
        "weasyprint_ms": statistics.median(alone) * 1000,
        "grew_mib": after - before,
        "renders": renders,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    yield {"what": "longest table", "rows": longest_table()}


def ask(dispute: Dispute) -> int:
    """Ask for the report of a dispute, and give its key."""
    return request_report(REPORT, about=dispute, subject=dispute.subject, by=dispute.raised_by).pk


def make(dispute: Dispute) -> None:
    """Ask for the report and make it, as the worker does."""
    assert make_document(ask(dispute))


def weasyprint_alone(html: str) -> bytes:
    """The final page through the same renderer with the same settings and the same priority, and nothing else."""
    return render_gently(html, identifier="bench")


def longest_table() -> int:
    """The most rows of a table in a paper about a dispute with a thousand events."""
    from qa_portal.documents.papers import Paper, Section, Table
    from qa_portal.documents.reports import _reports

    rows = tuple((f"Friday {n}", f"Event {n}", "Demo Ash") for n in range(1, 1201))
    example = Paper(
        title="", council="", reference="", head=None, stands="", written_on="",
        sections=(Section("Chronology", tables=(Table("What happened", ("When", "What", "Who"), rows),)),),
    )  # fmt: skip
    from dataclasses import asdict

    from django.template.loader import render_to_string

    html = render_to_string(_reports[REPORT].template, {"report": asdict(example), "document": None})
    return max(part.count("<tr") for part in html.split("<table"))


def _papers(number: int) -> list[Dispute]:
    """Disputes at their second stage, with a silent first one: background, reminders, signatures, actions."""
    first = Dispute.objects.filter(pk__lt=STRIDE, subject__reference="C-1001").get()
    keys = [first.pk + n * STRIDE for n in range(WHOLE_ONE_IN, WHOLE_ONE_IN * (number + 1), WHOLE_ONE_IN)]
    found = list(Dispute.objects.select_related("subject", "raised_by", "framework").filter(pk__in=keys))
    assert len(found) == number, f"{len(found)} of {number} disputes are there"
    return found


def _resident_mib() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This system doesn't say how much memory a process holds.")
