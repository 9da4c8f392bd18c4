"""The files of a published report: asked for when it is published, made once by the worker."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from qa_portal import clock
from qa_portal.documents.models import StoredFile

from .report import Report


class ReportFile(models.Model):
    """One file of a report: its paper, the paper as it leaves the service, its spreadsheet. Stored once by its SHA-256.

    A paper's words are frozen in ``content`` when the report is published; a spreadsheet is made of its sheets.
    """

    class Sort(models.TextChoices):
        """What file it is."""

        PAPER = "paper", "PDF"
        OUTSIDE = "outside", "PDF for outside the service"
        SPREADSHEET = "spreadsheet", "Spreadsheet"

    class State(models.TextChoices):
        """Whether it can be opened yet."""

        PENDING = "pending", "Being made"
        STORED = "stored", "Ready"
        FAILED = "failed", "Could not be made"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    sort = models.CharField(max_length=12, choices=Sort)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    content = models.JSONField(default=dict, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    stored_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sort"], name="report_file_once"),
            models.CheckConstraint(
                condition=Q(state="stored", file__isnull=False) | (~Q(state="stored") & Q(file__isnull=True)),
                name="report_file_stored_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="pending"), name="report_file_to_make")
        ]

    def get_absolute_url(self) -> str:
        """Where it is opened."""
        return reverse("report_file", args=[self.pk])

    @property
    def ending(self) -> str:
        """The ending of its name."""
        return "xlsx" if self.sort == self.Sort.SPREADSHEET else "pdf"

    @property
    def is_for_outside(self) -> bool:
        """Whether small numbers are left out of it."""
        return self.sort == self.Sort.OUTSIDE

    @property
    def is_ready(self) -> bool:
        """Whether it can be opened."""
        return self.state == self.State.STORED

    @property
    def has_failed(self) -> bool:
        """Whether it was tried and couldn't be made."""
        return self.state == self.State.FAILED
