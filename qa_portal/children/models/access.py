"""Restricted records, emergency access, and the log of who saw what (LEE-14, LEE-16)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qa_portal import clock
from qa_portal.trail.records import Trail

from .subject import Subject


class Guardian(models.Model):
    """A person named on a restricted record: with those who are named it is open, to all others shut."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="guardians")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guardianships"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "person"], name="guardian_unique")]


class EmergencyAccess(models.Model):
    """A restricted record opened for one person, with a reason, for a few hours."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="emergencies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1000)
    opened_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="emergency_ends_later")
        ]


class AccessLogEntry(models.Model):
    """One look at a record, or one look refused. The database refuses to change or delete it."""

    class What(models.TextChoices):
        """What came of the request."""

        VIEWED = "viewed", "Seen"
        REFUSED = "refused", "Refused"
        EMERGENCY = "emergency", "Emergency access opened"
        DOWNLOADED = "downloaded", "Document opened"
        EXPORTED = "exported", "In an exported list"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="access_log")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    what = models.CharField(max_length=12, choices=What)
    page = models.CharField(
        max_length=80, help_text="The name of the page, and the number of what it showed."
    )
    why = models.CharField(max_length=120, help_text="The relation that gave the right, or why not.")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "access log"
        indexes = [
            models.Index(fields=["subject", "-at"], name="access_by_subject"),
            models.Index(fields=["person", "-at"], name="access_by_person"),
        ]
