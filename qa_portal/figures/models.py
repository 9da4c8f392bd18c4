"""Figures that are kept: counted regularly, so that no dashboard counts everything while somebody waits for it."""

from __future__ import annotations

from django.db import models

from qa_portal.people.models import Team


class Figure(models.Model):
    """So many of a measure: of one team, in one month (both may be empty), along two of its dimensions, as it stands.

    What ``along``, ``within`` and ``stands`` hold is the measure's own: a person's key and a kind of work, a grade and
    a tool. ``out_of`` is the denominator where it has one (LAW-07). All rows of a measure are counted anew together;
    none is ever changed, and none is read by a rule.
    """

    measure = models.CharField(max_length=40)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.DateField(null=True, help_text="The first day of its month.")
    along = models.CharField(max_length=80, blank=True)
    within = models.CharField(max_length=80, blank=True)
    stands = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField()
    out_of = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["measure", "team"], name="figure_of_team"),
            models.Index(fields=["measure", "month"], name="figure_of_month"),
        ]


class Counted(models.Model):
    """When the figures of a measure were counted last, by the portal's clock, and how long that took."""

    measure = models.CharField(max_length=40, unique=True)
    as_of = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["measure"]
