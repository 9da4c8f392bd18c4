"""The IRO quality assurance process (QAP), and the rows of its table of issues."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, FSMField, transition

from disputes.rules import is_asked, is_keeper, may_reopen
from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.children.models import Meeting
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.vocabulary import QapNext
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.models import Signature
from qa_portal.trail.records import Trail
from qa_portal.workflow.permissions import allows

from .information import SignificantInformation
from .raised import Raised


class Qap(Raised):
    """One QAP: issues, a request, answers, a decision on each, an outcome that is signed, a next action."""

    class State(models.TextChoices):
        """Where a QAP stands."""

        SCHEDULED = "scheduled", "Opens later"
        DRAFTED = "drafted", "Being written"
        REQUESTED = "requested", "With the manager"
        RETURNED = "returned", "Returned to the reviewing officer"
        ANSWERED = "answered", "Answered, for decision"
        UNANSWERED = "unanswered", "Not answered, for decision"
        CONCLUDED = "concluded", "Outcome signed"
        ENDED = "ended", "Ended"

    state = FSMField(default=State.DRAFTED, choices=State.choices, protected=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="qaps")
    information = models.ForeignKey(
        SignificantInformation, null=True, blank=True, on_delete=models.PROTECT, related_name="qaps"
    )
    reviews = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reviewed_by"
    )
    opens_on = models.DateField(null=True, blank=True)
    review_on = models.DateField("date by which the actions are reviewed", null=True, blank=True)
    summary = models.TextField("summary and conclusion", max_length=10_000, blank=True)
    outcome = models.CharField("decision", max_length=40, blank=True)
    next_step = models.CharField("next action", max_length=20, choices=QapNext, blank=True)
    next_level = models.PositiveSmallIntegerField("stage", null=True, blank=True)
    next_reason = models.TextField("why this stage", max_length=2000, blank=True)
    next_on = models.DateField("start it on", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    requests = GenericRelation(
        RequestForResponse, content_type_field="about_type", object_id_field="about_id"
    )
    signatures = GenericRelation(Signature, content_type_field="about_type", object_id_field="about_id")

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-raised_at", "-pk"]
        verbose_name = "QAP"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="qap_ended_at_by",
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", opens_on__isnull=False) | ~Q(state="scheduled"),
                name="qap_scheduled_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "state"], name="qap_by_subject"),
            models.Index(fields=["raised_by", "state"], name="qap_by_raiser"),
        ]

    def __str__(self) -> str:
        return f"QAP {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return address("qap", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it hasn't ended."""
        return self.state != self.State.ENDED

    @property
    def is_signed(self) -> bool:
        """Whether its outcome stands as it was signed last."""
        return self.state in (self.State.CONCLUDED, self.State.ENDED)

    @property
    def signed_from(self) -> State:
        """Where it stood when its outcome was signed: answered, or met with silence."""
        last = next((request for request in self.requests.all() if request.is_mandatory), None)
        return self.State.ANSWERED if last is not None and last.completed_at else self.State.UNANSWERED

    @transition(
        field=state,
        source=State.SCHEDULED,
        target=State.DRAFTED,
        permission=allows(is_keeper),
        custom={"label": "Start it now", "by_time": True},
    )
    def open(self) -> None:
        """Its date has come, or the reviewing officer starts it before."""
        self.opens_on = None

    @transition(
        field=state,
        source=[State.DRAFTED, State.RETURNED],
        target=State.REQUESTED,
        permission=allows(is_keeper),
        custom={"label": "Send the request", "primary": True},
    )
    def send(self) -> None:
        """The mandatory request goes to the manager (MOS-06)."""

    @transition(
        field=state,
        source=State.REQUESTED,
        target=State.RETURNED,
        permission=allows(is_asked),
        custom={"label": "Return it with a note"},
    )
    def give_back(self) -> None:
        """The one asked can't answer it as it stands (MOS-07)."""

    @transition(
        field=state,
        source=State.REQUESTED,
        target=State.ANSWERED,
        permission=allows(is_asked),
        custom={"label": "Complete the request", "primary": True},
    )
    def answer(self) -> None:
        """Every issue has its update, and the request is completed (MOS-08)."""

    @transition(
        field=state,
        source=State.REQUESTED,
        target=State.UNANSWERED,
        permission=allows(is_keeper),
        custom={"label": "Go on without an answer"},
    )
    def go_on_unanswered(self) -> None:
        """Time is up and nobody answered; the reviewing officer decides on what there is."""

    @transition(
        field=state,
        source=[State.ANSWERED, State.UNANSWERED],
        target=State.CONCLUDED,
        permission=allows(is_keeper),
        custom={"label": "Sign the outcome", "primary": True},
    )
    def conclude(self) -> None:
        """Each issue has its decision, and the outcome is signed (MOS-09)."""

    @transition(
        field=state,
        source=State.CONCLUDED,
        target=GET_STATE(lambda qap, **given: qap.signed_from, states=(State.ANSWERED, State.UNANSWERED)),
        permission=allows(is_keeper),
        custom={"label": "Change the outcome and sign again"},
    )
    def amend(self) -> None:
        """What was signed is opened again, answered or not as it was; only a new, visible signature closes it."""
        self.next_step, self.next_level, self.next_reason, self.next_on = "", None, "", None

    @transition(
        field=state,
        source=State.CONCLUDED,
        target=State.ENDED,
        permission=allows(is_keeper),
        custom={"label": "Take the next action", "primary": True},
    )
    def end(
        self,
        *,
        by: object,
        next_step: str,
        next_level: int | None = None,
        next_reason: str = "",
        next_on: dt.date | None = None,
    ) -> None:
        """The next action that follows from the outcome is taken (MOS-10)."""
        self.next_step, self.next_level = next_step, next_level
        self.next_reason, self.next_on = next_reason, next_on
        self.ended_at, self.ended_by = clock.now(), by

    @transition(
        field=state,
        source=State.ENDED,
        target=State.CONCLUDED,
        permission=allows(may_reopen),
        custom={"label": "Reopen"},
    )
    def reopen(self) -> None:
        """It was ended in error, or too early (MOS-22)."""
        self.ended_at = self.ended_by = None
        self.next_step, self.next_level, self.next_reason, self.next_on = "", None, "", None


class QapIssue(models.Model):
    """One row of a QAP's table: the issue, what is to be done, the update on it, and the decision."""

    class Decision(models.TextChoices):
        """The reviewing officer's decision on one issue."""

        RESOLVED = "resolved", "Resolved"
        PARTLY = "partly", "Partly resolved"
        NOT_RESOLVED = "not_resolved", "Not resolved"

    class Carried(models.TextChoices):
        """What became of a row that came over from the QAP before (MOS-10)."""

        NEW = "new", "New"
        KEPT = "kept", "Carried over"
        CHANGED = "changed", "Carried over and changed"

    qap = models.ForeignKey(Qap, on_delete=models.PROTECT, related_name="issues")
    position = models.PositiveSmallIntegerField(default=0)
    theme = models.CharField(max_length=40, blank=True)
    concern = models.TextField("issue", max_length=4000)
    action_needed = models.TextField("action needed", max_length=4000, blank=True)
    due_on = models.DateField("to be done by", null=True, blank=True)
    carried = models.CharField(max_length=8, choices=Carried, default=Carried.NEW)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    update = models.TextField("update", max_length=4000, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(max_length=14, choices=Decision, blank=True)
    decision_note = models.TextField("reason", max_length=4000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["qap"])

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(updated_at__isnull=True, updated_by__isnull=True)
                | Q(updated_at__isnull=False, updated_by__isnull=False),
                name="qap_issue_updated_at_by",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="qap_issue_decided_at_by",
            ),
        ]

    @property
    def is_changed(self) -> bool:
        """Whether it was carried over and says something else by now (MOS-10)."""
        return self.carried == self.Carried.CHANGED

    @property
    def theme_label(self) -> str:
        """Its theme in the words of the framework that its QAP started under; empty where it has none."""
        return self.qap.policy.theme_label(self.theme) if self.theme else ""
