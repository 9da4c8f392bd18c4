"""What an audit rests on: documents that its reviewer attached to a section."""

from __future__ import annotations

from django.db import models

from qa_portal.documents.models import Document
from qa_portal.trail.records import Trail

from .audit import Audit


class Evidence(models.Model):
    """A document on the record that a section of an audit rests on."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="evidence")
    section_key = models.CharField("section", max_length=40)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="audit_evidence")

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "section_key", "document"], name="evidence_once")
        ]

    def __str__(self) -> str:
        return self.document.title
