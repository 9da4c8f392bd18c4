"""Attach what a section of an audit rests on (LEE-13)."""

from __future__ import annotations

from typing import Any

from audits.models import Audit, Evidence
from qa_portal.documents.actions import attach_document
from qa_portal.documents.uploads import CheckedUpload
from qa_portal.trail.acts import act

from .writing import hold, touch


def attach_evidence(
    audit: Audit, section_key: str, *, by: Any, upload: CheckedUpload, title: str
) -> Evidence:
    """Put a document on the record and say which section rests on it. Raises KeyError, and as ``attach_document``."""
    section = audit.tool.section(section_key)
    with act("attach_evidence", by=by, reason=section.title):
        fresh = hold(audit, by)
        document = attach_document(fresh.subject, by=by, upload=upload, title=title, about=fresh)
        evidence = Evidence.objects.create(audit=fresh, section_key=section.key, document=document)
        touch(fresh)
    return evidence


def take_out_evidence(evidence: Evidence, *, by: Any) -> None:
    """Take a document out of a section again; it stays on the record. Raises NotYours, NotNow."""
    with act("take_out_evidence", by=by):
        fresh = hold(evidence.audit, by)
        evidence.delete()
        touch(fresh)
