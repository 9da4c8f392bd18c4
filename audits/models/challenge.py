"""A challenge to an audit's grade: informal, then formal, rung by rung (WAL-12, WAL-13)."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from audits.rules import holds_rung_of_challenge, is_party_to_challenge, may_settle_informally
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.frameworks.policy import Rung
from qa_portal.trail.records import Trail
from qa_portal.workflow.permissions import allows

from .audit import Audit
from .climbing import Climbing, RungTaken, answered_at_by, resolved_at_by


class Challenge(Climbing):
    """One challenge. While it is open its audit is neither final nor counted (WAL-25)."""

    class State(models.TextChoices):
        """Where it stands."""

        INFORMAL = "informal", "Informal"
        FORMAL = "formal", "Formal"
        RESOLVED = "resolved", "Resolved"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="challenges")
    state = FSMField(default=State.INFORMAL, choices=State.choices, protected=True)
    response = models.TextField("what is disagreed with, and why", max_length=10_000)
    criteria = models.TextField("the grading criteria that it rests on", max_length=4000)
    evidence = models.TextField("evidence of the work", max_length=10_000)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="challenges"
    )
    met_on = models.DateField("when auditor, practitioner and manager met", null=True, blank=True)
    summary = models.TextField("summary of the discussion", max_length=10_000, blank=True)
    grade = models.CharField("the grade that stands", max_length=22, blank=True)
    point = models.PositiveSmallIntegerField(null=True, blank=True)

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit"], condition=~Q(state="resolved"), name="challenge_one_open_each"
            ),
            resolved_at_by("challenge_resolved_at_by"),
        ]

    def __str__(self) -> str:
        return "Challenge to the grade"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("challenge", args=[self.pk])

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The formal process of its procedure."""
        return self.audit.policy.challenge.rungs

    @property
    def judged(self) -> frozenset[int]:
        """Whoever audited, and whoever's work was audited."""
        return frozenset(pk for pk in (self.audit.reviewer_id, self.audit.practitioner_id) if pk is not None)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be resolved."""
        return self.state != self.State.RESOLVED

    def read_ground(self) -> None:
        """Its audit with record and procedure."""
        self.audit.read_ground()

    @transition(
        field=state,
        source=State.INFORMAL,
        target=State.RESOLVED,
        permission=allows(may_settle_informally),
        custom={"label": "Record that it is resolved", "primary": True, "ends": True},
    )
    def settle(self, *, by: object, grade: str, point: int | None) -> None:
        """Auditor, practitioner and manager agree on the grade that stands."""
        self._resolve(by, grade, point)

    @transition(
        field=state,
        source=State.INFORMAL,
        target=State.FORMAL,
        permission=allows(is_party_to_challenge),
        custom={"label": "Go on to the formal process"},
    )
    def go_formal(self) -> None:
        """The meeting didn't resolve it."""
        self.rung = 1

    @transition(
        field=state,
        source=State.FORMAL,
        target=State.FORMAL,
        permission=allows(holds_rung_of_challenge),
        custom={"label": "Take it to the next step"},
    )
    def climb(self) -> None:
        """It isn't resolved on this rung, with the reasons."""
        self.rung += 1

    @transition(
        field=state,
        source=State.FORMAL,
        target=State.RESOLVED,
        permission=allows(holds_rung_of_challenge),
        custom={"label": "Decide", "primary": True, "ends": True},
    )
    def decide(self, *, by: object, grade: str, point: int | None) -> None:
        """The grade that stands is decided on this rung."""
        self._resolve(by, grade, point)

    def _resolve(self, by: object, grade: str, point: int | None) -> None:
        from qa_portal import clock

        self.grade, self.point = grade, point
        self.resolved_at, self.resolved_by = clock.now(), by


class ChallengeRung(RungTaken):
    """What one rung of a challenge came to."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="taken")
    was_audited_again = models.BooleanField("audited independently", default=False)

    history = Trail(read_by=["challenge"])

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["challenge", "number"], name="challenge_rung_once"),
            answered_at_by("challenge_rung_answered_at_by"),
        ]
