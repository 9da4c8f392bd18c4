"""The loop ledger: what shows that an audit has changed something, and that it lasted (MER-08, NEW-02)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from qa_portal import clock
from qa_portal.documents.models import Document
from qa_portal.trail.records import Trail

from .audit import Audit


class LoopEvidence(models.Model):
    """What shows one part of a closed loop. Supervision and actions have rows of their own; these are the rest."""

    class Part(models.TextChoices):
        """Which part it shows."""

        IMPROVED = "improved", "The improvement is assured"
        SUSTAINED = "sustained", "The improvement has lasted"
        HEAD_FOLLOWED = "head_followed", "The Head of Service followed up the re-audit"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="loop")
    part = models.CharField(max_length=14, choices=Part)
    evidence = models.TextField("what shows it", max_length=4000)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="loop_evidence"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]


class EarlierPractice(models.Model):
    """Practice by an earlier practitioner or team that an audit found, fed back to them (WAL-10)."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="earlier_practice")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_strength = models.BooleanField("a strength", default=False)
    words = models.TextField("what was found", max_length=4000)
    told_at = models.DateTimeField(null=True, blank=True)

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]
