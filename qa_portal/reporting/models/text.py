"""What belongs to a report: its texts, the rows of its sheets, and whom it is given to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal import clock
from qa_portal.trail.records import Trail

from .report import Report


class ReportText(models.Model):
    """One text of a report. Each saved version stays in its history.

    ``is_drafted``: the portal wrote it from the figures and nobody has changed it, so it is written anew with them.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="texts")
    key = models.CharField(max_length=40)
    words = models.TextField(max_length=20_000, blank=True)
    is_drafted = models.BooleanField(default=True)

    history = Trail(read_by=["report"])

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="report_text_once")]


class ReportSheet(models.Model):
    """The rows of one sheet of a report, gathered with its figures from one reading of the data.

    A cell is a word, a number, true or false, nothing, or a list of one day (["2026-11-02"]). ``records`` are the keys
    of the records that its rows are about: whoever downloads them is in their access log.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sheets")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=31)
    headings = models.JSONField(default=list)
    widths = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    records = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="report_sheet_once")]


class ReportTo(models.Model):
    """Whom a report is given to, when they are to have it, and when they were given it (MER-21)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="recipients")
    name = models.CharField(max_length=200)
    is_outside = models.BooleanField("outside the service", default=False)
    due_on = models.DateField("to be given by")
    given_on = models.DateField("given on", null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_how = models.CharField("how", max_length=200, blank=True)

    history = Trail()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_on__isnull=True, given_by__isnull=True)
                | Q(given_on__isnull=False, given_by__isnull=False),
                name="report_to_given_on_by",
            ),
            models.UniqueConstraint(fields=["report", "name"], name="report_to_once"),
        ]

    @property
    def is_late(self) -> bool:
        """Whether they should have it and don't, or got it after its day."""
        return (self.given_on or clock.today()) > self.due_on
