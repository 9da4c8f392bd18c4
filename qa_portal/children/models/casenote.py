"""Case notes on a record."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from qa_portal import clock
from qa_portal.trail.records import Trail

from .subject import Subject


class CaseNote(models.Model):
    """A dated note on the record: quick to add and to read (LEE-17), never changed, only followed up."""

    class Type(models.TextChoices):
        """What sort of note this is."""

        CASE_NOTE = "case_note", "Case note"
        MANAGEMENT_DECISION = "management_decision", "Management decision"
        SUPERVISION = "supervision", "Supervision"
        QUALITY_ASSURANCE = "quality_assurance", "Quality Assurance"
        CONTACT = "contact", "Contact"
        VISIT = "visit", "Visit"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="case_notes")
    title = models.CharField(max_length=100)
    type = models.CharField(max_length=20, choices=Type, default=Type.CASE_NOTE)
    text = models.TextField(max_length=20_000)
    is_significant = models.BooleanField("significant event", default=False)
    occurred_at = models.DateTimeField("date and time")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    # The same note on a sibling's record, where it was written first (LEE-08).
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    # What the portal wrote by itself says which document it is about, and needs no author.
    document = models.ForeignKey(
        "qa_portal.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="case_notes"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        indexes = [
            models.Index(fields=["subject", "-occurred_at"], name="casenote_by_subject"),
            models.Index(
                fields=["subject", "-occurred_at"],
                condition=models.Q(is_significant=True),
                name="casenote_significant",
            ),
        ]

    def __str__(self) -> str:
        return self.title
