"""The store of frameworks: versions that never change once they are saved."""

import hashlib
import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from qa_portal import clock
from qa_portal.trail.records import Trail


class FrameworkVersion(models.Model):
    """One version of a council's procedure. What has started under it keeps it for good.

    The row is light, since lists join it; what it says is in its ``FrameworkDocument``.
    """

    class Source(models.TextChoices):
        """Where a version came from."""

        SHIPPED = "shipped", "Shipped with the portal"
        COUNCIL = "council", "The council's own"

    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=10, choices=Source)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what it says, includes flattened.")
    loaded_at = models.DateTimeField(default=clock.now)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = Trail()

    class Meta:
        ordering = ("key", "-number")
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="framework_version_number_unique"),
            models.CheckConstraint(
                # Shipped versions are published by the set-up, by nobody.
                condition=Q(published_at__isnull=False) | Q(published_by__isnull=True),
                name="framework_version_published_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    def save(self, *args, **kwargs):
        """Save a new version, or the publication of one; refuse any other change."""
        if not self._state.adding:
            kwargs["update_fields"] = ["published_at", "published_by"]
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The page that says in plain English what it says."""
        return reverse("framework_version", args=[self.key, self.number])

    def delete(self, *args, **kwargs):
        """Versions are never deleted: work may have started under them."""
        raise TypeError("A framework version is never deleted.")

    @property
    def is_published(self) -> bool:
        """Whether work may start under it."""
        return self.published_at is not None

    @property
    def content(self) -> dict:
        """What it says, includes flattened, as plain data."""
        return self.document.content

    @property
    def text(self) -> str:
        """What it says as it was written: YAML with its comments."""
        return self.document.text


class FrameworkDocument(models.Model):
    """What a version says: as written, and as the portal obeys it. Never changed."""

    version = models.OneToOneField(FrameworkVersion, on_delete=models.PROTECT, related_name="document")
    text = models.TextField(help_text="YAML, as written.")
    content = models.JSONField(help_text="The same with its includes flattened.")

    def __str__(self) -> str:
        return f"document of {self.version}"

    def save(self, *args, **kwargs):
        """Save it once; refuse any change."""
        if not self._state.adding:
            raise TypeError("What a framework version says is never changed: make a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Documents are never deleted."""
        raise TypeError("What a framework version says is never deleted.")


def digest_of(content: dict) -> str:
    """The SHA-256 of what a framework says, however its keys are ordered."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
