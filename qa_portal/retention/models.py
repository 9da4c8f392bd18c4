"""A legal hold, the end of a record's keeping, and the certificate that is left of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.documents.models import StoredFile
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows, by_time_alone

from .rules import may_review_retention, may_sign_second


class LegalHold(models.Model):
    """Nothing of a record is destroyed while one of these is on it (LAW-09)."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.TextField("why nothing of it may be destroyed", max_length=2000)
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_because = models.TextField("why it was lifted", max_length=2000, blank=True)

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="legal_hold_lifted_at_by",
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(lifted_at__isnull=True), name="legal_hold_one_each"
            ),
        ]


class Disposal(Stepped):
    """A record whose period is over: looked at by people, and destroyed once two of them have signed (LAW-09).

    It belongs to the record, and goes with it; what is left is a ``Certificate``.
    """

    class State(models.TextChoices):
        """Where it stands."""

        LISTED = "listed", "To be reviewed"
        KEPT = "kept", "Kept on"
        PROPOSED = "proposed", "Signed once"
        AGREED = "agreed", "Signed twice, to be destroyed"

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, related_name="disposal")
    state = FSMField(default=State.LISTED, choices=State.choices, protected=True)
    basis = models.CharField("by what it was kept", max_length=200)
    over_since = models.DateField("the first day on which it needn't be kept")
    listed_at = models.DateTimeField(default=clock.now)
    kept_until = models.DateField("kept on until", null=True, blank=True)
    kept_because = models.TextField("why it is kept on", max_length=2000, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        verbose_name = "entry on the review list"
        verbose_name_plural = "entries on the review list"
        ordering = ["over_since", "pk"]
        constraints = [
            *at_and_by("disposal", "kept", "proposed", "agreed"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=models.F("proposed_by")),
                name="disposal_two_people",
            ),
        ]
        indexes = [models.Index(fields=["state", "over_since", "id"], name="disposal_by_state")]

    def __str__(self) -> str:
        return f"Disposal {self.pk}"

    def get_absolute_url(self) -> str:
        """The page of how long its record is kept."""
        return reverse("record_retention", args=[self.subject_id])

    def read_ground(self) -> None:
        """Its record, for the rules of a step."""
        _ = self.subject

    @transition(
        field=state,
        source=State.LISTED,
        target=State.KEPT,
        permission=allows(may_review_retention),
        custom={"label": "Keep it on"},
    )
    def keep(self, *, by: object, until: object, reason: str) -> None:
        """It is kept longer than it needs to be, until a day, and says why."""
        self.kept_until, self.kept_because = until, reason
        self.kept_at, self.kept_by = clock.now(), by

    @transition(
        field=state,
        source=State.KEPT,
        target=State.LISTED,
        permission=allows(by_time_alone),
        custom={"label": "Review it again", "by_time": True, "by_action_only": True},
    )
    def list_again(self) -> None:
        """The day until which it was kept on is past."""

    @transition(
        field=state,
        source=State.LISTED,
        target=State.PROPOSED,
        permission=allows(may_review_retention),
        custom={"label": "Sign that it is to be destroyed", "danger": True},
    )
    def propose(self, *, by: object) -> None:
        """The first of two signs."""
        self.proposed_at, self.proposed_by = clock.now(), by

    @transition(
        field=state,
        source=State.PROPOSED,
        target=State.AGREED,
        permission=allows(may_sign_second),
        custom={"label": "Sign second", "danger": True},
    )
    def agree(self, *, by: object) -> None:
        """The second of two signs; it is destroyed the next night."""
        self.agreed_at, self.agreed_by = clock.now(), by

    @transition(
        field=state,
        source=[State.PROPOSED, State.AGREED],
        target=State.LISTED,
        permission=allows(may_review_retention),
        custom={"label": "Stop the destruction", "by_time": True, "primary": True},
    )
    def stop(self) -> None:
        """It isn't destroyed: somebody stopped it, or something came between. Both signatures fall."""
        self.proposed_at = self.proposed_by = self.agreed_at = self.agreed_by = None


class Certificate(models.Model):
    """What is left of a destroyed record: that it was destroyed, by what rule, how much it was, who signed, when.

    It names the council's case number, since whoever asks for the record must be told what became of it, and nothing
    else of its subject: no name, no date of birth, none from which that could be reckoned. It points to nothing.
    """

    class State(models.TextChoices):
        """Whether its PDF can be opened yet."""

        PENDING = "pending", "Being made"
        STORED = "stored", "Ready"
        FAILED = "failed", "Could not be made"

    reference = models.CharField("the council's case number", max_length=30)
    basis = models.CharField("by what it was kept", max_length=200)
    amounts = models.JSONField(default=list, help_text="What was destroyed, in words, and how much of it.")
    signed = models.JSONField(default=list, help_text="The two who signed: name, role, when.")
    destroyed_at = models.DateTimeField(default=clock.now)
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-destroyed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stored", file__isnull=False) | (~Q(state="stored") & Q(file__isnull=True)),
                name="certificate_stored_has_file",
            )
        ]
        indexes = [
            models.Index(fields=["-destroyed_at", "-id"], name="certificate_newest"),
            models.Index(fields=["next_try_at"], condition=Q(state="pending"), name="certificate_to_make"),
        ]

    def __str__(self) -> str:
        return f"Certificate D-{self.pk}"

    def get_absolute_url(self) -> str:
        """Its PDF."""
        return reverse("certificate", args=[self.pk])
