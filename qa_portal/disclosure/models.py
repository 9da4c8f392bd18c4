"""A subject access request, what was gathered for it, and the archive that is given."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.documents.models import Document, StoredFile
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows, by_time_alone

from .rules import may_release_request


class AccessRequest(Stepped):
    """Somebody has asked for what is held on them (LAW-10)."""

    class State(models.TextChoices):
        """Where it stands."""

        GATHERING = "gathering", "Being gathered"
        REVIEW = "review", "To be reviewed"
        RELEASED = "released", "Released"
        ENDED = "ended", "Ended without release"

    class WhoAsks(models.TextChoices):
        """Who asks."""

        SUBJECT = "subject", "The person themselves"
        PARENT = "parent", "Somebody with parental responsibility"
        REPRESENTATIVE = "representative", "A representative with their authority"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="access_requests")
    state = FSMField(default=State.GATHERING, choices=State.choices, protected=True)
    who_asks = models.CharField("who asks", max_length=14, choices=WhoAsks)
    identity = models.TextField("how identity and authority were checked", max_length=1000)
    received_on = models.DateField("received on")
    due_on = models.DateField("to be answered by")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    extended_because = models.TextField("why it takes longer", max_length=1000, blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gathered_at = models.DateTimeField("gathered at", null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = models.TextField("why it ended without release", max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        verbose_name = "subject access request"
        ordering = ["due_on", "pk"]
        constraints = [
            *at_and_by("access_request", "extended", "released", "ended"),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state__in=["gathering", "review"]),
                name="access_request_one_open",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"], name="access_request_by_state")]

    def __str__(self) -> str:
        return f"Subject access request {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("access_request", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether it is open after the last day for its answer."""
        return self.state in (self.State.GATHERING, self.State.REVIEW) and clock.today() > self.due_on

    def read_ground(self) -> None:
        """Its record, for the rules of a step."""
        _ = self.subject

    @transition(
        field=state,
        source=State.GATHERING,
        target=State.REVIEW,
        permission=allows(by_time_alone),
        custom={"label": "Review it", "by_time": True, "by_action_only": True},
    )
    def gathered(self) -> None:
        """The worker has gathered all that is held."""
        self.gathered_at = clock.now()

    @transition(
        field=state,
        source=State.REVIEW,
        target=State.RELEASED,
        permission=allows(may_release_request),
        custom={"label": "Release it", "primary": True},
    )
    def release(self, *, by: object) -> None:
        """Each item is decided; the archive is made of what is given."""
        self.released_at, self.released_by = clock.now(), by

    @transition(
        field=state,
        source=[State.GATHERING, State.REVIEW],
        target=State.ENDED,
        permission=allows(may_release_request),
        custom={"label": "End it without release", "danger": True},
    )
    def end(self, *, by: object, reason: str) -> None:
        """It was withdrawn or refused, and says why."""
        self.ended_at, self.ended_by, self.ended_because = clock.now(), by, reason


class AccessItem(models.Model):
    """One thing that is held, as it was gathered, and what was decided on it."""

    class Decision(models.TextChoices):
        """What is done with it."""

        UNDECIDED = "undecided", "Not decided yet"
        GIVE = "give", "Given"
        REDACT = "redact", "Given, redacted"
        WITHHOLD = "withhold", "Withheld"

    class Exemption(models.TextChoices):
        """On what ground something is withheld (Data Protection Act 2018)."""

        THIRD_PARTY = "third_party", "Another person’s information (Schedule 2, paragraph 16)"
        SERIOUS_HARM = "serious_harm", "Serious harm: social work data (Schedule 3, paragraphs 7 to 12)"
        PRIVILEGE = "privilege", "Legal professional privilege (Schedule 2, paragraph 19)"
        CRIME = "crime", "Prevention or detection of crime (Schedule 2, paragraph 2)"
        COURT = "court", "Reports to a court (Schedule 3, paragraph 9)"

    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    dated_at = models.DateTimeField("dated", null=True, blank=True)
    said = models.JSONField("what it says", default=list, help_text="Label and words, line by line.")
    marks = models.JSONField("others whom it may tell of", default=list)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=9, choices=Decision, default=Decision.UNDECIDED)
    exemption = models.CharField(max_length=12, choices=Exemption, blank=True)
    reason = models.TextField("why", max_length=1000, blank=True)
    redacted = models.TextField("as it is given", max_length=100_000, blank=True)
    redacted_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(excluded_fields=["said", "marks"])

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="access_item_number_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, decision="undecided")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision="undecided")),
                name="access_item_decided_at_by",
            ),
            models.CheckConstraint(
                condition=~Q(decision__in=["withhold", "redact"]) | ~Q(exemption=""),
                name="access_item_cites_its_exemption",
            ),
        ]
        indexes = [models.Index(fields=["request", "decision", "number"], name="access_item_by_decision")]

    def __str__(self) -> str:
        return f"Item {self.number}"

    @property
    def words(self) -> str:
        """What it says, as one text: what a redaction begins with."""
        return "\n".join(f"{label}: {said}" for label, said in self.said)


class AccessArchive(models.Model):
    """The archive of a released request: made once by the worker; its name names nobody."""

    class State(models.TextChoices):
        """Whether it can be downloaded yet."""

        PENDING = "pending", "Being made"
        STORED = "stored", "Ready"
        FAILED = "failed", "Could not be made"

    request = models.OneToOneField(AccessRequest, on_delete=models.PROTECT, related_name="archive")
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    stored_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stored", file__isnull=False) | (~Q(state="stored") & Q(file__isnull=True)),
                name="access_archive_stored_has_file",
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="pending"), name="access_archive_to_make")
        ]

    @property
    def has_failed(self) -> bool:
        """Whether it was tried and couldn't be made."""
        return self.state == self.State.FAILED
