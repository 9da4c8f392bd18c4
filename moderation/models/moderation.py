"""One audit before a panel: graded alone, shown, agreed; the feedback to whoever wrote it (MER-04, MER-05, WAL-18)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from audits.models import Audit
from moderation.rules import may_agree, may_keep_item, may_lead_item
from qa_portal import clock
from qa_portal.frameworks.policy import Framework
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .agenda import Stratum
from .panel import Panel


class Moderation(Stepped):
    """One audit on a panel's agenda.

    ``reviewer_grade`` is the overall grade as it stood when the panel was convened, ``grade`` the one that the panel
    agreed. An audit that wasn't reached is carried over: a later panel has a row of its own, which ``carried_from``
    leads back from. What its members gave alone is in ``grades``: nobody sees another's before it is revealed.
    """

    class State(models.TextChoices):
        """Where it stands."""

        LISTED = "listed", "To be graded alone"
        REVEALED = "revealed", "Grades shown, to be agreed"
        AGREED = "agreed", "Agreed"
        CARRIED = "carried", "Carried over"
        TAKEN_OFF = "taken_off", "Taken off the agenda"

    #: States in which the panel still has it before it.
    OPEN = (State.LISTED, State.REVEALED)

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="moderations")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="moderations")
    place = models.PositiveSmallIntegerField(help_text="Its place on the agenda, from 1.")
    stratum = models.CharField(max_length=7, choices=Stratum)
    carried_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    state = FSMField(default=State.LISTED, choices=State.choices, protected=True)
    reviewer_grade = models.CharField(max_length=22)
    reviewer_point = models.PositiveSmallIntegerField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    revealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revealed_because = models.TextField("why it wasn't waited for everybody", max_length=2000, blank=True)
    grade = models.CharField("the panel's grade", max_length=22, blank=True)
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField("the panel's reasons", max_length=10_000, blank=True)
    quality = models.CharField("the quality of the audit", max_length=40, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    feedback = models.JSONField(default=dict, blank=True, help_text="heading → text.")
    met_on = models.DateField("when moderator and auditor met", null=True, blank=True)
    fed_back_at = models.DateTimeField(null=True, blank=True)
    fed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    left_because = models.TextField("why it wasn't moderated here", max_length=2000, blank=True)

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "audit"], name="moderation_once_a_panel"),
            models.UniqueConstraint(
                fields=["audit"],
                condition=Q(state__in=["listed", "revealed"]),
                name="moderation_one_open_each",
            ),
            *at_and_by("moderation", "revealed", "agreed", "fed_back"),
        ]
        indexes = [models.Index(fields=["audit", "state"], name="moderation_of_audit")]

    def __str__(self) -> str:
        return f"Moderation: {self.audit.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("moderation", args=[self.pk])

    @property
    def policy(self) -> Framework:
        """The procedure of its panel."""
        return self.panel.policy

    @property
    def is_open(self) -> bool:
        """Whether the panel still has it before it."""
        return self.state in self.OPEN

    @property
    def is_revealed(self) -> bool:
        """Whether its members have seen each other's grades: the one question that all that shows a grade asks."""
        return self.revealed_at is not None

    @property
    def is_agreed(self) -> bool:
        """Whether the panel has given its grade."""
        return self.agreed_at is not None

    @property
    def quality_label(self) -> str:
        """The quality of the audit in words."""
        return self.policy.moderation.quality_label(self.quality)

    def read_ground(self) -> None:
        """Its panel and audit, for the rules of a step."""
        _ = self.panel.framework
        self.audit.read_ground()

    @transition(
        field=state,
        source=State.LISTED,
        target=State.REVEALED,
        permission=allows(may_lead_item),
        custom={"label": "Show the grades", "primary": True},
    )
    def reveal(self, *, by: object, reason: str) -> None:
        """All are in, or the chair says why it isn't waited for the others: members see each other's grades."""
        self.revealed_at, self.revealed_by = clock.now(), by
        self.revealed_because = reason

    @transition(
        field=state,
        source=State.REVEALED,
        target=State.AGREED,
        permission=allows(may_agree),
        custom={"label": "Agree the grade", "primary": True},
    )
    def agree(self, *, by: object, grade: str, point: int | None, reason: str, quality: str) -> None:
        """The panel's grade with its reasons, and the quality of the audit apart from that of the practice."""
        self.grade, self.point, self.reason, self.quality = grade, point, reason, quality
        self.agreed_at, self.agreed_by = clock.now(), by

    @transition(
        field=state,
        source=[State.LISTED, State.REVEALED],
        target=State.CARRIED,
        permission=allows(may_lead_item),
        custom={"label": "Carry it over", "by_time": True},
    )
    def carry_over(self, *, reason: str) -> None:
        """It waits for the next panel."""
        self.left_because = reason

    @transition(
        field=state,
        source=[State.LISTED, State.REVEALED],
        target=State.TAKEN_OFF,
        permission=allows(may_keep_item),
        custom={"label": "Take it off the agenda", "danger": True},
    )
    def take_off(self, *, reason: str) -> None:
        """It isn't moderated by a panel."""
        self.left_because = reason
