"""An issue about another service or agency: escalated to it, its reply recorded (KNO-20)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.urls import reverse
from django_fsm import FSMField, transition

from audits.outside.rules import may_escalate_outside
from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.plan.models import Action
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .audit import Audit


class OutsideIssue(Stepped):
    """One issue that an audit found with another service or agency: to whom it went, and what they answered.

    It is written whenever the audit's words are, and leaves the house once the audit is returned. ``sent_how`` says by
    which way the letter went; ``chases`` how often it was asked for again, by people and by time.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARED = "prepared", "Written, not sent yet"
        SENT = "sent", "Waiting for their reply"
        ANSWERED = "answered", "Their reply is recorded"
        ENDED = "ended", "Ended without a reply"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="outside_issues")
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.PROTECT, related_name="outside_issues"
    )
    state = FSMField(default=State.PREPARED, choices=State.choices, protected=True)
    agency = models.CharField("which service or agency", max_length=200)
    post = models.CharField("who there, by their post", max_length=200)
    their_reference = models.CharField("their own reference", max_length=60, blank=True)
    issue = models.TextField("what the issue is", max_length=4000)
    asked = models.TextField("what they are asked to do", max_length=4000)
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_how = models.CharField("how it was sent", max_length=200, blank=True)
    chases = models.PositiveSmallIntegerField("how often it was chased", default=0)
    chased_at = models.DateTimeField(null=True, blank=True)
    replied_on = models.DateField("when they replied", null=True, blank=True)
    replier = models.CharField("who replied, with their post", max_length=200, blank=True)
    reply = models.TextField("what they replied", max_length=10_000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = models.TextField("why it ended without a reply", max_length=2000, blank=True)

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    documents = GenericRelation(Document, content_type_field="about_type", object_id_field="about_id")
    history = Trail(read_by=["audit"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            *at_and_by("outside_issue", "sent", "answered"),
        ]
        indexes = [models.Index(fields=["state", "sent_at"], name="outside_issue_by_state")]

    def __str__(self) -> str:
        return f"Issue with {self.agency}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outside_issue", args=[self.pk])

    @property
    def subject(self) -> Subject:
        """The record that it was found on."""
        return self.audit.subject

    @property
    def is_waiting(self) -> bool:
        """Whether their reply is waited for."""
        return self.state == self.State.SENT

    def read_ground(self) -> None:
        """Its audit with record and procedure."""
        self.audit.read_ground()

    @transition(
        field=state,
        source=State.PREPARED,
        target=State.SENT,
        permission=allows(may_escalate_outside),
        custom={"label": "Escalate it", "primary": True},
    )
    def send(self, *, by: object, sent_how: str) -> None:
        """It goes to them, by letter."""
        self.sent_how = sent_how
        self.sent_at, self.sent_by = clock.now(), by

    @transition(
        field=state,
        source=State.SENT,
        target=State.SENT,
        permission=allows(may_escalate_outside),
        custom={"label": "Chase it", "by_time": True},
    )
    def chase(self) -> None:
        """They are asked again."""
        self.chases += 1
        self.chased_at = clock.now()

    @transition(
        field=state,
        source=State.SENT,
        target=State.ANSWERED,
        permission=allows(may_escalate_outside),
        custom={"label": "Record their reply", "primary": True},
    )
    def answer(self, *, by: object) -> None:
        """What they replied is recorded."""
        self.answered_at, self.answered_by = clock.now(), by

    @transition(
        field=state,
        source=[State.PREPARED, State.SENT],
        target=State.ENDED,
        permission=allows(may_escalate_outside),
        custom={"label": "End it without a reply", "danger": True},
    )
    def end(self, *, reason: str) -> None:
        """It isn't sent, or no reply comes; and why."""
        self.ended_because = reason
