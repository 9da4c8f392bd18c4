"""What people are told: one row for each notice and person, written in the transaction that causes it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import Subject


class Message(models.Model):
    """One notice to one person: in the portal's inbox at once, and by email as the person chose.

    An alert or escalation goes out at once whatever they chose. Nothing in it names a child: it gives
    the reference and a link. The outbox keeps no history of its own: its columns are its trail.
    """

    class Urgency(models.TextChoices):
        """How soon it must reach the person."""

        NOTICE = "notice", "Notice"
        REMINDER = "reminder", "Reminder"
        ALERT = "alert", "Alert"

    class Mail(models.TextChoices):
        """Where the email of it stands."""

        WAITING = "waiting", "To be sent"
        DIGEST = "digest", "In the next daily email"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        LEFT = "left", "Not sent: the person has left"

    # Each index costs every step and every alert something: there is none that no page and no sender reads.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    deadline = models.ForeignKey(
        "qa_portal.Deadline",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,
    )
    occasion = models.CharField(max_length=120)
    event = models.CharField(max_length=60)
    urgency = models.CharField(max_length=10, choices=Urgency, default=Urgency.NOTICE)
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    about_type = models.ForeignKey(
        ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    heading = models.CharField(max_length=200)
    text = models.TextField()
    why_you = models.CharField(max_length=300, blank=True, help_text="Why it came to this person.")
    url = models.CharField(max_length=300, blank=True, help_text="A path in the portal; holds no name.")
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    message_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.WAITING)
    mail_next_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_sent_at = models.DateTimeField(null=True, blank=True)
    mail_error = models.CharField(max_length=200, blank=True)
    mailed_as = models.UUIDField(
        null=True, blank=True, editable=False, help_text="The Message-ID of the email it went out in."
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            # Nobody hears twice: neither of a deadline's occasion, nor of an event.
            models.UniqueConstraint(
                fields=["deadline", "occasion", "recipient"],
                condition=Q(deadline__isnull=False),
                name="message_once_for_deadline",
            ),
            models.UniqueConstraint(
                fields=["occasion", "recipient"],
                condition=Q(deadline__isnull=True),
                name="message_once_for_event",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="message_inbox"),
            models.Index(
                fields=["recipient", "urgency", "id"],
                condition=Q(read_at__isnull=True),
                name="message_unread_by_urgency",
            ),
            models.Index(
                fields=["mail_next_at"], condition=Q(mail__in=["waiting", "digest"]), name="message_to_mail"
            ),
            models.Index(fields=["mail_next_at"], condition=Q(mail="failed"), name="message_not_mailed"),
        ]

    def __str__(self) -> str:
        return self.heading

    def get_absolute_url(self) -> str:
        """What it is about, where that has a page."""
        return self.url or reverse("inbox")

    @property
    def is_alert(self) -> bool:
        """Whether it goes out at once whatever the person chose."""
        return self.urgency == self.Urgency.ALERT


class Incident(models.Model):
    """Something that the portal could not do by itself and that an administrator must look at.

    It names no child: ``text`` says what is wrong and how to mend it, and ``subject`` stays empty where the
    record is restricted. One open row for one matter; a matter that comes back counts on it. Its columns
    are its trail.
    """

    class Kind(models.TextChoices):
        """What went wrong."""

        SET_ASIDE = "set_aside", "A deadline was set apart"
        CONSEQUENCE = "consequence", "What follows from a missed deadline failed"
        NOBODY = "nobody", "There was nobody to tell"
        MAIL = "mail", "An email could not be sent"
        CHECK = "check", "A regular check failed"

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=120, help_text="What it is about; one open incident for each.")
    text = models.CharField(max_length=500)
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    deadline = models.ForeignKey(
        "qa_portal.Deadline", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    opened_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)
    times = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(closed_at__isnull=True), name="incident_one_open_each"
            ),
            models.CheckConstraint(
                # One that mended itself was closed by nobody.
                condition=Q(closed_at__isnull=False) | Q(closed_by__isnull=True),
                name="incident_closed_at_by",
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at"], condition=Q(closed_at__isnull=True), name="incident_open")
        ]

    def __str__(self) -> str:
        return self.text
