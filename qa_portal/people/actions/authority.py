"""Who may keep people, teams and posts, asked at the head of each action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from qa_portal.people.directory import directory
from qa_portal.people.roles import Role
from qa_portal.people.rules import is_administrator
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import NotYours


@contextmanager
def as_administrator(by: Any, step: str, reason: str = "") -> Iterator[None]:
    """A transaction in which an administrator acts. Raises NotYours for anybody else."""
    if not (by is not None and by.is_active and is_administrator(by)):
        raise NotYours("Only an administrator keeps people, teams and posts.")
    words = directory().post_in_words(by.pk, preferring=Role.ADMINISTRATOR)
    with transaction.atomic(), acting(by=by, step=step, role=words, reason=reason or None):
        yield
