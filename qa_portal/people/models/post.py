"""Posts, who is appointed to them, and who covers an absence."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from qa_portal.people.roles import Role
from qa_portal.trail.records import Trail

from .directory_row import DirectoryRow
from .team import Team
from .user import User


class Post(DirectoryRow):
    """A role on a team. Deadlines and requests belong to it, so they outlive whoever holds it."""

    role = models.CharField(max_length=30, choices=Role)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="posts")

    history = Trail()

    class Meta:
        ordering = ["team__name", "role"]
        constraints = [models.UniqueConstraint(fields=["role", "team"], name="post_role_team_unique")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.team}"


class Appointment(DirectoryRow):
    """A person in a post, from a day to a day, both included; acting up says so."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    is_acting = models.BooleanField("acting up", default=False)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    history = Trail(read_by=["person", "post"])

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"


class Cover(DirectoryRow):
    """Somebody answers for an absent person in all their posts, from a day to a day, both included."""

    absent = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    covered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    reason = models.CharField(max_length=200)

    history = Trail(read_by=["absent", "covered_by"])

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cover_ends_after_start"),
            models.CheckConstraint(condition=~Q(absent=F("covered_by")), name="cover_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.covered_by} for {self.absent}"
