"""What each app says of its own things when it loads, so that models know nothing of the modules that know them.

A model declares its states; what stands in the way of a step, and what its rules must have read, is said by modules
that read many models. ``wire`` brings both together in an app's ``ready``, and imports go on pointing down.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from .blockers import Blocker

Blockers = Callable[[Any, str], list[Blocker]]
Ground = Callable[[Any], None]

_blockers: dict[type[models.Model], Blockers] = {}
_grounds: dict[type[models.Model], Ground] = {}


def wire(
    model: type[models.Model], *, blockers: Blockers | None = None, ground: Ground | None = None
) -> None:
    """Say what stands in the way of a model's steps, and how to read what its rules ask of others.

    ``blockers(thing, step)`` gives sentences; ``ground(thing)`` reads into the row, once it is locked.
    """
    if blockers is not None:
        _blockers[model] = blockers
    if ground is not None:
        _grounds[model] = ground


def blockers_of(thing: models.Model, step: str) -> list[Blocker]:
    """What still stands in the way of a step; nothing where its app says nothing."""
    ask = _blockers.get(type(thing))
    return ask(thing, step) if ask is not None else []


def read_ground_of(thing: models.Model) -> None:
    """Read what the rules of a locked row ask of others, where its app says how."""
    read = _grounds.get(type(thing))
    if read is not None:
        read(thing)


def all_blockers() -> set[Blockers]:
    """Every function that answers for a model; a test finds the one that was forgotten."""
    return set(_blockers.values())
