"""An audit of a child's record: allocated, written with those who know the child, checked, returned, followed up."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from audits.rules import (
    is_reviewer_of,
    may_allocate_audit,
    may_check_audit,
    may_finalise_audit,
    may_record_panel,
    may_return_audit,
)
from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import CycleTool, Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.models import Team
from qa_portal.plan.models import Action
from qa_portal.requests.models import RequestForResponse
from qa_portal.signatures.models import Signature
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .cycle import Cycle
from .dated import Dated
from .written import BOOKED, Written


class Audit(Written, Dated, Stepped):
    """One audit, collaborative review or re-audit (MER-03). A re-audit is an audit with ``re_audit_of``.

    ``grade`` is the overall grade as it stands: the reviewer's own until a panel or a challenge changes it; every grade
    that was ever given is kept beside it (``GradeGiven``). ``team`` and ``practitioner`` are whose work was audited, on
    the day of the allocation.
    """

    class State(models.TextChoices):
        """Where an audit stands."""

        ALLOCATED = "allocated", "Allocated"
        BEGUN = "begun", "Being written"
        SUBMITTED = "submitted", "Completed, to be checked"
        SENT_BACK = "sent_back", "Sent back to be amended"
        NOT_ACCEPTED = "not_accepted", "Not accepted, due in the next cycle"
        TO_MODERATE = "to_moderate", "Waiting for moderation"
        ACCEPTED = "accepted", "Accepted, to be returned"
        RETURNED = "returned", "With the team"
        FINALISED = "finalised", "Finalised, loop open"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    #: States in which the reviewer writes.
    WRITABLE = (State.ALLOCATED, State.BEGUN, State.SENT_BACK, State.NOT_ACCEPTED)
    #: States in which its grade counts, unless it is challenged (WAL-25).
    COUNTED = (State.RETURNED, State.FINALISED, State.CLOSED)
    #: States in which nothing more happens.
    ENDED = (State.CLOSED, State.WITHDRAWN)

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="audits")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, null=True, blank=True, on_delete=models.PROTECT, related_name="audits")
    tool_key = models.CharField("tool", max_length=40)
    re_audit_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="re_audits"
    )
    state = FSMField(default=State.ALLOCATED, choices=State.choices, protected=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="audits")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="audited"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audits_to_write"
    )
    reviewer_role = models.CharField(max_length=30, blank=True)
    allocated_at = models.DateTimeField(default=clock.now)
    allocated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    period_from = models.DateField("the period reviewed, from")
    period_to = models.DateField("the period reviewed, until")

    deadlines = GenericRelation(Deadline, content_type_field="about_type", object_id_field="about_id")
    requests = GenericRelation(
        RequestForResponse, content_type_field="about_type", object_id_field="about_id"
    )
    signatures = GenericRelation(Signature, content_type_field="about_type", object_id_field="about_id")
    actions = GenericRelation(Action, content_type_field="about_type", object_id_field="about_id")
    documents = GenericRelation(Document, content_type_field="about_type", object_id_field="about_id")

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-allocated_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="audit_period"),
            *at_and_by("audit", "submitted", "returned", "signed_off", "finalised", "closed"),
            models.UniqueConstraint(
                fields=["subject", "tool_key"],
                condition=Q(state__in=["allocated", "begun", "submitted", "sent_back", "not_accepted"]),
                name="audit_one_being_written",
            ),
        ]
        indexes = [
            models.Index(fields=["cycle", "state"], name="audit_of_cycle"),
            models.Index(fields=["practitioner", "-allocated_at"], name="audit_of_practitioner"),
            models.Index(fields=["reviewer", "state"], name="audit_of_reviewer"),
            models.Index(fields=["team", "state"], name="audit_of_team"),
            models.Index(fields=["subject", "-allocated_at"], name="audit_of_subject"),
            models.Index(fields=["state", "-allocated_at"], name="audit_by_state"),
            # The order of the list of audits, whatever its filters narrow it to.
            models.Index(fields=["-allocated_at", "-id"], name="audit_newest_first"),
            # The conversations that are to come, of whoever writes and of whoever's work it is (*my work*).
            models.Index(
                fields=["reviewer", "conversation_on", "id"],
                condition=BOOKED,
                name="audit_booked_of_reviewer",
            ),
            models.Index(
                fields=["subject", "conversation_on"], condition=BOOKED, name="audit_booked_of_subject"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return address("audit", self.pk)

    @property
    def policy(self) -> Framework:
        """The procedure that it was allocated under."""
        return policy_of(self.framework)

    @property
    def tool(self) -> CycleTool:
        """The tool that it is written with."""
        return self.policy.tool(self.tool_key)

    @property
    def title(self) -> str:
        """What it is called: the tool's name, marked where it is a re-audit."""
        terms = self.policy.terms
        return f"{terms.reaudit}: {self.tool.title}" if self.re_audit_of_id else self.tool.title

    @property
    def is_writable(self) -> bool:
        """Whether its reviewer still writes."""
        return self.state in self.WRITABLE

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in self.ENDED

    @transition(
        field=state,
        source=State.ALLOCATED,
        target=State.BEGUN,
        permission=allows(is_reviewer_of),
        custom={"label": "Begin", "by_action_only": True},
    )
    def begin(self) -> None:
        """The reviewer has written the first of it."""
        self.begun_at = clock.now()

    @transition(
        field=state,
        source=[State.BEGUN, State.SENT_BACK, State.NOT_ACCEPTED],
        target=State.SUBMITTED,
        permission=allows(is_reviewer_of),
        custom={"label": "Complete it", "primary": True},
    )
    def submit(self, *, by: object) -> None:
        """Everything that the tool asks for is there (MER-03, WAL-05)."""
        self.submitted_at, self.submitted_by = clock.now(), by

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.SENT_BACK,
        permission=allows(may_check_audit),
        custom={"label": "Send it back with comments"},
    )
    def send_back(self) -> None:
        """The check asks for amendments (WAL-08)."""

    @transition(
        field=state,
        source=State.SENT_BACK,
        target=State.NOT_ACCEPTED,
        permission=allows(may_check_audit),
        custom={"label": "Don’t accept it", "by_time": True, "by_action_only": True},
    )
    def refuse(self) -> None:
        """It wasn't amended in time: it isn't accepted, and is due in the next cycle (WAL-08)."""

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.ACCEPTED,
        permission=allows(may_check_audit),
        custom={"label": "Accept it", "primary": True},
    )
    def accept(self) -> None:
        """The check finds it complete and sound (WAL-08)."""
        self.accepted_at = clock.now()

    @transition(
        field=state,
        source=State.SUBMITTED,
        target=State.ACCEPTED,
        permission=allows(is_reviewer_of),
        custom={"label": "Accept it unchecked", "by_action_only": True, "by_time": True},
    )
    def pass_unchecked(self) -> None:
        """The procedure has no check of its own."""
        self.accepted_at = clock.now()

    @transition(
        field=state,
        source=State.ACCEPTED,
        target=State.TO_MODERATE,
        permission=allows(may_check_audit),
        custom={"label": "Hold it for moderation", "by_action_only": True, "by_time": True},
    )
    def hold(self) -> None:
        """Its grade must be moderated before it goes back to the team (MER-04)."""

    @transition(
        field=state,
        source=State.TO_MODERATE,
        target=State.ACCEPTED,
        permission=allows(may_record_panel),
        custom={"label": "Record the panel’s grade", "primary": True},
    )
    def moderate(self, *, grade: str, point: int | None) -> None:
        """The moderated grade is the accepted one; both stand (MER-05)."""
        self.grade, self.point = grade, point

    @transition(
        field=state,
        source=State.ACCEPTED,
        target=State.RETURNED,
        permission=allows(may_return_audit),
        custom={"label": "Return it to the team", "primary": True},
    )
    def return_to_team(self, *, by: object) -> None:
        """Practitioner and managers are sent it (MER-03, WAL-09)."""
        self.returned_at, self.returned_by = clock.now(), by

    @transition(
        field=state,
        source=State.RETURNED,
        target=State.FINALISED,
        permission=allows(may_finalise_audit),
        custom={"label": "Finalise it", "primary": True},
    )
    def finalise(self, *, by: object, assurance: str) -> None:
        """Its follow-up is recorded, with the Team Manager's assurance (MER-03)."""
        self.assurance = assurance
        self.finalised_at, self.finalised_by = clock.now(), by

    @transition(
        field=state,
        source=State.FINALISED,
        target=State.CLOSED,
        permission=allows(may_finalise_audit),
        custom={"label": "Close the loop", "primary": True, "ends": True},
    )
    def close(self, *, by: object) -> None:
        """Supervision, actions and improvement are assured, each with its evidence (MER-08)."""
        self.closed_at, self.closed_by = clock.now(), by

    @transition(
        field=state,
        source=[State.ALLOCATED, State.BEGUN, State.SENT_BACK, State.NOT_ACCEPTED],
        target=State.WITHDRAWN,
        permission=allows(may_allocate_audit),
        custom={"label": "Withdraw the audit", "danger": True, "ends": True},
    )
    def withdraw(self, *, reason: str) -> None:
        """It can't take place, and says why."""
        self.withdrawn_because = reason
