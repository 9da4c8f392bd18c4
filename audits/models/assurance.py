"""What an Inadequate sets off: assurance within 24 hours, and a decision where its level is disputed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from audits.rules import may_assure, may_decide_level
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .audit import Audit


class Assurance(Stepped):
    """The manager's review of a record that was found inadequate, within 24 hours of the grade (MER-10)."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", "Asked for"
        ASSURED = "assured", "Recorded"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="assurances")
    state = FSMField(default=State.ASKED, choices=State.choices, protected=True)
    asked_at = models.DateTimeField(default=clock.now)
    because = models.CharField("who found it inadequate", max_length=300)
    reviewed_on = models.DateField("when the record was reviewed", null=True, blank=True)
    safety = models.TextField("the safety of everyone whom it relates to", max_length=10_000, blank=True)
    quality = models.TextField("the quality of the work", max_length=10_000, blank=True)
    assured_at = models.DateTimeField(null=True, blank=True)
    assured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit"], condition=Q(state="asked"), name="assurance_one_asked_each"
            ),
            models.CheckConstraint(
                condition=Q(assured_at__isnull=True, assured_by__isnull=True)
                | Q(assured_at__isnull=False, assured_by__isnull=False),
                name="assurance_assured_at_by",
            ),
        ]

    def __str__(self) -> str:
        return "Assurance of safety"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("assurance", args=[self.pk])

    def read_ground(self) -> None:
        """Its audit with record and procedure."""
        self.audit.read_ground()

    @transition(
        field=state,
        source=State.ASKED,
        target=State.ASSURED,
        permission=allows(may_assure),
        custom={"label": "Record the assurance", "primary": True},
    )
    def assure(self, *, by: object) -> None:
        """The record was reviewed, and what was found is recorded."""
        self.assured_at, self.assured_by = clock.now(), by


class LevelDispute(Stepped):
    """A dispute on the level of concern, decided by the head of quality assurance (MER-11)."""

    class State(models.TextChoices):
        """Where it stands."""

        RAISED = "raised", "To be decided"
        DECIDED = "decided", "Decided"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="level_disputes")
    state = FSMField(default=State.RAISED, choices=State.choices, protected=True)
    reason = models.TextField("why the level is disputed", max_length=4000)
    raised_at = models.DateTimeField(default=clock.now)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    grade = models.CharField("the grade that stands", max_length=22, blank=True)
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    decision = models.TextField("the decision and its reason", max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit"], condition=Q(state="raised"), name="level_dispute_one_open_each"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="level_dispute_decided_at_by",
            ),
        ]

    def __str__(self) -> str:
        return "Dispute on the level of concern"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("level_dispute", args=[self.pk])

    def read_ground(self) -> None:
        """Its audit with record and procedure."""
        self.audit.read_ground()

    @transition(
        field=state,
        source=State.RAISED,
        target=State.DECIDED,
        permission=allows(may_decide_level),
        custom={"label": "Decide", "primary": True},
    )
    def decide(self, *, by: object, grade: str, point: int | None, decision: str) -> None:
        """The level that stands, and why."""
        self.grade, self.point, self.decision = grade, point, decision
        self.decided_at, self.decided_by = clock.now(), by
