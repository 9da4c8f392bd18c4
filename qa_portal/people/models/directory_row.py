"""What the directory is made of: rows whose change every process must notice."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models


class DirectoryRow(models.Model):
    """A row that the directory is read from; saving or deleting one renews the directory everywhere.

    ``QuerySet.update`` and ``bulk_create`` don't pass through here: whoever uses them calls
    ``renew_directory()`` in the same transaction.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and have every process read the directory anew."""
        super().save(*args, **kwargs)
        if kwargs.get("update_fields") != ["last_login"]:  # signing in changes nobody's post
            renew_directory()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete, and have every process read the directory anew."""
        gone = super().delete(*args, **kwargs)
        renew_directory()
        return gone


def renew_directory() -> None:
    """Make every process read the directory anew, once the transaction is through."""
    from .post import DirectoryVersion

    DirectoryVersion.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})
