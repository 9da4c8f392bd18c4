"""A stage: one occurrence of a level of a dispute."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from disputes.rules import is_asked_of_stage, is_keeper_of_stage, may_confirm_stage
from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.policy import Framework, Level
from qa_portal.frameworks.vocabulary import DisputeNext
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.models import Signature
from qa_portal.trail.records import Trail
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .dispute import Dispute

#: Who did something, of a stage: it is found by none of them.
_SOMEBODY: Any = {
    "null": True,
    "blank": True,
    "on_delete": models.PROTECT,
    "related_name": "+",
    "db_index": False,
}


class DisputeStage(Stepped):
    """One stage (MOS-11 to MOS-18). Its level is fixed when it opens, so the two can't disagree."""

    class State(models.TextChoices):
        """Where a stage stands."""

        SCHEDULED = "scheduled", "Opens later"
        DRAFTED = "drafted", "Being written"
        SENT = "sent", "With the manager"
        RETURNED = "returned", "Returned to the reviewing officer"
        ANSWERED = "answered", "Answered, for decision"
        UNANSWERED = "unanswered", "Not answered, for decision"
        CONCLUDED = "concluded", "Waiting for confirmation"
        SENT_BACK = "sent_back", "Sent back by the IRO Manager"
        CONFIRMED = "confirmed", "Confirmed"
        BYPASSED = "bypassed", "Bypassed"

    #: States in which a stage has come to its end.
    ENDED = (State.CONFIRMED, State.BYPASSED)

    # A step changes its state, and with it writes each of its indexes anew: there is none that nothing reads.
    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="stages", db_index=False)
    number = models.PositiveSmallIntegerField(help_text="The how-manieth stage of the dispute this is.")
    level = models.PositiveSmallIntegerField()
    state = FSMField(default=State.DRAFTED, choices=State.choices, protected=True)
    opens_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_SOMEBODY)
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    disputed_on = models.DateField("date of the dispute")
    skip_reason = models.TextField("why lower stages are passed by", max_length=2000, blank=True)
    issues_summary = models.TextField("summary of the issues", max_length=10_000, blank=True)
    desired_outcomes = models.TextField("desired outcomes", max_length=10_000, blank=True)

    answer_overall = models.TextField("the manager's overall response", max_length=10_000, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_SOMEBODY)
    non_response = models.JSONField(
        default=list, blank=True, help_text="Each reminder of an answer that never came (LAW-04)."
    )

    progress_summary = models.TextField("overall summary of progress", max_length=10_000, blank=True)
    outcome = models.CharField("outcome of this stage", max_length=40, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_SOMEBODY)
    next_step = models.CharField("next action", max_length=20, choices=DisputeNext, blank=True)
    next_level = models.PositiveSmallIntegerField("stage", null=True, blank=True)
    next_reason = models.TextField("why this stage", max_length=2000, blank=True)
    next_on = models.DateField("start it on", null=True, blank=True)

    manager_comment = models.TextField("the IRO Manager's comment", max_length=10_000, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_SOMEBODY)
    confirmation_waived = models.CharField(max_length=200, blank=True)

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    requests = GenericRelation(
        RequestForResponse, content_type_field="about_type", object_id_field="about_id"
    )
    signatures = GenericRelation(Signature, content_type_field="about_type", object_id_field="about_id")

    history = Trail(read_by=["dispute"])

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dispute", "number"], name="stage_number_unique"),
            models.UniqueConstraint(
                fields=["dispute"],
                condition=~Q(state__in=["confirmed", "bypassed"]),
                name="stage_one_open_each",
            ),
            models.CheckConstraint(condition=Q(level__gte=1), name="stage_level_from_one"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="stage_answered_at_by",
            ),
            models.CheckConstraint(
                condition=Q(concluded_at__isnull=True, concluded_by__isnull=True)
                | Q(concluded_at__isnull=False, concluded_by__isnull=False),
                name="stage_concluded_at_by",
            ),
            models.CheckConstraint(
                # Confirmed by nobody: the procedure asks for nobody, or time did it; the waiver says which.
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmation_waived="")),
                name="stage_confirmed_at_by",
            ),
            models.CheckConstraint(
                condition=Q(state="scheduled", opens_on__isnull=False) | ~Q(state="scheduled"),
                name="stage_scheduled_has_date",
            ),
        ]
        indexes = [models.Index(fields=["state", "level"], name="stage_by_state")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return address("stage", self.pk)

    @property
    def policy(self) -> Framework:
        """The dispute's procedure."""
        return self.dispute.policy

    @property
    def level_policy(self) -> Level:
        """What the procedure says of this level."""
        return self.policy.disputes.level(self.level)

    @property
    def name(self) -> str:
        """The level in the council's words: Stage 2."""
        return self.level_policy.name

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end."""
        return self.state in self.ENDED

    @transition(
        field=state,
        source=State.SCHEDULED,
        target=State.DRAFTED,
        permission=allows(is_keeper_of_stage),
        custom={"label": "Start it now", "by_time": True},
    )
    def open(self) -> None:
        """Its date has come, or the reviewing officer starts it before (MOS-18)."""
        self.opens_on, self.opened_at, self.disputed_on = None, clock.now(), clock.today()

    @transition(
        field=state,
        source=[State.DRAFTED, State.RETURNED],
        target=State.SENT,
        permission=allows(is_keeper_of_stage),
        custom={"label": "Send the request", "primary": True},
    )
    def send(self) -> None:
        """The request goes to whoever answers at this level (MOS-12). A second sending doesn't start anew."""
        self.sent_at = self.sent_at or clock.now()

    @transition(
        field=state,
        source=State.SENT,
        target=State.RETURNED,
        permission=allows(is_asked_of_stage),
        custom={"label": "Return it with a note"},
    )
    def give_back(self) -> None:
        """The manager can't answer it as it stands; the clock runs on."""

    @transition(
        field=state,
        source=State.SENT,
        target=State.ANSWERED,
        permission=allows(is_asked_of_stage),
        custom={"label": "Complete the request", "primary": True},
    )
    def answer(self, *, by: object) -> None:
        """Every action has its answer; the stage goes back to the reviewing officer (MOS-13)."""
        self.answered_at, self.answered_by = clock.now(), by

    @transition(
        field=state,
        source=State.SENT,
        target=State.UNANSWERED,
        permission=allows(is_keeper_of_stage),
        custom={"label": "Record that nobody answered", "by_time": True},
    )
    def go_on_unanswered(self, *, reminders: list[dict[str, str]]) -> None:
        """The time to answer is over; the non-response is kept with each reminder that was sent (LAW-04)."""
        self.non_response = reminders

    @transition(
        field=state,
        source=[State.ANSWERED, State.UNANSWERED, State.SENT_BACK],
        target=State.CONCLUDED,
        permission=allows(is_keeper_of_stage),
        custom={"label": "Sign and send for confirmation", "primary": True},
    )
    def conclude(self, *, by: object) -> None:
        """Summary, outcome and next action are signed and go to the IRO Manager (MOS-14, MOS-16)."""
        self.concluded_at, self.concluded_by = clock.now(), by

    @transition(
        field=state,
        source=State.CONCLUDED,
        target=State.SENT_BACK,
        permission=allows(may_confirm_stage),
        custom={"label": "Return it with a note"},
    )
    def send_back(self) -> None:
        """The IRO Manager asks for something to be changed."""

    @transition(
        field=state,
        source=State.CONCLUDED,
        target=State.CONFIRMED,
        permission=allows(may_confirm_stage),
        custom={"label": "Sign to confirm the recommendations", "primary": True},
    )
    def confirm(self, *, by: object, comment: str) -> None:
        """The IRO Manager confirms; only now does the next action take effect (MOS-16)."""
        self.manager_comment = comment
        self.confirmed_at, self.confirmed_by = clock.now(), by

    @transition(
        field=state,
        source=[State.CONCLUDED, State.UNANSWERED],
        target=State.CONFIRMED,
        permission=allows(is_keeper_of_stage),
        custom={"label": "Finish without confirmation", "by_time": True, "by_action_only": True},
    )
    def finish_unconfirmed(self, *, why: str) -> None:
        """The procedure asks for no confirmation, or time opened the next stage by itself; it says which."""
        self.confirmation_waived = why
        self.confirmed_at = clock.now()

    @transition(
        field=state,
        source=[
            State.SCHEDULED,
            State.DRAFTED,
            State.SENT,
            State.RETURNED,
            State.ANSWERED,
            State.UNANSWERED,
            State.SENT_BACK,
        ],
        target=State.BYPASSED,
        permission=allows(is_keeper_of_stage),
        custom={"label": "Go to a higher stage now", "danger": True},
    )
    def bypass(self, *, level: int, reason: str) -> None:
        """The reviewing officer goes to the level that is right for the child, and says why (LAW-01)."""
        self.next_step, self.next_level, self.next_reason = DisputeNext.PROCEED, level, reason
