"""A safety alert: an immediate concern for somebody's safety, at any time of an audit (WAL-19, KNO-09)."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from django_fsm import FSMField, transition

from audits.rules import holds_rung_of_alert, may_climb_alert
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework, Rung
from qa_portal.frameworks.queries import policy_of
from qa_portal.trail.records import Trail
from qa_portal.workflow.permissions import allows

from .audit import Audit
from .climbing import Climbing, RungTaken, answered_at_by, resolved_at_by


class SafetyAlert(Climbing):
    """One alert. It has its own ladder and never waits for the audit."""

    class State(models.TextChoices):
        """Where it stands."""

        RAISED = "raised", "To be answered"
        RESOLVED = "resolved", "Resolved"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="safety_alerts")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    audit = models.ForeignKey(
        Audit, null=True, blank=True, on_delete=models.PROTECT, related_name="safety_alerts"
    )
    state = FSMField(default=State.RAISED, choices=State.choices, protected=True)
    concern = models.TextField("the concern", max_length=4000)
    needed = models.TextField("what must happen now", max_length=4000, blank=True)

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [resolved_at_by("safety_alert_resolved_at_by")]

    def __str__(self) -> str:
        return "Safety alert"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("safety_alert", args=[self.pk])

    @property
    def policy(self) -> Framework:
        """The procedure that it was raised under."""
        return policy_of(self.framework)

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Who must answer, lowest first."""
        return self.policy.safety_alerts.rungs

    @property
    def is_open(self) -> bool:
        """Whether it is still to be answered."""
        return self.state == self.State.RAISED

    def read_ground(self) -> None:
        """Its record and procedure."""
        self.subject  # noqa: B018
        self.framework  # noqa: B018

    @transition(
        field=state,
        source=State.RAISED,
        target=State.RAISED,
        permission=allows(may_climb_alert),
        custom={"label": "Take it to the next stage", "by_time": True},
    )
    def climb(self) -> None:
        """It isn't resolved on this rung, or nobody answered in time."""
        self.rung += 1

    @transition(
        field=state,
        source=State.RAISED,
        target=State.RESOLVED,
        permission=allows(holds_rung_of_alert),
        custom={"label": "Record that it is resolved", "primary": True, "ends": True},
    )
    def resolve(self, *, by: object, outcome: str) -> None:
        """What was done, and that everyone is safe."""
        from qa_portal import clock

        self.outcome = outcome
        self.resolved_at, self.resolved_by = clock.now(), by


class SafetyRung(RungTaken):
    """What one rung of an alert came to."""

    alert = models.ForeignKey(SafetyAlert, on_delete=models.PROTECT, related_name="taken")

    history = Trail(read_by=["alert"])

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "number"], name="safety_rung_once"),
            answered_at_by("safety_rung_answered_at_by"),
        ]
