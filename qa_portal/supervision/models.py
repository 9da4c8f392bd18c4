"""Supervision and management oversight on a record (MER-15 to MER-17, WAL-15, LEE-17)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import CaseNote, Subject
from qa_portal.trail.records import Trail


class Supervision(models.Model):
    """One case supervision or management decision: held when, with whom, what was reflected and agreed.

    ``about`` is the audit whose findings it discussed, where it did. It stands on the record as a case note as well.
    """

    class Kind(models.TextChoices):
        """What sort it is."""

        SUPERVISION = "supervision", "Case supervision"
        OVERSIGHT = "oversight", "Management oversight"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="supervisions")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SUPERVISION)
    held_on = models.DateField("held on")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reflection = models.TextField("reflection", max_length=10_000)
    decisions = models.TextField("decisions and actions", max_length=10_000, blank=True)
    reasons = models.TextField("reasons for what was changed", max_length=4000, blank=True)
    about_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    note = models.OneToOneField(CaseNote, on_delete=models.PROTECT, related_name="supervision")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["subject", "kind", "-held_on"], name="supervision_of_subject"),
            models.Index(fields=["about_type", "about_id"], name="supervision_about"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("supervision", args=[self.pk])


class SupervisionExtension(models.Model):
    """An agreed longer time between two supervisions, with its reason (MER-16)."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="supervision_extensions")
    weeks = models.PositiveSmallIntegerField("every so many weeks")
    reason = models.TextField(max_length=2000)
    agreed_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField("until", null=True, blank=True)

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-agreed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(ends_on__isnull=True), name="supervision_one_extension"
            )
        ]
