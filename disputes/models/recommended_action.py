"""One row of a stage: what is recommended on an issue, and the manager's answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal.trail.records import Trail

from .stage import DisputeStage


class RecommendedAction(models.Model):
    """One row of a stage: an issue, the action recommended on it, and the manager's answer."""

    stage = models.ForeignKey(DisputeStage, on_delete=models.PROTECT, related_name="actions")
    position = models.PositiveSmallIntegerField(default=0)
    issue = models.TextField(max_length=4000, blank=True)
    action = models.TextField("recommended action", max_length=4000)
    due_on = models.DateField("to be done by", null=True, blank=True)
    carried_from = models.CharField(max_length=60, blank=True, help_text="Where it was carried over from.")
    carried_note = models.TextField(max_length=8000, blank=True, help_text="What was said of it there.")
    answer = models.TextField("answer", max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["stage"])

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="recommended_action_answered_at_by",
            )
        ]
