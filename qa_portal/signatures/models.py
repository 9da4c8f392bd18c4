"""Electronic signatures: who, in what role, when, over exactly which words (MOS-09)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from qa_portal import clock


class Signature(models.Model):
    """One person's signature of one section of one thing. Never changed; a later one stands beside it.

    ``content`` holds the section as it was signed and ``digest`` its SHA-256, so that a change to what
    was signed shows. It has no history because it has only one state.
    """

    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    section = models.CharField(max_length=40)
    statement = models.CharField(max_length=300)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures"
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=200)
    signed_at = models.DateTimeField(default=clock.now)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["signed_at", "pk"]
        indexes = [models.Index(fields=["about_type", "about_id", "section"], name="signature_about")]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"
