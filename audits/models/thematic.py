"""A thematic review: several records looked at in pairs under one theme, from the theme to the boards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_fsm import FSMField, transition

from audits.thematic.rules import may_endorse_review, may_keep_review
from qa_portal import clock
from qa_portal.activities.models import Activity
from qa_portal.children.models import Subject
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework, Thematic
from qa_portal.frameworks.queries import policy_of
from qa_portal.trail.records import Trail
from qa_portal.trail.when_and_who import at_and_by
from qa_portal.workflow.models import Stepped
from qa_portal.workflow.permissions import allows

from .audit import Audit


class ThematicReview(Stepped):
    """One thematic review (KNO-07). Its dates, venue, lead, findings and actions are those of its activity in the
    calendar; each of its cases is an audit of its own, which brings the file review, the discussion and the family."""

    class State(models.TextChoices):
        """Where it stands."""

        PREPARED = "prepared", "Being prepared"
        UNDER_WAY = "under_way", "Under way"
        ENDORSED = "endorsed", "Endorsed, on its way through the boards"
        CLOSED = "closed", "Closed"

    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="thematic_review")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    tool_key = models.CharField("tool", max_length=40)
    state = FSMField(default=State.PREPARED, choices=State.choices, protected=True)
    theme_agreed_on = models.DateField("when the theme was agreed", null=True, blank=True)
    questions = models.TextField("the question framework", max_length=6000, blank=True)
    questions_agreed_on = models.DateField("when the questions were agreed", null=True, blank=True)
    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    feedback_on = models.DateField("when the feedback session was", null=True, blank=True)
    feedback_with = models.TextField("who took part, and what was said", max_length=4000, blank=True)
    endorsement = models.TextField("what the unit says of the analysis", max_length=4000, blank=True)
    endorsed_at = models.DateTimeField(null=True, blank=True)
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail()

    class Meta:
        ordering = ["-pk"]
        constraints = at_and_by("thematic", "begun", "endorsed", "closed")

    def __str__(self) -> str:
        return f"Thematic review: {self.activity.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("thematic_review", args=[self.pk])

    @property
    def policy(self) -> Framework:
        """The procedure that it was prepared under."""
        return policy_of(self.framework)

    @property
    def thematic(self) -> Thematic:
        """What that procedure says of thematic reviews."""
        said = self.policy.thematic
        assert said is not None
        return said

    @property
    def was_begun(self) -> bool:
        """Whether its cases are allocated."""
        return self.begun_at is not None

    def read_ground(self) -> None:
        """Its procedure and its activity, for the rules of a step."""
        _ = self.framework, self.activity.framework

    @transition(
        field=state,
        source=State.PREPARED,
        target=State.UNDER_WAY,
        permission=allows(may_keep_review),
        custom={"label": "Begin it: allocate the cases, give notice", "primary": True},
    )
    def begin(self, *, by: object) -> None:
        """Its cases are allocated to their pairs, and each case holder has notice (KNO-19)."""
        self.begun_at, self.begun_by = clock.now(), by

    @transition(
        field=state,
        source=State.UNDER_WAY,
        target=State.ENDORSED,
        permission=allows(may_endorse_review),
        custom={"label": "Endorse the report", "primary": True},
    )
    def endorse(self, *, by: object, words: str) -> None:
        """The unit answers for the analysis (KNO-19)."""
        self.endorsement = words
        self.endorsed_at, self.endorsed_by = clock.now(), by

    @transition(
        field=state,
        source=State.ENDORSED,
        target=State.CLOSED,
        permission=allows(may_keep_review),
        custom={"label": "Close it", "primary": True, "ends": True},
    )
    def close(self, *, by: object) -> None:
        """Each board has decided, and each family that was heard is informed (KNO-08, KNO-10)."""
        self.closed_at, self.closed_by = clock.now(), by


class ThematicCase(models.Model):
    """One record of a thematic review, and the pair that looks at it (KNO-07)."""

    review = models.ForeignKey(ThematicReview, on_delete=models.CASCADE, related_name="cases")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="thematic_cases")
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    audit = models.OneToOneField(
        Audit, null=True, blank=True, on_delete=models.PROTECT, related_name="thematic_case"
    )
    noticed_at = models.DateTimeField("when the case holder had notice", null=True, blank=True)
    noticed = models.CharField("who had notice", max_length=200, blank=True)
    celebrated = models.TextField("why it is celebrated, for training", max_length=2000, blank=True)
    celebrated_on = models.DateField("when it was celebrated", null=True, blank=True)
    celebrated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "subject"], name="thematic_case_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="thematic_case_pair"),
            models.CheckConstraint(
                condition=Q(celebrated_on__isnull=True, celebrated_by__isnull=True)
                | Q(celebrated_on__isnull=False, celebrated_by__isnull=False),
                name="thematic_celebrated_on_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Case {self.pk} of a thematic review"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("thematic_case", args=[self.pk])


class BoardDecision(models.Model):
    """What a board decided on the report, and when (KNO-10)."""

    review = models.ForeignKey(ThematicReview, on_delete=models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    board = models.CharField(max_length=200)
    examined_on = models.DateField("when it was examined")
    decision = models.TextField("what was decided", max_length=4000)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["review", "position"], name="board_decision_once")]

    def __str__(self) -> str:
        return f"{self.board}, {self.examined_on}"
