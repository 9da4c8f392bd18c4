"""The answers of an audit, and every overall grade that it was given."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from qa_portal import clock
from qa_portal.trail.records import Trail
from qa_portal.trail.together import SavedTogether

from .audit import Audit


class Answer(SavedTogether):
    """The answer to one question of an audit, by the question's stable id.

    ``value`` is a grade, yes, partly, no, or a date (2026-04-01); ``point`` a point on the scale. Where grades are
    given twice, those after the conversation stand beside (WAL-06). ``words`` is a text, or the comment that explains
    a grade.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="answers")
    question_id = models.CharField(max_length=40)
    value = models.CharField(max_length=22, blank=True)
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    value_after = models.CharField(max_length=22, blank=True)
    point_after = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(max_length=10_000, blank=True)
    not_applicable_because = models.CharField(max_length=500, blank=True)

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["audit", "question_id"], name="answer_once")]

    @property
    def grade(self) -> str:
        """The grade that stands: the one after the conversation where there is one."""
        return self.value_after or self.value

    @property
    def applies(self) -> bool:
        """Whether the question was answered otherwise than with “not applicable”."""
        return not self.not_applicable_because


class GradeGiven(models.Model):
    """One overall grade that somebody gave: the grade history of an audit (WAL-13). Written once."""

    class Occasion(models.TextChoices):
        """When it was given."""

        RECORD = "record", "After reading the record"
        CONVERSATION = "conversation", "After the conversation"
        PANEL = "panel", "By the moderation panel"
        CHALLENGE = "challenge", "After a challenge"
        LEVEL = "level", "After a dispute on the level of concern"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="grades")
    occasion = models.CharField(max_length=12, choices=Occasion)
    grade = models.CharField(max_length=22)
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(max_length=10_000, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["given_at", "pk"]
