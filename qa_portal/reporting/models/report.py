"""A report: drafted from the data, written by people, published with figures that never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, transition

from qa_portal import clock
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.people.models import Team
from qa_portal.reporting import periods
from qa_portal.reporting.kinds import ReportKind, Scope, kind_of
from qa_portal.reporting.rules import may_publish_report, may_write_report
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows


class Report(Stepped):
    """One report on a service's work in a period (WAL-21, KNO-06, MER-06, NEW-08).

    ``figures`` are its parts as they were gathered at ``gathered_at``, from one reading of the data; once it is
    published they stay, and ``digest`` seals them with the texts and the rows of its sheets. What the records say of
    the same period later is kept beside them, in ``differences``.
    """

    class State(models.TextChoices):
        """Where a report stands."""

        DRAFTED = "drafted", "Draft"
        PUBLISHED = "published", "Published"
        SUPERSEDED = "superseded", "Replaced by a later edition"
        WITHDRAWN = "withdrawn", "Withdrawn"
        DISCARDED = "discarded", "Discarded"

    #: States in which it has been published, so that whoever it is for may read it.
    OUT = (State.PUBLISHED, State.SUPERSEDED)

    kind = models.CharField(max_length=40)
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="reports")
    first_on = models.DateField("the first day of its period")
    last_on = models.DateField("the last day of its period")
    about_id = models.PositiveBigIntegerField(default=0, help_text="A cycle, where it is about one; else 0.")
    about_words = models.CharField(max_length=200, blank=True)
    edition = models.PositiveSmallIntegerField(default=1)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="later"
    )
    replaces_because = models.TextField("why there is another edition", max_length=2000, blank=True)
    state = FSMField(default=State.DRAFTED, choices=State.choices, protected=True)
    figures = models.JSONField(default=list, blank=True)
    gathered_at = models.DateTimeField(default=clock.now)
    drafted_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField("SHA-256 of what was published", max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_because = models.TextField("why it was withdrawn or discarded", max_length=2000, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)
    differences = models.JSONField(default=list, blank=True)

    history = Trail(excluded_fields=["figures", "compared_at", "differences"])

    class Meta:
        ordering = ["-last_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="report_period"),
            *at_and_by("report", "published", "ended"),
            *(
                models.UniqueConstraint(
                    fields=["kind", "team", "first_on", "last_on", "about_id"],
                    condition=Q(state=state),
                    name=f"report_one_{state}",
                )
                for state in ("drafted", "published")
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-last_on", "-id"], name="report_by_state"),
            models.Index(fields=["kind", "-last_on", "-id"], name="report_by_kind"),
        ]

    def __str__(self) -> str:
        edition = f", edition {self.edition}" if self.edition > 1 else ""
        return f"{self.kind_label}, {self.period}{edition}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("report", args=[self.pk])

    @property
    def policy(self) -> Framework:
        """The procedure that it was drafted under."""
        return policy_of(self.framework)

    @property
    def report_kind(self) -> ReportKind:
        """Which kind of report it is."""
        return kind_of(self.kind)

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return self.report_kind.label

    @property
    def period(self) -> str:
        """What it is about in words: its cycle, or its period."""
        return self.about_words or periods.in_words(self.first_on, self.last_on)

    @property
    def scope(self) -> Scope:
        """What it is about, as its parts are asked."""
        return Scope(
            self.framework, self.team_id, self.first_on, self.last_on, self.about_id, self.gathered_at
        )

    @property
    def smallest_told(self) -> int:
        """The smallest number that its texts may tell: they are one for everybody who gets it; 0 where nobody outside
        the service does."""
        reports = self.policy.reports
        goes_outside = any(to.outside for to in reports.plan(self.kind).to)
        return reports.smallest_number if goes_outside else 0

    @property
    def was_published(self) -> bool:
        """Whether it was ever published."""
        return self.published_at is not None

    def read_ground(self) -> None:
        """Its procedure, for the rules of a step."""
        _ = self.framework

    @transition(
        field=state,
        source=State.DRAFTED,
        target=State.PUBLISHED,
        permission=allows(may_publish_report),
        custom={"label": "Publish it", "primary": True},
    )
    def publish(self, *, by: object, digest: str) -> None:
        """Its figures and texts are final (WAL-21)."""
        self.published_at, self.published_by, self.digest = clock.now(), by, digest

    @transition(
        field=state,
        source=State.PUBLISHED,
        target=State.SUPERSEDED,
        permission=allows(may_publish_report),
        custom={"label": "Replace it by a later edition", "by_action_only": True},
    )
    def supersede(self) -> None:
        """A later edition was published; this one stays as it was."""

    @transition(
        field=state,
        source=State.PUBLISHED,
        target=State.WITHDRAWN,
        permission=allows(may_publish_report),
        custom={"label": "Withdraw it", "danger": True},
    )
    def withdraw(self, *, by: object, reason: str) -> None:
        """It should not have been published, and says why."""
        self.ended_at, self.ended_by, self.ended_because = clock.now(), by, reason

    @transition(
        field=state,
        source=State.DRAFTED,
        target=State.DISCARDED,
        permission=allows(may_write_report),
        custom={"label": "Discard the draft", "danger": True},
    )
    def discard(self, *, by: object, reason: str) -> None:
        """It isn't needed, and says why."""
        self.ended_at, self.ended_by, self.ended_because = clock.now(), by, reason
