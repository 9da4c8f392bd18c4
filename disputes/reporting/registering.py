"""The reports that disputes bring, and their parts."""

from __future__ import annotations

from dataclasses import replace

from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.reporting.kinds import (
    Narrative,
    ReportKind,
    Sheet,
    register_kind,
    register_part,
    register_sheet,
)
from qa_portal.reporting.packs import register_papers
from qa_portal.reporting.periods import PeriodKind

from .inspection import dispute_papers
from .parts import begin_summary, of_fostering, parts_for
from .sheets import HEADINGS, WIDTHS, dispute_rows, fostering_rows

_SUMMARY = Narrative("summary", "Summary", drafted=begin_summary)
_LEARNING = Narrative(
    "learning",
    "What the disputes tell, and what is done about it",
    "Themes, and what has changed because of them.",
)
_SERVICE = Narrative(
    "service", "The reviewing service", "Who the officers are, their caseloads, and what the year was like."
)
_AHEAD = Narrative("ahead", "Priorities for the coming year")


def register_reporting() -> None:
    """Make the reports known; called when the app loads."""
    for name, period, narratives in (
        (ReportName.DISPUTES, PeriodKind.QUARTER, (_SUMMARY, _LEARNING)),
        (ReportName.IRO_ANNUAL, PeriodKind.YEAR, (_SUMMARY, _SERVICE, _LEARNING, _AHEAD)),
        (ReportName.FOSTERING_ANNUAL, PeriodKind.YEAR, (_SUMMARY, _SERVICE, _LEARNING, _AHEAD)),
    ):
        is_fostering = name == ReportName.FOSTERING_ANNUAL
        register_kind(ReportKind(name, period, narratives))
        for part in of_fostering() if is_fostering else parts_for():
            register_part(name, part)
        rows = fostering_rows if is_fostering else dispute_rows
        register_sheet(name, Sheet("disputes", "Disputes", HEADINGS, WIDTHS, rows))
    for part in parts_for():
        if part.key in ("volumes", "stages", "in_time", "outcomes"):
            register_part(ReportName.INSPECTION, replace(part, order=part.order + 50))
    register_sheet(ReportName.INSPECTION, Sheet("disputes", "Disputes", HEADINGS, WIDTHS, dispute_rows))
    register_papers("dispute", dispute_papers)
