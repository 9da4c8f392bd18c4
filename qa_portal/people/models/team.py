"""Teams: a tree of team → service → department."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from qa_portal.trail.records import Trail

from .directory_row import DirectoryRow


class Team(DirectoryRow):
    """A unit of the council that people hold posts in and children are allocated to."""

    class Kind(models.TextChoices):
        """How high in the tree a unit stands."""

        TEAM = "team", "Team"
        SERVICE = "service", "Service"
        DEPARTMENT = "department", "Department"

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TEAM)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="below")
    framework_key = models.CharField(
        "framework",
        max_length=60,
        blank=True,
        help_text="The procedure this team works by. Empty: the one of the team above.",
    )
    is_open = models.BooleanField("in use", default=True)

    history = Trail()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a tree that bites its own tail."""
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": f"{above} already stands below {self}. Choose another."})
            seen.add(above.pk)
            above = above.parent
