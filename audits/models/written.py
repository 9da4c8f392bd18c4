"""What a reviewer writes of an audit beside the answers: the conversation, what is good and what isn't, the grades."""

from __future__ import annotations

from django.db import models

from qa_portal.frameworks.policy import Framework

#: A conversation that was booked, and neither held nor given up.
BOOKED = models.Q(conversation_on__isnull=False, conversation_held_on=None, conversation_why_not="")


class Written(models.Model):
    """The words and overall grades of an audit. ``grade`` is the one that stands, ``grade_before`` the one after
    reading the record, where grades are given twice (WAL-06)."""

    conversation_on = models.DateTimeField("when the conversation is booked", null=True, blank=True)
    conversation_place = models.CharField("where", max_length=200, blank=True)
    conversation_held_on = models.DateField("when the conversation was held", null=True, blank=True)
    conversation_with = models.CharField("who took part", max_length=300, blank=True)
    conversation_with_manager = models.BooleanField("the Team Manager took part", default=False)
    conversation_notes = models.TextField("what it was about", max_length=10_000, blank=True)
    conversation_added = models.TextField("what the conversation added", max_length=10_000, blank=True)
    conversation_why_not = models.TextField("why there was none", max_length=2000, blank=True)
    family_why_not = models.TextField("why nobody was contacted", max_length=2000, blank=True)

    strengths = models.TextField("what is good about the practice", max_length=10_000, blank=True)
    to_improve = models.TextField("what needs to improve", max_length=10_000, blank=True)
    themes = models.JSONField(default=dict, blank=True, help_text="theme → strength or risk (WAL-22).")

    grade_before = models.CharField("overall grade after reading the record", max_length=22, blank=True)
    point_before = models.PositiveSmallIntegerField(null=True, blank=True)
    grade = models.CharField("overall grade", max_length=22, blank=True)
    point = models.PositiveSmallIntegerField(null=True, blank=True)
    grade_reason = models.TextField("why this grade", max_length=10_000, blank=True)
    grade_despite = models.TextField(
        "why the overall grade differs from those of the sections", max_length=4000, blank=True
    )

    class Meta:
        abstract = True

    @property
    def policy(self) -> Framework:
        """The procedure that it is written under."""
        raise NotImplementedError

    @property
    def grade_label(self) -> str:
        """The overall grade as it stands, in the council's words, with its point where it has one; "" before."""
        return self.in_words(self.grade, self.point)

    def in_words(self, grade: str, point: int | None = None) -> str:
        """A grade in the council's words, with its point where it has one: "Good (7)"."""
        label = self.policy.scale.label(grade)
        return f"{label} ({point})" if label and point is not None else label
