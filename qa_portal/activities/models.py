"""An activity of quality assurance besides audits, what it found, and what each finding is to change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import ActivityKind, Learning
from qa_portal.people.models import Team
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .rules import may_keep_activity, may_write_findings


class Activity(Stepped):
    """One activity of the calendar (MER-19): a dip sample, a practice week. It names no child."""

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", "Planned"
        HELD = "held", "Held, findings to be written"
        CLOSED = "closed", "Findings agreed"
        CALLED_OFF = "called_off", "Called off"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="activities")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=ActivityKind)
    state = FSMField(default=State.PLANNED, choices=State.choices, protected=True)
    title = models.CharField(max_length=120)
    purpose = models.TextField("what it is to find out", max_length=2000, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    with_whom = models.TextField("who takes part", max_length=1000, blank=True)
    planned_at = models.DateTimeField(default=clock.now)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    looked_at = models.PositiveIntegerField("how many were looked at", null=True, blank=True)
    went = models.TextField("how it went", max_length=4000, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    called_off_because = models.TextField("why it doesn’t take place", max_length=1000, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail()

    class Meta:
        ordering = ["begins_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="activity_ends_after"),
            *at_and_by("activity", "held", "closed", "called_off"),
        ]
        indexes = [
            models.Index(fields=["begins_on", "id"], name="activity_in_order"),
            models.Index(fields=["lead"], condition=Q(state__in=["planned", "held"]), name="activity_led_by"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("activity", args=[self.pk])

    @property
    def policy(self) -> Framework:
        """The procedure that it was planned under."""
        return policy_of(self.framework)

    @property
    def was_held(self) -> bool:
        """Whether it has taken place."""
        return self.held_at is not None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is to be done any more."""
        return self.closed_at is not None or self.called_off_at is not None

    def read_ground(self) -> None:
        """Its procedure, for the rules of a step."""
        _ = self.framework

    @transition(
        field=state,
        source=State.PLANNED,
        target=State.HELD,
        permission=allows(may_write_findings),
        custom={"label": "Say that it was held", "primary": True},
    )
    def hold(self, *, by: object, looked_at: int | None, went: str) -> None:
        """It has taken place."""
        self.looked_at, self.went = looked_at, went
        self.held_at, self.held_by = clock.now(), by

    @transition(
        field=state,
        source=State.HELD,
        target=State.CLOSED,
        permission=allows(may_keep_activity),
        custom={"label": "Agree the findings", "primary": True, "ends": True},
    )
    def close(self, *, by: object) -> None:
        """Its findings are agreed, each with what it is to change (KNO-22)."""
        self.closed_at, self.closed_by = clock.now(), by

    @transition(
        field=state,
        source=State.PLANNED,
        target=State.CALLED_OFF,
        permission=allows(may_keep_activity),
        custom={"label": "Call it off", "danger": True, "ends": True},
    )
    def call_off(self, *, by: object, reason: str) -> None:
        """It doesn't take place, and says why."""
        self.called_off_because = reason
        self.called_off_at, self.called_off_by = clock.now(), by


class Finding(models.Model):
    """One thing that an activity found, good or to be learnt from, in words that name nobody."""

    class Kind(models.TextChoices):
        """Which of the two."""

        STRENGTH = "strength", "A strength"
        TO_LEARN = "to_learn", "Something to learn from"

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.TextField("what was found", max_length=2000)
    to_change = models.TextField("what it is to change there", max_length=1000, blank=True)

    history = Trail()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"Finding {self.pk}"

    @property
    def changes(self) -> list[str]:
        """The areas that it is to change."""
        return [link.area for link in self.links.all()]


class FindingLink(models.Model):
    """A finding's link to what it changes (KNO-22); once it has, with what shows it."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="links")
    area = models.CharField("what it changes", max_length=16, choices=Learning)
    shown = models.TextField("what shows that it has changed", max_length=2000, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "area"], name="finding_link_once"),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True, shown_by__isnull=True)
                | Q(shown_at__isnull=False, shown_by__isnull=False),
                name="finding_link_shown_at_by",
            ),
        ]
        indexes = [models.Index(fields=["area", "id"], name="finding_link_by_area")]

    def __str__(self) -> str:
        return f"{self.get_area_display()}, because of finding {self.finding_id}"
