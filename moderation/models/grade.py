"""What one member of a panel gives one audit, alone and blind."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from django_fsm import FSMField, transition

from moderation.rules import is_grader
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.policy import Framework
from qa_portal.requests.models import RequestForResponse
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows, by_time_alone

from .moderation import Moderation
from .panel import PanelMember


class MemberGrade(Stepped):
    """One member's grade for one audit. Until its moderation is revealed nobody but they themselves sees it: others are
    told whether it is in. A member with a conflict of interest steps out, and sees nothing of that audit."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", "Not in yet"
        GIVEN = "given", "In"
        STEPPED_OUT = "stepped_out", "Stepped out"
        LEFT = "left", "Not given"

    moderation = models.ForeignKey(Moderation, on_delete=models.PROTECT, related_name="grades")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="grades")
    state = FSMField(default=State.ASKED, choices=State.choices, protected=True)
    grade = models.CharField(max_length=22, blank=True)
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField("why this grade", max_length=10_000, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    out_because = models.CharField("why they stepped out", max_length=500, blank=True)

    requests = GenericRelation(
        RequestForResponse, content_type_field="about_type", object_id_field="about_id"
    )
    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    history = Trail(read_by=["moderation"])

    class Meta:
        ordering = ["member__person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["moderation", "member"], name="member_grade_once"),
        ]

    def __str__(self) -> str:
        return str(self.moderation)

    def get_absolute_url(self) -> str:
        """The audit before the panel: who else may read a member's grade reads it there, once it is revealed."""
        return reverse("moderation", args=[self.moderation_id])

    @property
    def subject(self) -> Subject:
        """The record of the audit."""
        return self.moderation.audit.subject

    @property
    def policy(self) -> Framework:
        """The procedure of its panel."""
        return self.moderation.policy

    @property
    def is_in(self) -> bool:
        """Whether it was given."""
        return self.state == self.State.GIVEN

    @property
    def is_waited_for(self) -> bool:
        """Whether it is still to come."""
        return self.state == self.State.ASKED

    @property
    def has_stepped_out(self) -> bool:
        """Whether its member has nothing to do with this audit."""
        return self.state == self.State.STEPPED_OUT

    def read_ground(self) -> None:
        """Its member, panel and audit, for the rules of a step."""
        _ = self.member
        self.moderation.read_ground()

    @transition(
        field=state,
        source=[State.ASKED, State.GIVEN],
        target=State.GIVEN,
        permission=allows(is_grader),
        custom={"label": "Grade it alone", "primary": True},
    )
    def give(self, *, grade: str, point: int | None, words: str) -> None:
        """The member's own grade with its reasons; it can be changed until the grades are shown."""
        self.grade, self.point, self.words, self.given_at = grade, point, words, clock.now()

    @transition(
        field=state,
        source=[State.ASKED, State.GIVEN],
        target=State.STEPPED_OUT,
        permission=allows(is_grader),
        custom={"label": "Step out: a conflict of interest"},
    )
    def step_out(self, *, reason: str) -> None:
        """They have to do with the record or with whoever audited it; what they gave doesn't count."""
        self.grade, self.point, self.words, self.given_at = "", None, "", None
        self.out_because = reason

    @transition(
        field=state,
        source=State.ASKED,
        target=State.LEFT,
        permission=by_time_alone,
        custom={"label": "Not waited for", "by_time": True, "by_action_only": True},
    )
    def leave(self) -> None:
        """The grades were shown, or the audit was carried over, before theirs was in."""
