"""The referral of a dispute to Cafcass."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from disputes.rules import is_keeper_of_referral
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .dispute import Dispute


class CafcassReferral(Stepped):
    """A referral made offline and recorded here; it stands beside the dispute (MOS-15, LAW-03)."""

    class State(models.TextChoices):
        """It counts as made once its document is attached."""

        PREPARED = "prepared", "Being prepared"
        MADE = "made", "Made"
        WITHDRAWN = "withdrawn", "Withdrawn"

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="referrals")
    state = FSMField(default=State.PREPARED, choices=State.choices, protected=True)
    reason = models.TextField("why it is referred", max_length=4000)
    referred_on = models.DateField("referred on", null=True, blank=True)
    sent_to = models.CharField("to whom at Cafcass", max_length=200, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")

    history = Trail(read_by=["dispute"])

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, made_by__isnull=True)
                | Q(made_at__isnull=False, made_by__isnull=False),
                name="referral_made_at_by",
            ),
            models.CheckConstraint(
                condition=~Q(state="made") | Q(document__isnull=False), name="referral_made_has_document"
            ),
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state="prepared"), name="referral_one_prepared_each"
            ),
        ]

    def __str__(self) -> str:
        return "Referral to Cafcass"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("cafcass_referral", args=[self.pk])

    @transition(
        field=state,
        source=State.PREPARED,
        target=State.MADE,
        permission=allows(is_keeper_of_referral),
        custom={"label": "Record the referral as made", "primary": True},
    )
    def make(self, *, by: object) -> None:
        """The document is attached, and the referral counts as made."""
        self.made_at, self.made_by = clock.now(), by

    @transition(
        field=state,
        source=State.PREPARED,
        target=State.WITHDRAWN,
        permission=allows(is_keeper_of_referral),
        custom={"label": "Withdraw it", "danger": True},
    )
    def withdraw(self) -> None:
        """It was not made after all."""
