"""The IRO's audit of care planning and review, which a looked-after review carries (MOS-23)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from audits.rules import may_keep_planning_audit
from qa_portal import clock
from qa_portal.children.models import Meeting
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import AuditTool
from qa_portal.frameworks.queries import policy_of
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows


class CarePlanningAudit(Stepped):
    """The answers to the framework's ``iro_audit`` tool, under the version that the audit started with.

    ``answers`` maps a question's stable id to ``{"answer": …, "comment": …}``, so that answers can be counted over
    years whatever the question's words become. It is complete when every mandatory question is answered, and can be
    changed until the review is completed.
    """

    class State(models.TextChoices):
        """It is answered, then complete."""

        STARTED = "started", "In progress"
        COMPLETED = "completed", "Completed"

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="planning_audit")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=State.STARTED, choices=State.choices, protected=True)
    answers = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["meeting"])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="started", completed_at__isnull=True, completed_by__isnull=True)
                | Q(state="completed", completed_at__isnull=False, completed_by__isnull=False),
                name="planning_audit_completed_at_by",
            )
        ]

    def __str__(self) -> str:
        return self.tool.title

    def get_absolute_url(self) -> str:
        """Where it is read."""
        return reverse("planning_audit", args=[self.meeting_id])

    @property
    def tool(self) -> AuditTool:
        """The questions as they were when it started."""
        tool = policy_of(self.framework).iro_audit
        assert tool is not None, "an audit starts only where the framework has the tool"
        return tool

    @transition(
        field=state,
        source=State.STARTED,
        target=State.COMPLETED,
        permission=allows(may_keep_planning_audit),
        custom={"label": "Complete the audit", "by_action_only": True},
    )
    def complete(self, *, by: object) -> None:
        """Every mandatory question is answered."""
        self.completed_at, self.completed_by = clock.now(), by

    @transition(
        field=state,
        source=State.COMPLETED,
        target=State.STARTED,
        permission=allows(may_keep_planning_audit),
        custom={"label": "Change the answers", "by_action_only": True},
    )
    def take_up_again(self) -> None:
        """A mandatory answer was taken back before the review was completed."""
        self.completed_at = self.completed_by = None
