"""A panel: one sitting, with a date, its members, and whoever is invited for single audits (MER-04, MER-05, KNO-05)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from moderation.rules import may_chair_panel, may_keep_panel
from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows


class Panel(Stepped):
    """One sitting of a moderation panel, or one joint audit: its agenda, its members, its minutes.

    It keeps the framework version that it was planned under. ``grade_until`` is until when the members grade alone.
    """

    class Kind(models.TextChoices):
        """What sits."""

        PANEL = "panel", "Moderation panel"
        JOINT = "joint", "Joint audit"

    class State(models.TextChoices):
        """Where a panel stands."""

        PLANNED = "planned", "Being planned"
        CONVENED = "convened", "Convened"
        SITTING = "sitting", "Sitting"
        ENDED = "ended", "Ended"
        CANCELLED = "cancelled", "Called off"

    #: States in which its members grade.
    GRADING = (State.CONVENED, State.SITTING)

    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.PANEL)
    state = FSMField(default=State.PLANNED, choices=State.choices, protected=True)
    begins_at = models.DateTimeField("when it begins")
    grade_until = models.DateTimeField("until when members grade alone")
    place = models.CharField("where", max_length=200, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panels_chaired"
    )
    minutes = models.TextField("minutes", max_length=20_000, blank=True)
    planned_at = models.DateTimeField(default=clock.now)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    convened_at = models.DateTimeField(null=True, blank=True)
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cancelled_because = models.TextField("why it was called off", max_length=2000, blank=True)

    history = Trail()

    class Meta:
        ordering = ["-begins_at", "-pk"]
        constraints = at_and_by("panel", "convened", "begun", "ended")
        indexes = [
            models.Index(fields=["-begins_at", "-id"], name="panel_newest"),
            # What whoever chairs has still to convene or to end.
            models.Index(
                fields=["chair", "begins_at", "id"],
                condition=Q(state__in=["planned", "sitting"]),
                name="panel_to_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {weekday_date(self.begins_at)}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("panel", args=[self.pk])

    @property
    def policy(self) -> Framework:
        """The procedure that it was planned under."""
        return policy_of(self.framework)

    @property
    def is_joint(self) -> bool:
        """Whether several audit one case jointly, to learn to judge alike: its grade changes no audit (KNO-05)."""
        return self.kind == self.Kind.JOINT

    @property
    def members_grade(self) -> bool:
        """Whether its members can grade now."""
        return self.state in self.GRADING

    @property
    def is_sitting(self) -> bool:
        """Whether grades can be shown and agreed now."""
        return self.state == self.State.SITTING

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in (self.State.ENDED, self.State.CANCELLED)

    def read_ground(self) -> None:
        """Its procedure, for the rules of a step."""
        _ = self.framework

    @transition(
        field=state,
        source=State.PLANNED,
        target=State.CONVENED,
        permission=allows(may_keep_panel),
        custom={"label": "Convene it", "primary": True},
    )
    def convene(self, *, by: object) -> None:
        """Members are asked to grade, and those who are invited are told."""
        self.convened_at, self.convened_by = clock.now(), by

    @transition(
        field=state,
        source=State.CONVENED,
        target=State.SITTING,
        permission=allows(may_chair_panel),
        custom={"label": "Begin the panel", "primary": True},
    )
    def begin(self, *, by: object) -> None:
        """From now on grades can be shown to the members, and agreed."""
        self.begun_at, self.begun_by = clock.now(), by

    @transition(
        field=state,
        source=State.SITTING,
        target=State.ENDED,
        permission=allows(may_chair_panel),
        custom={"label": "End the panel"},
    )
    def end(self, *, by: object, minutes: str) -> None:
        """What wasn't reached is carried over; the minutes stand."""
        self.minutes = minutes
        self.ended_at, self.ended_by = clock.now(), by

    @transition(
        field=state,
        source=[State.PLANNED, State.CONVENED],
        target=State.CANCELLED,
        permission=allows(may_keep_panel),
        custom={"label": "Call it off", "danger": True},
    )
    def cancel(self, *, reason: str) -> None:
        """It doesn't sit. What was on its agenda waits for the next one."""
        self.cancelled_because = reason


class PanelMember(models.Model):
    """Somebody who sits on a panel and grades. ``attended`` is said in the minutes; empty before."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panels")
    role = models.CharField(max_length=30)
    attended = models.BooleanField("took part", null=True, blank=True)

    history = Trail()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once")]


class Invitation(models.Model):
    """Somebody who is invited to a panel for one of its audits: its reviewer, the team's manager (MER-05)."""

    moderation = models.ForeignKey("Moderation", on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    invited_as = models.CharField(max_length=30)
    invited_at = models.DateTimeField(default=clock.now)

    history = Trail()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["moderation", "person"], name="panel_invitation_once")]
