"""The ledger of deadlines: one row for each running clock of every process (NEW-01)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.people.models import Post
from qa_portal.trail.records import Trail

from . import kinds
from .closures import ClosureDay

__all__ = ["ClosureDay", "Deadline", "DueDateChange"]

#: How often a row that fails is tried, in as many sweeps, before it is set apart as an incident.
TRIES = 3


_TO_BE_DONE = Q(met_at__isnull=True, cancelled_at__isnull=True, answers_request=False)
_OF_A_RELATION = Q(owner_post__isnull=True, owner_person__isnull=True)


class Deadline(models.Model):
    """A moment by which somebody must have done something, computed once and stored.

    It belongs to a post, or to whoever stands in a relation to the subject (practitioner, reviewing
    officer), so that it outlives the person. ``plan`` lists all that is said about its present due date and
    when; ``next_at`` is the first of those moments that hasn't been dealt with, and the only column that
    the sweep looks for. ``parties`` says what a framework's words for people mean here (raiser, answerer,
    answerer_line, confirmer): a role, a relation or a person's key, reckoned when it opens, so that the sweep
    needs no app to ask. ``with_person`` is whoever stands in the owning relation today, kept up by the
    record's allocation, so that what waits for a person is one indexed question.
    """

    kind = models.CharField(max_length=40)
    clock_name = models.CharField(max_length=40, help_text="The framework's clock that it runs by.")
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", db_index=False)
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="deadlines")
    framework = models.ForeignKey(
        "qa_portal.FrameworkVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    label = models.CharField(max_length=120, help_text="What is due, as an imperative: Answer stage 1.")

    owner = models.CharField(max_length=30, help_text="The role or relation that must act.")
    owner_post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines"
    )
    owner_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines"
    )

    # Of what belongs to a relation: who stands in it today; nobody where it is empty.
    with_person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answers_request = models.BooleanField(
        default=False, editable=False, help_text="It is the clock of a request, which my work shows instead."
    )

    parties = models.JSONField(default=dict, blank=True, editable=False)

    starts_at = models.DateTimeField()
    length = models.JSONField(
        null=True, blank=True, editable=False, help_text="How long it was given; empty where a date was set."
    )
    is_dated_by_person = models.BooleanField(
        default=False, help_text="Somebody chose the date: no calendar re-dates it."
    )
    first_due_at = models.DateTimeField(help_text="As first computed; changes with the calendar only.")
    due_at = models.DateTimeField(help_text="As it stands, extensions counted.")
    met_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True, help_text="The true moment of the breach.")
    breach_handled_at = models.DateTimeField(null=True, blank=True)
    breach_attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    plan = models.JSONField(default=list, editable=False)
    next_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    set_aside_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.CharField(max_length=200, blank=True, editable=False)

    history = Trail(excluded_fields=["plan", "parties", "length", "with_person", "answers_request"])

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_type", "about_id"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
                name="deadline_one_open_each",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(cancelled_at__isnull=True), name="deadline_one_end"
            ),
        ]
        indexes = [
            # What the sweep reads, and nothing else: rows with something left to say.
            models.Index(
                fields=["next_at", "id"],
                condition=Q(next_at__isnull=False, set_aside_at__isnull=True),
                name="deadline_to_sweep",
            ),
            models.Index(
                fields=["breached_at"],
                condition=Q(
                    breached_at__isnull=False, breach_handled_at__isnull=True, breach_attempts__lt=TRIES
                ),
                name="deadline_to_handle",
            ),
            # What waits for a post or a person, soonest first, as *my work* reads it; with the key, so that many that
            # are due at one moment needn't be sorted.
            models.Index(
                fields=["owner_post", "due_at", "id"],
                condition=_TO_BE_DONE & Q(owner_post__isnull=False),
                name="deadline_to_do_of_post",
            ),
            models.Index(
                fields=["owner_person", "due_at", "id"],
                condition=_TO_BE_DONE & Q(owner_person__isnull=False),
                name="deadline_to_do_of_person",
            ),
            models.Index(
                fields=["with_person", "due_at", "id"],
                condition=_TO_BE_DONE & _OF_A_RELATION & Q(with_person__isnull=False),
                name="deadline_to_do_in_relation",
            ),
            models.Index(
                fields=["owner", "due_at", "id"],
                condition=_TO_BE_DONE & _OF_A_RELATION & Q(with_person__isnull=True),
                name="deadline_to_do_of_nobody",
            ),
            models.Index(
                fields=["subject", "due_at"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
                name="deadline_open_of_subject",
            ),
            # The workload of many teams, soonest first.
            models.Index(
                fields=["due_at", "id"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
                name="deadline_open_by_due",
            ),
            models.Index(fields=["about_type", "about_id"], name="deadline_about"),
            models.Index(
                fields=["set_aside_at"], condition=Q(set_aside_at__isnull=False), name="deadline_set_aside"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, due {clock.london_date(self.due_at)}"

    def get_absolute_url(self) -> str:
        """The page on which this can be done."""
        return kinds.kind_of(self.kind).url_of(self.about_id)

    @property
    def is_open(self) -> bool:
        """Whether the clock is still running."""
        return self.met_at is None and self.cancelled_at is None

    @property
    def is_overdue(self) -> bool:
        """Whether it is open and its moment has passed."""
        return self.is_open and clock.now() > self.due_at

    @property
    def was_met_in_time(self) -> bool:
        """Whether it was met by its *first* date: an extension is still counted late (LAW-06)."""
        return self.met_at is not None and self.met_at <= self.first_due_at

    @property
    def is_extended(self) -> bool:
        """Whether the date has been put off from the first one."""
        return self.due_at != self.first_due_at

    def occasion(self, name: str) -> str:
        """The key of one thing to say about this deadline; another due date makes it another occasion."""
        return f"{name}@{self.due_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M}"


class DueDateChange(models.Model):
    """A due date that was moved: from what to what, why, and by whose authority (LAW-06)."""

    class Cause(models.TextChoices):
        """Why a date moves."""

        EXTENSION = "extension", "Agreed change of date"
        CALENDAR = "calendar", "Change of the working-day calendar"

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="changes")
    cause = models.CharField(max_length=10, choices=Cause)
    from_due_at = models.DateTimeField()
    to_due_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(default=clock.now)

    history = Trail(read_by=["deadline"])

    class Meta:
        ordering = ["approved_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_due_at=F("to_due_at")), name="due_date_change_moves")
        ]
