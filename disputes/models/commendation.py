"""A positive alert: a reviewing officer commends good practice by the same route (NEW-12)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from disputes.rules import is_thanked
from qa_portal import clock
from qa_portal.trail.records import Trail
from qa_portal.workflow.permissions import allows

from .raised import Raised


class Commendation(Raised):
    """Good practice on a record, told to those who did it and to their managers, and counted."""

    class State(models.TextChoices):
        """It is sent when it is written; whoever it thanks may say that it was read."""

        SENT = "sent", "Sent"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"

    state = FSMField(default=State.SENT, choices=State.choices, protected=True)
    theme = models.CharField(max_length=40, blank=True)
    practice = models.TextField("what was done well", max_length=4000)
    difference = models.TextField("what difference it made for the child", max_length=4000)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="commendation_acknowledged_at_by",
            )
        ]

    def __str__(self) -> str:
        return f"Commendation {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commendation", args=[self.pk])

    @transition(
        field=state,
        source=State.SENT,
        target=State.ACKNOWLEDGED,
        permission=allows(is_thanked),
        custom={"label": "Say that you have read it", "primary": True},
    )
    def acknowledge(self, *, by: object) -> None:
        """The practitioner or a manager of the team has read it."""
        self.acknowledged_at, self.acknowledged_by = clock.now(), by
