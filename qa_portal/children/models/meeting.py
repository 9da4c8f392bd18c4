"""Meetings about a record: the looked-after review, the child-protection conference."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal import clock
from qa_portal.trail.records import Trail

from .subject import Subject


class Meeting(models.Model):
    """The reviewing officer's own short record of a review or conference, a QAP's usual start (MOS-01)."""

    class Kind(models.TextChoices):
        """What was held."""

        LOOKED_AFTER_REVIEW = "looked_after_review", "Looked-after review"
        CP_CONFERENCE = "cp_conference", "Child-protection conference"
        FOSTER_REVIEW = "foster_review", "Foster carer's review"

    class TookPart(models.TextChoices):
        """How the child took part."""

        ATTENDED = "attended", "Attended and spoke for themselves"
        REPRESENTED = "represented", "Represented by an advocate or another person"
        WROTE = "wrote", "Gave their views beforehand"
        NOT = "not", "Did not take part"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=Kind)
    held_on = models.DateField()
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    took_part = models.CharField("how the child took part", max_length=12, choices=TookPart, blank=True)
    child_view = models.TextField("what the child said, in their own words", max_length=5000, blank=True)
    summary = models.TextField("summary of the review", max_length=10_000, blank=True)
    decisions = models.TextField("decisions", max_length=10_000, blank=True)
    next_on = models.DateField("date of the next review", null=True, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    history = Trail()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="meeting_completed_at_by",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
