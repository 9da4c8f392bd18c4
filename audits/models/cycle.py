"""A cycle of audits: a month's cases of a service, drawn by chance and sent to whoever audits them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from audits.rules import may_keep_cycle
from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.children.models import Subject
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import CycleTool, Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.models import Team
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows


class Cycle(Stepped):
    """One cycle: a month, a service and a tool, with what it looks at (MER-02, WAL-01, KNO-02).

    Its pool is the open records of the service's teams. It keeps the framework version that it was opened under.
    """

    class State(models.TextChoices):
        """Where a cycle stands."""

        PLANNED = "planned", "Being planned"
        DRAWN = "drawn", "Drawn, not yet sent"
        SENT = "sent", "Under way"
        CLOSED = "closed", "Closed"

    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="audit_cycles")
    tool_key = models.CharField("tool", max_length=40)
    month = models.DateField(help_text="The first day of its month.")
    state = FSMField(default=State.PLANNED, choices=State.choices, protected=True)
    focus = models.CharField("area of focus", max_length=200)
    is_themed = models.BooleanField("themed", default=False)
    came_from = models.TextField("what the theme came from", max_length=2000, blank=True)
    agreed_by = models.CharField("who agreed it", max_length=200, blank=True)
    agreed_on = models.DateField("when it was agreed", null=True, blank=True)
    size = models.PositiveSmallIntegerField("how many cases", default=0)
    begins_on = models.DateField()
    ends_on = models.DateField()
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail()

    class Meta:
        ordering = ["-month", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "tool_key", "month"], name="cycle_one_each"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="cycle_ends_after_start"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="cycle_sent_at_by",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="cycle_closed_at_by",
            ),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, agreed_by="")
                | (Q(agreed_on__isnull=False) & ~Q(agreed_by="")),
                name="cycle_agreed_on_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy.terms.cycle} {self.month:%B %Y}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return address("cycle", self.pk)

    @property
    def policy(self) -> Framework:
        """The procedure that it was opened under."""
        return policy_of(self.framework)

    @property
    def tool(self) -> CycleTool:
        """The tool that its cases are audited with."""
        return self.policy.tool(self.tool_key)

    @property
    def has_been_drawn(self) -> bool:
        """Whether its cases were drawn, so that another draw would be one more."""
        return self.state != self.State.PLANNED

    @transition(
        field=state,
        source=[State.PLANNED, State.DRAWN],
        target=State.DRAWN,
        permission=allows(may_keep_cycle),
        custom={"label": "Draw the cases", "primary": True},
    )
    def draw(self) -> None:
        """Cases were drawn and paired. Until they are sent it can be drawn again, with the reason (NEW-04)."""

    @transition(
        field=state,
        source=State.DRAWN,
        target=State.SENT,
        permission=allows(may_keep_cycle),
        custom={"label": "Send the allocations", "primary": True},
    )
    def send(self, *, by: object) -> None:
        """Whoever audits, practitioners and managers get their allocations (WAL-03)."""
        self.sent_at, self.sent_by = clock.now(), by

    @transition(
        field=state,
        source=State.SENT,
        target=State.CLOSED,
        permission=allows(may_keep_cycle),
        custom={"label": "Close the cycle"},
    )
    def close(self, *, by: object) -> None:
        """Nothing of it is outstanding."""
        self.closed_at, self.closed_by = clock.now(), by


class CycleReviewer(models.Model):
    """Somebody of the cohort in one cycle, with how many audits they take; none while they are away."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    share = models.PositiveSmallIntegerField("how many audits", default=1)
    because = models.CharField("why", max_length=200, blank=True)
    agency = models.CharField("agency", max_length=40, blank=True, help_text="Where several audit (KNO-13).")

    history = Trail()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "person"], name="cycle_reviewer_once")]


class Draw(models.Model):
    """One draw of a cycle: its seed, its settings and what came of it. Never changed; a later one stands beside it.

    The same seed over the same pool gives the same cases and pairings (KNO-02, NEW-04).
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    wanted = models.PositiveSmallIntegerField(help_text="How many cases were asked for.")
    settings_used = models.JSONField(default=dict, help_text="The rules of selection as they were applied.")
    pool_size = models.PositiveIntegerField(default=0)
    pool_digest = models.CharField(max_length=64, help_text="SHA-256 over the pool as it was drawn from.")
    infeasible_because = models.JSONField(
        default=list, blank=True, help_text="Sentences; empty where it could be drawn as asked."
    )
    relaxed = models.JSONField(
        default=list, blank=True, help_text="Sentences: what had to be given up to draw as many."
    )
    fairness = models.JSONField(
        default=dict, blank=True, help_text="How each team and reviewer fared, and why cases were left out."
    )
    reason = models.CharField("why it was drawn again", max_length=500, blank=True)
    drawn_at = models.DateTimeField(default=clock.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="draw_number_unique")]

    def __str__(self) -> str:
        return f"Draw {self.number}"

    @property
    def is_feasible(self) -> bool:
        """Whether as many cases could be drawn and paired as were asked for."""
        return not self.infeasible_because


class DrawLine(models.Model):
    """One case of a draw's pool: whether it was drawn, passed over or left out, and why. Written once.

    ``lot`` is the case's lot by chance: the lower, the earlier in its team. A drawn case says who audits it, and who
    was barred from it and why.
    """

    class Fate(models.TextChoices):
        """What became of a case."""

        DRAWN = "drawn", "Drawn"
        NOT_DRAWN = "not_drawn", "In the pool, not drawn"
        EXCLUDED = "excluded", "Left out of the pool"

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="lines")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fate = models.CharField(max_length=10, choices=Fate)
    because = models.CharField(max_length=300, help_text="Why, in a sentence.")
    lot = models.FloatField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    barred = models.JSONField(
        default=list, blank=True, help_text="Of a drawn case: who could not audit it, and why."
    )
    too_new = models.CharField(
        max_length=200, blank=True, help_text="That it was allocated to its practitioner too lately."
    )
    ties = models.JSONField(
        default=dict, blank=True, help_text="What single reviewers have had to do with it, as it was drawn."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draw", "subject"], name="draw_line_once")]
        indexes = [
            # The order in which it is shown; the lines of earlier draws aren't read to find it.
            models.Index(fields=["draw", "id"], name="draw_line_in_order"),
            models.Index(fields=["draw", "fate", "id"], name="draw_line_by_fate"),
            models.Index(fields=["draw", "team", "id"], name="draw_line_by_team"),
        ]
