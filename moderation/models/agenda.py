"""What a panel's agenda was drawn from, and why each audit is on it or isn't (KNO-05, KNO-14, WAL-18, NEW-03)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from audits.models import Audit
from qa_portal import clock
from qa_portal.trail.records import Trail

from .panel import Panel


class Stratum(models.TextChoices):
    """Why an audit is moderated: agreement is reported apart for each (NEW-03)."""

    EXTREME = "extreme", "Its grade is always moderated"
    ALL = "all", "Every audit is moderated"
    RANDOM = "random", "Drawn by chance"
    JOINT = "joint", "Joint audit"


class AgendaDraw(models.Model):
    """One draw of a panel's agenda: its seed and what came of it. Never changed; a later one stands beside it."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    wanted = models.PositiveSmallIntegerField(help_text="How many were drawn by chance.")
    pool_size = models.PositiveIntegerField(help_text="From how many.")
    since = models.DateTimeField(help_text="Audits that were returned from this moment on.")
    reason = models.CharField("why it was drawn again", max_length=500, blank=True)
    drawn_at = models.DateTimeField(default=clock.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["panel", "number"], name="agenda_draw_number_unique")]


class AgendaLine(models.Model):
    """One audit that a draw looked at: whether it is on the agenda, and why. Written once."""

    draw = models.ForeignKey(AgendaDraw, on_delete=models.PROTECT, related_name="lines")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=7, choices=Stratum, blank=True)
    is_carried = models.BooleanField("carried over", default=False)
    because = models.CharField(max_length=300, help_text="Why it is on the agenda or isn't, in a sentence.")
    lot = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draw", "audit"], name="agenda_line_once")]
        indexes = [models.Index(fields=["draw", "stratum", "id"], name="agenda_line_by_stratum")]
