"""The rolling plan: what was agreed and is to be done, by whom and by when, whatever process it comes from."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.children.models import Subject
from qa_portal.documents.models import Document
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.models import Post
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows, by_time_alone

from .rules import may_complete_action, may_keep_plan, may_verify_action


class Action(Stepped):
    """One action of the rolling plan (KNO-04, MER-10, NEW-02).

    It belongs to a post or to whoever stands in a relation to the record, as a deadline does, so that it outlives the
    person. It is *proposed* while what it comes from is being written, and *open* once that is agreed; an urgent one
    opens at once. Its due date runs as the deadline ``action_done``.
    """

    class State(models.TextChoices):
        """Where an action stands."""

        PROPOSED = "proposed", "Proposed"
        OPEN = "open", "To be done"
        DONE = "done", "Done, to be verified"
        VERIFIED = "verified", "Done and verified"
        DROPPED = "dropped", "No longer needed"

    class Priority(models.TextChoices):
        """How pressing it is."""

        URGENT = "urgent", "Urgent"
        HIGH = "high", "High"
        MEDIUM = "medium", "Medium"
        LOW = "low", "Low"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="planned_actions")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    finding = models.CharField(
        max_length=60, blank=True, help_text="The id of the question or item that it answers."
    )
    state = FSMField(default=State.PROPOSED, choices=State.choices, protected=True)
    position = models.PositiveSmallIntegerField(default=1)
    what = models.TextField("what is to be done", max_length=2000)
    success = models.TextField("how we shall know that it worked", max_length=2000, blank=True)
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.MEDIUM)
    owner = models.CharField("who does it", max_length=30, help_text="A role or a relation to the record.")
    owner_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="planned_actions"
    )
    owner_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField("to be done by", null=True, blank=True)
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField("what was done, and what shows it", max_length=4000, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="planned_actions"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verification = models.TextField("what verifies it", max_length=2000, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dropped_because = models.TextField("why it is no longer needed", max_length=2000, blank=True)
    tested = models.TextField("what a re-audit found of it", max_length=2000, blank=True)

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="action_done_at_by",
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="action_verified_at_by",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False),
                name="action_dropped_at_by",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(state__in=["proposed", "dropped"]),
                name="action_open_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="action_about"),
            models.Index(
                fields=["due_on", "id"], condition=Q(state__in=["open", "done"]), name="action_unfinished"
            ),
            models.Index(fields=["subject", "state"], name="action_of_subject"),
        ]

    def __str__(self) -> str:
        return f"Action {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return address("plan_action", self.pk)

    @property
    def policy(self) -> Framework:
        """The procedure that it was agreed under."""
        return policy_of(self.framework)

    @property
    def is_urgent(self) -> bool:
        """Whether it is tracked apart from others (MER-10)."""
        return self.priority == self.Priority.URGENT

    @property
    def is_unfinished(self) -> bool:
        """Whether it is still to be done or verified."""
        return self.state in (self.State.OPEN, self.State.DONE)

    @transition(
        field=state,
        source=State.PROPOSED,
        target=State.OPEN,
        permission=allows(may_keep_plan),
        custom={"label": "Agree the action", "by_action_only": True, "by_time": True},
    )
    def open(self) -> None:
        """What it comes from was agreed, or it can't wait for that."""
        self.opened_at = clock.now()

    @transition(
        field=state,
        source=State.OPEN,
        target=State.DONE,
        permission=allows(may_complete_action),
        custom={"label": "Say that it is done", "primary": True},
    )
    def complete(self, *, by: object, evidence: str) -> None:
        """It was done, with what shows it (KNO-04)."""
        self.evidence = evidence
        self.done_at, self.done_by = clock.now(), by

    @transition(
        field=state,
        source=State.DONE,
        target=State.VERIFIED,
        permission=allows(may_verify_action),
        custom={"label": "Verify it", "primary": True, "ends": True},
    )
    def verify(self, *, by: object, verification: str) -> None:
        """Somebody else has seen that it was done (NEW-02)."""
        self.verification = verification
        self.verified_at, self.verified_by = clock.now(), by

    @transition(
        field=state,
        source=State.DONE,
        target=State.OPEN,
        permission=allows(may_verify_action),
        custom={"label": "Give it back"},
    )
    def give_back(self) -> None:
        """What was shown doesn't show it: it is to be done again, and says why."""
        self.done_at = self.done_by = None

    @transition(
        field=state,
        source=[State.PROPOSED, State.OPEN],
        target=State.DROPPED,
        permission=allows(may_keep_plan),
        custom={"label": "Drop it", "danger": True},
    )
    def drop(self, *, by: object, reason: str) -> None:
        """It is no longer needed, and says why."""
        self.dropped_because = reason
        self.dropped_at, self.dropped_by = clock.now(), by

    @transition(
        field=state,
        source=[State.PROPOSED, State.OPEN],
        target=State.DROPPED,
        permission=by_time_alone,
        custom={"label": "Drop it with what it came from", "by_action_only": True, "by_time": True},
    )
    def lapse(self) -> None:
        """What it came from was withdrawn."""
