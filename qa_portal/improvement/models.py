"""An action of a service: what it undertakes because of a report, by whom and by when."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.people.models import Post, Team
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .rules import may_complete_service_action, may_keep_improvement, may_verify_service_action


class ServiceAction(Stepped):
    """One action of an improvement plan (MER-07, KNO-10). It names no child and stands on no record."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "To be done"
        DONE = "done", "Done, to be verified"
        VERIFIED = "verified", "Done and verified"
        DROPPED = "dropped", "No longer needed"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="service_actions")
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)
    what = models.TextField("what is to be done", max_length=2000)
    success = models.TextField("how we shall know that it worked", max_length=2000)
    owner_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="service_actions")
    due_on = models.DateField("to be done by")
    agreed_at = models.DateTimeField(default=clock.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    evidence = models.TextField("what was done, and what shows it", max_length=4000, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verification = models.TextField("what verifies it", max_length=2000, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_because = models.TextField("why it is no longer needed", max_length=2000, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = at_and_by("service_action", "done", "verified", "dropped")
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="service_action_about"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=["open", "done"]),
                name="service_action_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"Improvement action {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("service_action", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether it is still to be done after its day."""
        return self.state == self.State.OPEN and clock.today() > self.due_on

    def read_ground(self) -> None:
        """Its post and team, for the rules of a step."""
        _ = self.team, self.owner_post

    @transition(
        field=state,
        source=State.OPEN,
        target=State.DONE,
        permission=allows(may_complete_service_action),
        custom={"label": "Say that it is done", "primary": True},
    )
    def complete(self, *, by: object, evidence: str) -> None:
        """It was done, with what shows it."""
        self.evidence = evidence
        self.done_at, self.done_by = clock.now(), by

    @transition(
        field=state,
        source=State.DONE,
        target=State.VERIFIED,
        permission=allows(may_verify_service_action),
        custom={"label": "Verify it", "primary": True, "ends": True},
    )
    def verify(self, *, by: object, verification: str) -> None:
        """Somebody else has seen that it was done, and what has changed."""
        self.verification = verification
        self.verified_at, self.verified_by = clock.now(), by

    @transition(
        field=state,
        source=State.DONE,
        target=State.OPEN,
        permission=allows(may_verify_service_action),
        custom={"label": "Give it back"},
    )
    def give_back(self) -> None:
        """What was shown doesn't show it: it is to be done again, and says why."""
        self.done_at = self.done_by = None

    @transition(
        field=state,
        source=State.OPEN,
        target=State.DROPPED,
        permission=allows(may_keep_improvement),
        custom={"label": "Drop it", "danger": True},
    )
    def drop(self, *, by: object, reason: str) -> None:
        """It is no longer needed, and says why."""
        self.dropped_because = reason
        self.dropped_at, self.dropped_by = clock.now(), by
