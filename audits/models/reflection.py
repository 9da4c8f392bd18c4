"""Whether the reflective conversation that an audit's return offered took place (MER-03)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal import clock
from qa_portal.trail.records import Trail

from .audit import Audit


class Reflection(models.Model):
    """What became of the offer, as practitioner or Team Manager recorded it; one for each audit, its history kept."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="reflections")
    took_place = models.BooleanField("it took place")
    held_on = models.DateField("when it was held", null=True, blank=True)
    words = models.TextField("what came of it, or why it wasn't taken up", max_length=4000, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["audit"], name="reflection_one_each"),
            models.CheckConstraint(
                condition=Q(took_place=True, held_on__isnull=False)
                | Q(took_place=False, held_on__isnull=True),
                name="reflection_that_took_place_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return "Reflective conversation"
