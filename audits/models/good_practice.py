"""The library of good practice: examples from audits, without what identifies a child (MER-18)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from audits.library.rules import may_keep_library, may_publish_example
from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.frameworks.queries import policy_of
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .audit import Audit


class GoodPractice(Stepped):
    """One example: written from an audit, cleaned of what identifies a child, published by a second person."""

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", "Proposed"
        PUBLISHED = "published", "Published"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="good_practice")
    state = FSMField(default=State.PROPOSED, choices=State.choices, protected=True)
    title = models.CharField(max_length=150)
    text = models.TextField("what was done, and what difference it made", max_length=4000)
    theme = models.CharField(max_length=40, blank=True)
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    declined_because = models.TextField("why not", max_length=2000, blank=True)

    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="good_practice_decided_at_by",
            )
        ]
        indexes = [
            # The library's order: read from its beginning, and not sorted.
            models.Index(
                fields=["state", "-decided_at", "-proposed_at", "-id"], name="good_practice_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"Example {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return address("good_practice", self.pk)

    @property
    def is_published(self) -> bool:
        """Whether it is in the library, for everybody to read."""
        return self.state == self.State.PUBLISHED

    @property
    def theme_label(self) -> str:
        """Its theme in the words of its procedure; "" where it has none."""
        return policy_of(self.audit.framework).theme_label(self.theme) if self.theme else ""

    def read_ground(self) -> None:
        """Its audit with record and procedure."""
        self.audit.read_ground()

    @transition(
        field=state,
        source=State.PROPOSED,
        target=State.PUBLISHED,
        permission=allows(may_publish_example),
        custom={"label": "Publish it", "primary": True},
    )
    def publish(self, *, by: object) -> None:
        """A second person finds nothing in it that identifies a child."""
        self.decided_at, self.decided_by = clock.now(), by

    @transition(
        field=state,
        source=State.PROPOSED,
        target=State.DECLINED,
        permission=allows(may_publish_example),
        custom={"label": "Decline it"},
    )
    def decline(self, *, by: object, reason: str) -> None:
        """It isn't for the library, and says why."""
        self.declined_because = reason
        self.decided_at, self.decided_by = clock.now(), by

    @transition(
        field=state,
        source=State.PUBLISHED,
        target=State.WITHDRAWN,
        permission=allows(may_keep_library),
        custom={"label": "Take it out of the library", "danger": True},
    )
    def withdraw(self, *, reason: str) -> None:
        """It is taken out again, and says why."""
        self.declined_because = reason
