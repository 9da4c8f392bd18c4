"""A request for quality assurance guidance or support."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.models import Team
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .rules import asked_for_it, may_answer_support


class SupportRequest(Stepped):
    """One request, from its asking to its answer (MER-24). It names no child and stands on no record."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", "In the queue"
        TAKEN = "taken", "Taken on"
        ANSWERED = "answered", "Answered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Kind(models.TextChoices):
        """What is asked for."""

        GUIDANCE = "guidance", "Guidance"
        AUDIT = "audit", "Help with an audit or a review"
        LOOK = "look", "A look at a team’s practice"
        LEARNING = "learning", "A workshop or training"
        FIGURES = "figures", "Figures or a report"
        OTHER = "other", "Something else"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="support_requests")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    state = FSMField(default=State.ASKED, choices=State.choices, protected=True)
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.TextField("what is asked for", max_length=3000)
    wanted_on = models.DateField("needed by", null=True, blank=True)
    due_on = models.DateField("to be answered by")
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="support_requests"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField("the answer", max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_because = models.TextField("why it isn’t needed any more", max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = at_and_by("support_request", "taken", "answered", "withdrawn")
        indexes = [
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=["asked", "taken"]), name="support_waiting"
            ),
            models.Index(fields=["asked_by", "-asked_at"], name="support_asked_by"),
        ]

    def __str__(self) -> str:
        return f"Request for support {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("support_request", args=[self.pk])

    @property
    def policy(self) -> Framework:
        """The procedure that it was asked under."""
        return policy_of(self.framework)

    @property
    def waits(self) -> bool:
        """Whether somebody waits for its answer."""
        return self.answered_at is None and self.withdrawn_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether its answer is late."""
        return self.waits and clock.today() > self.due_on

    def read_ground(self) -> None:
        """Its procedure, for the rules of a step."""
        _ = self.framework

    @transition(
        field=state,
        source=State.ASKED,
        target=State.TAKEN,
        permission=allows(may_answer_support),
        custom={"label": "Take it on"},
    )
    def take(self, *, by: object) -> None:
        """Somebody sees to it."""
        self.taken_at, self.taken_by = clock.now(), by

    @transition(
        field=state,
        source=State.TAKEN,
        target=State.ASKED,
        permission=allows(may_answer_support),
        custom={"label": "Put it back into the queue"},
    )
    def put_back(self) -> None:
        """Somebody else is to see to it."""
        self.taken_at = self.taken_by = None

    @transition(
        field=state,
        source=[State.ASKED, State.TAKEN],
        target=State.ANSWERED,
        permission=allows(may_answer_support),
        custom={"label": "Answer it", "primary": True, "ends": True},
    )
    def give_answer(self, *, by: object, answer: str) -> None:
        """It is answered."""
        self.answer = answer
        self.answered_at, self.answered_by = clock.now(), by

    @transition(
        field=state,
        source=[State.ASKED, State.TAKEN],
        target=State.WITHDRAWN,
        permission=allows(asked_for_it),
        custom={"label": "Withdraw it", "danger": True, "ends": True},
    )
    def withdraw(self, *, by: object, reason: str) -> None:
        """It isn't needed any more, and says why."""
        self.withdrawn_because = reason
        self.withdrawn_at, self.withdrawn_by = clock.now(), by
