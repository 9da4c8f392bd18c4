"""The quality check of a completed audit, with its comments (WAL-08)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from qa_portal import clock
from qa_portal.trail.records import Trail

from .audit import Audit


class AuditCheck(models.Model):
    """One quality check of a completed audit: accepted, or sent back with comments (WAL-08)."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="checks")
    number = models.PositiveSmallIntegerField(default=1)
    is_accepted = models.BooleanField()
    says = models.TextField(max_length=4000, blank=True)
    discussion_offered = models.BooleanField("a discussion was offered", default=False)
    amend_until = models.DateField("to be amended by", null=True, blank=True)
    checked_at = models.DateTimeField(default=clock.now)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["number", "pk"]


class CheckComment(models.Model):
    """A comment of a check, pinned to a question; "" stands for the whole."""

    check_of = models.ForeignKey(AuditCheck, on_delete=models.PROTECT, related_name="comments")
    question_id = models.CharField(max_length=40, blank=True)
    text = models.TextField(max_length=2000)

    history = Trail()

    class Meta:
        ordering = ["pk"]
