"""What the directory is made of: rows whose change every process must notice."""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import models

#: What this request has read of the directory; None outside a request, and once it has changed a row itself.
seen_in_this_request: ContextVar[dict[str, Any] | None] = ContextVar(
    "directory_in_this_request", default=None
)


class DirectoryVersion(models.Model):
    """One row, whose token is another after each change of teams, posts, people, appointments or cover.

    A token, not a counter: after a rollback a counter would give the same number to another picture.
    """

    token = models.UUIDField(default=uuid.uuid4)


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
    # For the rest of this request each question asks the database: the change may yet be rolled back.
    seen_in_this_request.set(None)
    DirectoryVersion.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})


def _begin_request(**_signal: Any) -> None:
    seen_in_this_request.set({})


def _end_request(**_signal: Any) -> None:
    seen_in_this_request.set(None)


request_started.connect(_begin_request, dispatch_uid="directory-begins-a-request")
request_finished.connect(_end_request, dispatch_uid="directory-ends-a-request")
