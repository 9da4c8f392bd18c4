"""Documents on a record: what was uploaded, and what the portal wrote (LEE-12, LEE-13)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.trail.records import Trail


class StoredFile(models.Model):
    """Bytes on the volume, named by their SHA-256 and never changed.

    Written in this order: this row pending, the bytes to a temporary file, fsync, rename, this row
    stored. So a crash leaves a pending row that the sweep of orphans removes, never half a file that a
    record points to.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=clock.now)
    stored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], condition=Q(stored_at__isnull=True), name="file_pending")
        ]

    def __str__(self) -> str:
        return self.sha256


class Document(models.Model):
    """One document on a record.

    What the portal writes starts *pending*, with its words frozen in ``content`` in the transaction that
    asks for it; the worker makes the PDF of exactly those words, once.
    """

    class Kind(models.TextChoices):
        """What sort of document this is."""

        UPLOAD = "upload", "Uploaded document"
        REPORT = "report", "Report"
        LETTER = "letter", "Letter"
        REFERRAL = "referral", "Cafcass referral"

    class State(models.TextChoices):
        """Whether it can be opened yet."""

        PENDING = "pending", "Being made"
        STORED = "stored", "On the record"
        FAILED = "failed", "Could not be made"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=150)
    report_key = models.CharField(max_length=60, blank=True)
    about_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    addressed_to = models.CharField(max_length=300, blank=True)
    content = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stored_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    last_error = models.CharField(max_length=200, blank=True)

    history = Trail(read_by=["subject"], excluded_fields=["content"])

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stored", file__isnull=False) | (~Q(state="stored") & Q(file__isnull=True)),
                name="document_stored_has_file",
            )
        ]
        indexes = [
            models.Index(fields=["subject", "-added_at"], name="document_by_subject"),
            models.Index(fields=["about_type", "about_id"], name="document_about"),
            models.Index(fields=["next_try_at"], condition=Q(state="pending"), name="document_to_make"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is opened."""
        return reverse("document", args=[self.pk])
