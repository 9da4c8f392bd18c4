"""A dispute: what the stages, the cap and the referral belong to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from disputes.rules import is_keeper, may_close_dispute, may_reopen
from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.deadlines.models import Deadline
from qa_portal.people.models import Team
from qa_portal.trail.records import Trail
from qa_portal.workflow.permissions import allows

from .qap import Qap
from .raised import Raised


class Dispute(Raised):
    """A concern under the dispute resolution process. Its levels are its stages' business, not its state."""

    class State(models.TextChoices):
        """Where a dispute stands."""

        INFORMAL = "informal", "Informal resolution"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    class Tried(models.TextChoices):
        """Whether the concern was first taken up informally (MER-12)."""

        YES = "yes", "Yes"
        NO = "no", "No, and this is why"

    state = FSMField(default=State.OPEN, choices=State.choices, protected=True)
    qap = models.ForeignKey(Qap, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes")
    theme = models.CharField(max_length=40, blank=True)
    concern = models.TextField("the concern in a few sentences", max_length=4000, blank=True)

    informal_tried = models.CharField(
        "was it first taken up informally?", max_length=3, choices=Tried, blank=True
    )
    informal_on = models.DateField("when", null=True, blank=True)
    informal_with = models.CharField("with whom", max_length=200, blank=True)
    informal_result = models.TextField("what came of it", max_length=4000, blank=True)
    informal_why_not = models.TextField("why not", max_length=2000, blank=True)
    informal_limit_on = models.DateField("to be resolved informally by", null=True, blank=True)

    child_told_on = models.DateField("the child was told on", null=True, blank=True)
    advocate_offered_on = models.DateField("an advocate was offered on", null=True, blank=True)
    child_not_told_why = models.TextField("why not", max_length=2000, blank=True)

    first_sent_at = models.DateTimeField(
        "first formal request sent", null=True, blank=True, help_text="The cap runs from here (LAW-02)."
    )
    #: Told by the stages, and by their history; here as well, so that the register finds it through an index. Not a
    #: small number, since it is compared as a long one (``reading.prepared``).
    level_reached = models.PositiveIntegerField("highest level that a stage was opened at", default=0)
    #: That of its record, kept up when the record moves (``actions/moving.py``); here as well for the same reason.
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        editable=False,
    )
    closing_outcome = models.CharField(max_length=40, blank=True)
    closing_summary = models.TextField(max_length=10_000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")

    history = Trail(read_by=["subject"], excluded_fields=["level_reached", "team"])

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="dispute_closed_at_by",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
                name="dispute_closed_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "state"], name="dispute_by_subject"),
            models.Index(fields=["raised_by", "state"], name="dispute_by_raiser"),
            # The register's order, whatever its filters narrow it to.
            models.Index(fields=["-raised_at", "-id"], name="dispute_newest_first"),
            models.Index(fields=["state", "-raised_at", "-id"], name="dispute_by_state"),
            models.Index(fields=["theme", "-raised_at", "-id"], name="dispute_by_theme"),
            models.Index(fields=["level_reached", "state", "-raised_at", "-id"], name="dispute_by_level"),
            models.Index(fields=["team", "-raised_at", "-id"], name="dispute_by_team"),
        ]

    def __str__(self) -> str:
        return f"Dispute {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return address("dispute", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it hasn't been closed."""
        return self.state != self.State.CLOSED

    @transition(
        field=state,
        source=State.INFORMAL,
        target=State.OPEN,
        permission=allows(is_keeper),
        custom={"label": "Go on to the formal process", "primary": True},
    )
    def go_formal(self) -> None:
        """Informal resolution didn't succeed in a time that is right for the child (MER-12)."""

    @transition(
        field=state,
        source=State.INFORMAL,
        target=State.CLOSED,
        permission=allows(is_keeper),
        custom={"label": "Resolved informally"},
    )
    def settle_informally(self, *, by: object, summary: str) -> None:
        """The social worker or manager put it right; no stage is needed."""
        self.closing_outcome, self.closing_summary = "resolved_informally", summary
        self.closed_at, self.closed_by = clock.now(), by

    @transition(
        field=state,
        source=State.OPEN,
        target=State.CLOSED,
        permission=allows(may_close_dispute),
        custom={"label": "Close the dispute", "by_action_only": True},
    )
    def close(self, *, by: object, outcome: str, summary: str) -> None:
        """Its last stage was confirmed as complete, or its framework ends it with the referral to Cafcass."""
        self.closing_outcome, self.closing_summary = outcome, summary
        self.closed_at, self.closed_by = clock.now(), by

    @transition(
        field=state,
        source=State.CLOSED,
        target=State.OPEN,
        permission=allows(may_reopen),
        custom={"label": "Reopen", "danger": True},
    )
    def reopen(self) -> None:
        """It was closed in error, or what was agreed didn't hold (MOS-22)."""
        self.closed_at = self.closed_by = None
        self.closing_outcome = self.closing_summary = ""
