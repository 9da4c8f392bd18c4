"""Meetings about a record: the looked-after review, the conference, the foster carer's review."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.children.meeting_rules import may_keep_meeting, may_reopen_meeting
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .subject import Subject


class Meeting(Stepped):
    """The reviewing officer's own short record of a review or conference, a QAP's usual start (MOS-01)."""

    class Kind(models.TextChoices):
        """What was held."""

        LOOKED_AFTER_REVIEW = "looked_after_review", "Looked-after review"
        CP_CONFERENCE = "cp_conference", "Child-protection conference"
        FOSTER_REVIEW = "foster_review", "Foster carer's review"

    class TookPart(models.TextChoices):
        """How the child took part."""

        ATTENDED = "attended", "Attended and spoke for themselves"
        REPRESENTED = "represented", "Represented by an advocate or another person"
        WROTE = "wrote", "Gave their views beforehand"
        NOT = "not", "Did not take part"

    class State(models.TextChoices):
        """It is written, then completed."""

        STARTED = "started", "Being written"
        COMPLETED = "completed", "Completed"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=Kind)
    state = FSMField(default=State.STARTED, choices=State.choices, protected=True)
    held_on = models.DateField("held on")
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    took_part = models.CharField("how the child took part", max_length=12, choices=TookPart, blank=True)
    child_view = models.TextField("what the child said, in their own words", max_length=5000, blank=True)
    summary = models.TextField("summary of the review", max_length=10_000, blank=True)
    decisions = models.TextField("decisions", max_length=10_000, blank=True)
    next_on = models.DateField("date of the next review", null=True, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="started", completed_at__isnull=True, completed_by__isnull=True)
                | Q(state="completed", completed_at__isnull=False, completed_by__isnull=False),
                name="meeting_completed_at_by",
            )
        ]
        indexes = [models.Index(fields=["subject", "-held_on"], name="meeting_by_subject")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meeting", args=[self.pk])

    @property
    def is_completed(self) -> bool:
        """Whether it is closed, so that its next actions are open."""
        return self.state == self.State.COMPLETED

    @transition(
        field=state,
        source=State.STARTED,
        target=State.COMPLETED,
        permission=allows(may_keep_meeting),
        custom={"label": "Complete the review", "primary": True},
    )
    def complete(self, *, by: object) -> None:
        """The reviewing officer has written everything down."""
        self.completed_at, self.completed_by = clock.now(), by

    @transition(
        field=state,
        source=State.COMPLETED,
        target=State.STARTED,
        permission=allows(may_reopen_meeting),
        custom={"label": "Reopen the review", "by_action_only": True, "danger": True},
    )
    def reopen(self) -> None:
        """The IRO Manager opens it again, with a reason (MOS-22)."""
        self.completed_at = self.completed_by = None
