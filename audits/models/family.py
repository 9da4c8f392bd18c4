"""What families and young people say of the help they get, in their own words (MER-20, NEW-09)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from qa_portal import clock
from qa_portal.trail.records import Trail

from .audit import Audit


class FamilyVoice(models.Model):
    """What one person of the family said, recorded for them or written by them through a one-time link.

    Of a link only the SHA-256 of its secret is kept. Nobody is asked twice: one row for each person and audit.
    """

    class Speaker(models.TextChoices):
        """Who speaks."""

        YOUNG_PERSON = "young_person", "The child or young person"
        MOTHER = "mother", "Mother"
        FATHER = "father", "Father"
        CARER = "carer", "Carer"
        OTHER = "other", "Somebody else of the family"

    class Way(models.TextChoices):
        """How it was said."""

        LINK = "link", "In writing, through a link"
        TELEPHONE = "telephone", "By telephone"
        MEETING = "meeting", "Face to face"
        OTHER = "other", "In another way"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="voices")
    speaker = models.CharField("who", max_length=12, choices=Speaker)
    way = models.CharField("how", max_length=10, choices=Way)
    words = models.TextField("in their own words", max_length=10_000, blank=True)
    helped = models.PositiveSmallIntegerField("how much the help has helped, 0 to 10", null=True, blank=True)
    said_on = models.DateField("when", null=True, blank=True)
    wants_answer = models.BooleanField("wants to hear what was done with it", default=False)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    link_digest = models.CharField(max_length=64, blank=True, editable=False)
    link_ends_at = models.DateTimeField(null=True, blank=True)

    done_with_it = models.TextField("what was done with it", max_length=4000, blank=True)
    answered_at = models.DateTimeField("when the letter was written", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    letter_sent_on = models.DateField("when the letter was sent", null=True, blank=True)
    letter_sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    letter_sent_how = models.CharField("how it was sent", max_length=200, blank=True)

    history = Trail(read_by=["audit"], excluded_fields=["link_digest"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "speaker"], condition=~Q(speaker="other"), name="family_voice_once"
            ),
            models.UniqueConstraint(
                fields=["link_digest"], condition=~Q(link_digest=""), name="family_link_once"
            ),
            models.CheckConstraint(
                # What came through a link was recorded by nobody of the council.
                condition=Q(recorded_at__isnull=True, recorded_by__isnull=True)
                | Q(recorded_at__isnull=False, recorded_by__isnull=False)
                | Q(recorded_at__isnull=False, way="link"),
                name="family_recorded_at_by",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_by__isnull=True)
                | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="family_asked_at_by",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
                    | Q(**{f"{at}__isnull": False, f"{by}__isnull": False}),
                    name=f"family_{at}_by",
                )
                for at, by in (("answered_at", "answered_by"), ("letter_sent_on", "letter_sent_by"))
            ),
        ]

    @property
    def was_heard(self) -> bool:
        """Whether there are words."""
        return self.recorded_at is not None

    @property
    def link_is_open(self) -> bool:
        """Whether the link can still be used."""
        return (
            bool(self.link_digest)
            and not self.was_heard
            and self.link_ends_at is not None
            and clock.now() < self.link_ends_at
        )
