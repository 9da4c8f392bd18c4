"""*Significant information on an open case*, which a QAP may start from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from disputes.rules import is_keeper
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows


class SignificantInformation(Stepped):
    """*Significant information on an open case*: how a QAP starts outside a review (MOS-02)."""

    class State(models.TextChoices):
        """It is written, then completed."""

        DRAFTED = "drafted", "Being written"
        COMPLETED = "completed", "Completed"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="significant_information")
    state = FSMField(default=State.DRAFTED, choices=State.choices, protected=True)
    received_on = models.DateField("date the information was received", null=True, blank=True)
    summary = models.TextField("summary of the information", max_length=10_000, blank=True)
    actions_to_take = models.TextField("actions to be taken", max_length=10_000, blank=True)
    worker = models.CharField("completed by", max_length=120, blank=True)
    worker_on = models.DateField("date completed", null=True, blank=True)
    raised_at = models.DateTimeField(default=clock.now)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-raised_at", "-pk"]
        verbose_name_plural = "significant information"
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="information_completed_at_by",
            )
        ]
        indexes = [
            models.Index(
                fields=["raised_at", "id"], condition=Q(state="drafted"), name="information_unfinished"
            )
        ]

    def __str__(self) -> str:
        return "Significant information"

    def get_absolute_url(self) -> str:
        """Its form, or once completed its page."""
        return reverse("significant_information", args=[self.pk])

    @transition(
        field=state,
        source=State.DRAFTED,
        target=State.COMPLETED,
        permission=allows(is_keeper),
        custom={"label": "Complete and start the QAP", "primary": True},
    )
    def complete(self, *, by: object) -> None:
        """The information stands; the QAP starts from it."""
        self.completed_at, self.completed_by = clock.now(), by
