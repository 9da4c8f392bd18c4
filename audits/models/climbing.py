"""What climbs rung by rung: a challenge to a grade, and a safety alert. They share this base."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal import clock
from qa_portal.frameworks.policy import Rung
from qa_portal.workflow.models import Stepped


class Climbing(Stepped):
    """Something that is on a rung of its framework's ladder until it is resolved.

    ``rung`` is the number of the rung it stands on, from 1; 0 before the first. ``rungs`` (a property of the heir) are
    the framework's. What each rung came to is a row of its own (``RungTaken``).
    """

    rung = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField(default=clock.now)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.TextField("outcome", max_length=4000, blank=True)

    class Meta:
        abstract = True

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The framework's rungs, lowest first."""
        raise NotImplementedError

    @property
    def judged(self) -> frozenset[int]:
        """The keys of those whose own matter it is: they have no rung of it, and what would be theirs climbs."""
        return frozenset()

    @property
    def rung_policy(self) -> Rung | None:
        """What the framework says of the rung it stands on; None before the first."""
        return self.rungs[self.rung - 1] if self.rung else None

    @property
    def next_rung(self) -> Rung | None:
        """The rung above; None at the last."""
        return self.rungs[self.rung] if self.rung < len(self.rungs) else None


def resolved_at_by(name: str) -> models.CheckConstraint:
    """The constraint that holds the pair together, under the heir's own name."""
    return models.CheckConstraint(
        condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
        | Q(resolved_at__isnull=False, resolved_by__isnull=False),
        name=name,
    )


class RungTaken(models.Model):
    """What one rung came to: who had it, what was discussed, whether it was resolved there, and why not."""

    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    with_words = models.CharField("who has it", max_length=300)
    opened_at = models.DateTimeField(default=clock.now)
    discussed_on = models.DateField("discussed on", null=True, blank=True)
    summary = models.TextField("summary of the discussion", max_length=4000, blank=True)
    is_resolved = models.BooleanField("resolved", null=True, blank=True)
    reason = models.TextField("reasons", max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


def answered_at_by(name: str) -> models.CheckConstraint:
    """The constraint that holds the pair together, under the heir's own name."""
    return models.CheckConstraint(
        condition=Q(answered_at__isnull=True, answered_by__isnull=True)
        | Q(answered_at__isnull=False, answered_by__isnull=False),
        name=name,
    )
