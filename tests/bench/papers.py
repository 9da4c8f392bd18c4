"""P8: what the portal adds to making a paper, what a worker grows by, how long a paper's tables are."""

from __future__ import annotations

import resource
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

from audits.models import Audit
from disputes.models import Dispute
from qa_portal.demo.filling import WHOLE_ONE_IN
from qa_portal.demo.staff import STRIDE
from qa_portal.documents.models import Document
from qa_portal.documents.pdf import render_pdf
from qa_portal.documents.reports import html_of, make_document, request_report

#: Of so many whole disputes, or audits, at the least papers are made; where there are fewer than papers, each is asked
#: for again and again, which is a paper of its own each time.
FEWEST = 5


@dataclass(frozen=True)
class Kind:
    """A kind of paper that is measured: its key, and of which thing of the story it is made."""

    what: str
    report: str
    model: Any
    reference: str
    state: str
    asked_by: str


#: The paper of a whole dispute at its second stage, with a silent first one: background, chronology, stages,
#: signatures. The report of an audit that was returned: twenty answers, grades before and after, a plan.
DISPUTE = Kind("paper", "dispute", Dispute, "C-1001", "open", "raised_by")
AUDIT = Kind("report of an audit", "audit", Audit, "C-5001", "returned", "reviewer")


def main(pairs: int = 40, renders: int = 100) -> Iterator[dict[str, Any]]:
    """A paper from asking to lying on the record, and WeasyPrint alone on the same page, in turns; then many."""
    disputes = _whole_ones(DISPUTE, 2 * pairs + renders + 2)
    found = _in_turns(DISPUTE, disputes, pairs)
    papers = cycle(disputes)
    before = _resident_mib()
    for _ in range(renders):
        assert make_document(ask(DISPUTE, next(papers)))
    after = _resident_mib()
    yield {
        **found,
        "grew_mib": after - before,
        "renders": renders,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    yield _in_turns(AUDIT, _whole_ones(AUDIT, 2 * pairs + 2), pairs)
    yield {"what": "longest table", "rows": longest_table()}


def _in_turns(kind: Kind, things: list[Any], pairs: int) -> dict[str, Any]:
    papers = cycle(things)
    assert make_document(ask(kind, next(papers)))
    ratios, whole, alone = [], [], []
    for number in range(pairs):
        parts = {}
        pk = ask(kind, next(papers))
        page = html_of(Document.objects.select_related("subject").get(pk=pk))
        for part in ("whole", "alone") if number % 2 else ("alone", "whole"):
            started = perf_counter()
            if part == "whole":
                assert make_document(ask(kind, next(papers)))
            else:
                weasyprint_alone(page)
            parts[part] = perf_counter() - started
        ratios.append(parts["whole"] / parts["alone"])
        whole.append(parts["whole"])
        alone.append(parts["alone"])
    return {
        "what": kind.what,
        "ratio": statistics.median(ratios),
        "whole_ms": statistics.median(whole) * 1000,
        "weasyprint_ms": statistics.median(alone) * 1000,
        "pairs": pairs,
        "of_different": len(things),
    }


def ask(kind: Kind, thing: Any) -> int:
    """Ask for the report of a dispute or an audit, and give its key."""
    by = getattr(thing, kind.asked_by)
    return request_report(kind.report, about=thing, subject=thing.subject, by=by).pk


def weasyprint_alone(html: str) -> bytes:
    """The final page through the same renderer with the same settings and the same priority, and nothing else."""
    return render_pdf(html, identifier="bench")


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

    html = render_to_string(_reports[DISPUTE.report].template, {"report": asdict(example), "document": None})
    return max(part.count("<tr") for part in html.split("<table"))


def _whole_ones(kind: Kind, most: int) -> list[Any]:
    """The thing of the story in the whole copies: so many, or all there are."""
    first = kind.model.objects.filter(
        pk__lt=STRIDE, subject__reference=kind.reference, state=kind.state
    ).get()
    keys = [first.pk + n * STRIDE for n in range(WHOLE_ONE_IN, WHOLE_ONE_IN * (most + 1), WHOLE_ONE_IN)]
    found = list(kind.model.objects.select_related("subject", kind.asked_by, "framework").filter(pk__in=keys))
    if len(found) < FEWEST:
        raise RuntimeError(
            f"Papers need {FEWEST} whole copies of the story, and {len(found)} are there: fill with more."
        )
    return found


def _resident_mib() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This system doesn't say how much memory a process holds.")
