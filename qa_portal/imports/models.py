"""An import between its dry run and its end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal import clock
from qa_portal.trail.records import Trail


class ImportRun(models.Model):
    """Files that somebody uploaded, what they would do, and what became of them.

    The files hold children's names, so they are emptied as soon as the run is through or given up;
    what it did stays in ``summary``, by counts alone, and on the rows' own histories.
    """

    class State(models.TextChoices):
        """What became of it."""

        CHECKED = "checked", "Checked, not imported"
        IMPORTED = "imported", "Imported"
        ABANDONED = "abandoned", "Given up"

    state = models.CharField(max_length=10, choices=State, default=State.CHECKED)
    files = models.JSONField(default=dict, help_text="Name → content, base64; empty once it is over.")
    digest = models.CharField(max_length=64, help_text="Of the dry run that was shown.")
    summary = models.JSONField(default=dict, help_text="File → how many were added, changed, left, kept.")
    uploaded_at = models.DateTimeField(default=clock.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(excluded_fields=["files"])

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="import_run_ended_at_by",
            ),
            models.CheckConstraint(
                condition=Q(state="checked") | Q(files={}), name="import_run_keeps_no_files"
            ),
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}"
