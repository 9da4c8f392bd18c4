"""A report on paper: what its PDF is made of, frozen when it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.documents.papers import Fact, council_name
from qa_portal.people.words import in_post

from .models import Report, ReportFile
from .queries import texts_of
from .shown import ShownPart, shown


@dataclass(frozen=True)
class Passage:
    """One text of a report, as its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class ReportPaper:
    """A report on paper."""

    title: str
    council: str
    reference: str
    service: str
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    parts: tuple[ShownPart, ...]
    recipients: tuple[str, ...]
    digest: str
    smallest: int = 0


def papers_of(report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """The papers of a report that was just published, each with its sort; the second for outside the service, where
    somebody outside gets it."""
    yield ReportFile.Sort.PAPER, asdict(paper_of(report))
    if report.recipients.filter(is_outside=True).exists():
        smallest = report.policy.reports.smallest_number
        yield ReportFile.Sort.OUTSIDE, asdict(paper_of(report, smallest=smallest))


def paper_of(report: Report, *, smallest: int = 0) -> ReportPaper:
    """A report in frozen words; with ``smallest`` as it leaves the service."""
    facts = [
        Fact("Service", report.team.name),
        Fact("Period", f"{weekday_date(report.first_on)} to {weekday_date(report.last_on)}"),
        Fact("Figures gathered", weekday_time(report.gathered_at)),
        Fact("Published", f"{weekday_date(report.published_at)}, by {in_post(report.published_by)}"),
    ]
    if report.replaces_id:
        facts.append(Fact(f"Edition {report.edition}", report.replaces_because))
    texts = texts_of(report)
    return ReportPaper(
        title=str(report),
        council=council_name(),
        reference=f"R-{report.pk}",
        service=report.team.name,
        facts=tuple(facts),
        passages=tuple(
            Passage(each.heading, paragraphs_of(texts[each.key]))
            for each in report.report_kind.narratives
            if texts.get(each.key, "").strip()
        ),
        parts=shown(report.figures, smallest=smallest or None),
        recipients=tuple(to.name for to in report.recipients.all()),
        digest=report.digest,
        smallest=smallest,
    )


def paragraphs_of(words: str) -> tuple[str, ...]:
    """A text as its paragraphs."""
    return tuple(part.strip() for part in words.split("\n\n") if part.strip())
