"""The papers of audits (LEE-12): gathered here and in ``letters``, set by ``templates/pdf``, made by the worker."""

from __future__ import annotations

from audits.letters import allocation_letter, family_letter
from audits.outside.papers import outside_letter, outside_reminder
from audits.papers.report import audit_report
from qa_portal.documents.models import Document
from qa_portal.documents.reports import Report, register_report


def register_reports() -> None:
    """Make the papers known to the worker."""
    letter = "pdf/letter.html"
    for report in (
        Report("audit_allocation", "Allocation letter", letter, allocation_letter, Document.Kind.LETTER),
        Report("audit", "Audit", "pdf/audit.html", audit_report),
        Report(
            "family_letter",
            "Letter about your feedback",
            "pdf/letter.html",
            family_letter,
            Document.Kind.LETTER,
        ),
        Report("outside_letter", "Letter to another agency", letter, outside_letter, Document.Kind.LETTER),
        Report(
            "outside_reminder", "Reminder to another agency", letter, outside_reminder, Document.Kind.LETTER
        ),
    ):
        register_report(report)
