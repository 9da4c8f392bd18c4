"""A narrative that is written once and stands in the disputes or audits of brothers and sisters (NEW-10)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.trail.records import Trail


class Narrative(models.Model):
    """What is true for several children alike: its words are its newest ``NarrativeText``, its uses where it stands."""

    started_at = models.DateTimeField(default=clock.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail()


class NarrativeText(models.Model):
    """The words of a narrative as somebody wrote them; never changed: whoever changes them writes the next number."""

    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField("the narrative", max_length=10_000)
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["narrative", "number"], name="narrative_text_number_once")
        ]


class NarrativeUse(models.Model):
    """That a narrative stands in one child's dispute or audit (``about``). It knows nothing of the others."""

    narrative = models.ForeignKey(Narrative, on_delete=models.PROTECT, related_name="uses")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="narratives")
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    number = models.PositiveSmallIntegerField("the number of its words that were last written", default=1)
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["about_type", "about_id"], name="narrative_one_of_each_thing")
        ]
