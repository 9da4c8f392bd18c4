"""The audit's report on the child's record, with its case note and alerts (MER-14, KNO-11, WAL-09)."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from audits import notices
from audits.blockers.climbing import blockers_of_challenges
from audits.models import Audit
from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines
from qa_portal.documents.models import Document
from qa_portal.documents.reports import request_report
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import StandsInTheWay, lock

REPORT = "audit"


def file_audit(audit: Audit, *, by: Any, because: str = "") -> Audit:
    """Put the report on the record: its words are frozen now, the worker makes the PDF once and writes the case note.

    Filed again (a grade was decided otherwise, ``because`` says so) it is a further version that stands beside the
    ones before. Those whom the framework names are alerted in the same transaction. ``by`` is None where time filed it.
    Raises StandsInTheWay while its grade is under challenge (WAL-25).
    """
    with transaction.atomic(), acting(by=by, step="file_audit", reason=because or None):
        audit = lock(audit)
        if challenged := blockers_of_challenges(audit):
            raise StandsInTheWay(challenged)
        number = versions_of(audit).count() + 1
        audit.filed_at = clock.now()
        audit.version += 1
        audit.save(update_fields=["filed_at", "version"])
        meet_deadlines(audit, "audit_file")
        document = request_report(
            REPORT, about=audit, subject=audit.subject, by=by, title=title_of_version(audit, number)
        )
        notices.tell_about(
            notices.FILED if number == 1 else notices.FILED_AGAIN,
            audit,
            list(audit.policy.filing.told_of(audit.grade)),
            occasion=f"{audit.pk}:{document.pk}",
            title=audit.title,
            grade=audit.grade_label or "no overall grade",
            because=because,
        )
    return audit


def versions_of(audit: Audit) -> Any:
    """The reports of an audit, the first first."""
    kind = ContentType.objects.get_for_model(Audit)
    return Document.objects.filter(about_type=kind, about_id=audit.pk, report_key=REPORT).order_by("pk")


def title_of_version(audit: Audit, number: int) -> str:
    """What a report is called: its title, with its number from the second on."""
    return audit.title if number == 1 else f"{audit.title}, version {number}"
