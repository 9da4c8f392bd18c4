"""The pack of a panel: all that one member reads beforehand, as one PDF."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from qa_portal import clock
from qa_portal.documents.models import StoredFile

from .panel import Panel


class Pack(models.Model):
    """One member's pack: its words frozen when they ask for it, made once by the worker.

    It belongs to that member alone, and holds no audit that they step out of or whose record is shut to them. It is no
    document of a record; nothing of it is kept in a trail, since its row says who asked for it and when.
    """

    class State(models.TextChoices):
        """Whether it can be opened yet."""

        PENDING = "pending", "Being made"
        STORED = "stored", "Ready"
        FAILED = "failed", "Could not be made"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="packs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    subjects = models.JSONField(
        default=list, help_text="The records in it, by key: each look at it is logged."
    )
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="packs"
    )
    asked_at = models.DateTimeField(default=clock.now)
    stored_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stored", file__isnull=False) | (~Q(state="stored") & Q(file__isnull=True)),
                name="pack_stored_has_file",
            )
        ]
        indexes = [
            models.Index(fields=["panel", "person", "-asked_at"], name="pack_of_member"),
            models.Index(fields=["next_try_at"], condition=Q(state="pending"), name="pack_to_make"),
        ]

    def get_absolute_url(self) -> str:
        """Where it is opened."""
        return reverse("panel_pack", args=[self.panel_id])
