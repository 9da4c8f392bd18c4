"""What the sweep remembers between two beats."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

#: How often beat sends the sweep.
INTERVAL = dt.timedelta(seconds=settings.SWEEP_SECONDS)

#: How long a sweep that would raise too many alerts holds itself before it goes on.
HOLD = dt.timedelta(hours=1)


class SweepState(models.Model):
    """One row: the sweep's heartbeat, and whether it holds itself because of a flood.

    It has no history: it changes every minute, and says nothing of any record.
    """

    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)

    held_since = models.DateTimeField(null=True, blank=True)
    held_alerts = models.PositiveIntegerField(default=0, help_text="How many alerts it would have raised.")
    release_at = models.DateTimeField(null=True, blank=True, help_text="When it goes on by itself.")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="sweep_state_one_row"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="sweep_stopped_at_by",
            ),
        ]

    @property
    def is_held(self) -> bool:
        """Whether it holds itself, or an administrator has stopped it."""
        return self.held_since is not None
