"""A verb that is no step of a state machine, with its trail."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from qa_portal.people.directory import directory

from .records import acting


@contextlib.contextmanager
def act(step: str, *, by: Any, reason: str = "") -> Iterator[None]:
    """One transaction in which a person does something: the trail says who, in what role, what and why.

    ``take_step`` does the same for steps of a state machine.
    """
    role = directory().post_in_words(by.pk)
    with transaction.atomic(), acting(by=by, step=step, role=role, reason=reason or None):
        yield
