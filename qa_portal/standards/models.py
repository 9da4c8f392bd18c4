"""The standards checklist of one conference or review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal import clock
from qa_portal.children.models import Meeting, Subject
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Checklist
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.models import Team
from qa_portal.trail.records import Trail


class StandardsChecklist(models.Model):
    """The checklist of one meeting (KNO-16). It is complete once each standard is answered; ``team`` is whose work the
    meeting looked at, on the day on which it was begun."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="standards_checklists")
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="standards_checklist")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    begun_at = models.DateTimeField(default=clock.now)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="standards_completed_at_by",
            )
        ]

    def __str__(self) -> str:
        return self.checklist.title

    @property
    def checklist(self) -> Checklist:
        """The standards, as they were when it was begun."""
        kind = self.meeting.kind
        return next(each for each in policy_of(self.framework).checklists if each.meeting == kind)


class StandardAnswer(models.Model):
    """Whether one standard was met."""

    class Met(models.TextChoices):
        """How far."""

        YES = "yes", "Met"
        PARTLY = "partly", "Partly met"
        NO = "no", "Not met"
        NOT_APPLICABLE = "na", "Doesn’t apply"

    #: What is to be explained.
    EXPLAINED = (Met.PARTLY, Met.NO)

    checklist = models.ForeignKey(StandardsChecklist, on_delete=models.CASCADE, related_name="answers")
    standard = models.CharField(max_length=40, help_text="The id of the standard.")
    met = models.CharField(max_length=6, choices=Met)
    note = models.TextField("what was missing", max_length=1000, blank=True)

    history = Trail(read_by=["checklist"])

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["checklist", "standard"], name="standard_answer_once")]

    def __str__(self) -> str:
        return f"{self.standard}: {self.get_met_display()}"
