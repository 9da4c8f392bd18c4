"""A request for response: somebody is asked to answer, and either answers or returns it with a note."""

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
from qa_portal.people.models import Post
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows, by_time_alone

from .rules import holder_in_words, may_answer_request


class RequestForResponse(Stepped):
    """One request to one post or person (MOS-06, MOS-13, MOS-16).

    It belongs to the post, so that cover and successors can answer it; ``to_relation`` sends it to
    whoever stands in that relation to the record (the practitioner).
    """

    class State(models.TextChoices):
        """Where it stands (MOS-07)."""

        SENT = "sent", "Sent"
        RETURNED = "returned", "Returned"
        COMPLETED = "completed", "Completed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Kind(models.TextChoices):
        """What is asked."""

        UPDATE = "update", "Update on the issues"
        ANSWER = "answer", "Answer to the stage"
        CONFIRMATION = "confirmation", "Confirmation of the recommendations"
        AUDIT = "audit", "Audit of the record"
        MODERATION = "moderation", "Moderation of an audit"

    #: Kinds that aren't for everybody who sees the record: that its audit is moderated can tell the grade (MER-04).
    OFF_RECORD = (Kind.MODERATION,)

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="requests")
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", db_index=False)
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    kind = models.CharField(max_length=14, choices=Kind)
    state = FSMField(default=State.SENT, choices=State.choices, protected=True)
    to_role = models.CharField(max_length=30)
    to_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="requests", db_index=False
    )
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="requests",
        db_index=False,
    )
    is_mandatory = models.BooleanField(
        default=True,
        help_text="Whether the process waits for it; a copy to the practitioner may be optional.",
    )
    to_words = models.CharField(max_length=300, help_text="To whom, as it was when it was sent.")
    note = models.TextField(max_length=2000, blank=True)
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    returned_note = models.TextField(max_length=2000, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
                name="request_completed_at_by",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
                name="request_returned_at_by",
            ),
        ]
        indexes = [
            models.Index(fields=["to_post", "state", "sent_at", "id"], name="request_of_post"),
            models.Index(fields=["to_person", "state", "sent_at", "id"], name="request_of_person"),
            models.Index(fields=["about_type", "about_id"], name="request_about"),
            models.Index(fields=["sent_by", "state", "sent_at", "id"], name="request_of_sender"),
            models.Index(fields=["completed_by", "completed_at", "id"], name="request_of_answerer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display().lower()})"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return address("request", self.pk)

    @property
    def is_with(self) -> str:
        """Whoever answers it today, in words; ``to_words`` says to whom it was sent."""
        return holder_in_words(self)

    @property
    def has_moved(self) -> bool:
        """Whether it waits for somebody else than it was sent to: a transfer, a new holder of the post, cover."""
        return self.is_waiting and not self.to_words.startswith(self.is_with)

    @property
    def is_waiting(self) -> bool:
        """Whether it still waits for its answer."""
        return self.state == self.State.SENT

    @transition(
        field=state,
        source=State.SENT,
        target=State.COMPLETED,
        permission=allows(may_answer_request),
        custom={"label": "Complete the request", "primary": True},
    )
    def complete(self, *, by: object) -> None:
        """The one asked has answered everything."""
        self.completed_at, self.completed_by = clock.now(), by

    @transition(
        field=state,
        source=State.SENT,
        target=State.RETURNED,
        permission=allows(may_answer_request),
        custom={"label": "Return it with a note"},
    )
    def give_back(self, *, by: object, note: str) -> None:
        """The one asked can't answer it as it stands, and says why."""
        self.returned_at, self.returned_by, self.returned_note = clock.now(), by, note

    @transition(
        field=state,
        source=[State.SENT, State.RETURNED],
        target=State.WITHDRAWN,
        permission=by_time_alone,
        custom={"label": "Withdraw the request", "by_action_only": True, "by_time": True},
    )
    def withdraw(self) -> None:
        """What was asked is overtaken: a newer request, or a later stage."""
