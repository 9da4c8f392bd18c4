"""Taking a step: the one way in which anything happens.

``take_step`` opens the transaction, locks the row, asks the state machine whether it may and whether
*she* may, asks what still stands in the way, moves, saves and leaves its trail. What follows from a
step (deadlines, signatures, notices) is the action's business, in the same transaction.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django_fsm import FSMFieldMixin

from qa_portal.people.directory import directory
from qa_portal.reading.locked import read_locked
from qa_portal.trail.records import acting

from .blockers import Blocker
from .models import Stepped

Thing = TypeVar("Thing", bound=Stepped)


class StepRefused(Exception):
    """A step wasn't taken, and nothing was changed; ``sentences`` say why and how to go on.

    ``thing`` is what it was to be taken with, where that is known. A view that doesn't catch it is answered by
    ``workflow.middleware``: 409, 403 or 422, with a page that says the sentences.
    """

    thing: Any = None

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class NotYours(StepRefused):
    """This person may not take this step."""


class NotNow(StepRefused):
    """The thing isn't where this step starts: as a rule somebody else has just taken it."""


class StandsInTheWay(StepRefused):
    """Something must be done first."""

    def __init__(self, blockers: list[Blocker]) -> None:
        self.blockers = blockers
        super().__init__(*(b.sentence for b in blockers))


@dataclass(frozen=True)
class OpenStep:
    """A step that a person may take now, or may once the blockers are gone; for the page's buttons."""

    name: str
    label: str
    is_primary: bool = False
    is_danger: bool = False
    blockers: tuple[Blocker, ...] = ()


def take_step(
    thing: Thing,
    name: str,
    *,
    by: Any,
    role: str = "",
    reason: str = "",
    seen_version: int | None = None,
    **given: Any,
) -> Thing:
    """Take one step of a thing as a person, and give the fresh row.

    ``role`` prefers one of her roles for the trail's words; ``seen_version`` is the version that she
    was shown. Raises NotYours, NotNow or StandsInTheWay, having changed nothing.
    """
    words = directory().post_in_words(by.pk, preferring=role)
    with _one_transaction(), acting(by=by, step=name, role=words, reason=reason or None):
        fresh = lock(thing)
        transitions = _transitions(fresh, name)
        if not any(t.has_perm(fresh, by) for t in transitions):
            raise NotYours(f"{_label(transitions[0])} is not yours to do here.")
        _move(fresh, name, transitions, seen_version=seen_version, by=by, reason=reason, **given)
    return fresh


def take_step_by_time(thing: Thing, name: str, *, reason: str, **given: Any) -> Thing:
    """Take a step because its time has come, or because something else overtook it; no view may use this door.

    Only a transition that says so (``custom={"by_time": True}``) opens to it.
    """
    with _one_transaction(), acting(step=name, role="The portal, because time passed", reason=reason):
        fresh = lock(thing)
        transitions = _transitions(fresh, name)
        if not any(t.custom.get("by_time") for t in transitions):
            raise NotYours("Time alone may not do this.")
        _move(fresh, name, transitions, seen_version=None, by=None, reason=reason, **given)
    return fresh


def lock(thing: Thing) -> Thing:
    """The row as it is now, held until the transaction ends, with what its rules ask of what it belongs to."""
    fresh = read_locked(type(thing), thing.pk)
    fresh.read_ground()
    return fresh


@contextlib.contextmanager
def _one_transaction() -> Iterator[None]:
    """The caller's transaction, where there is one; else one of its own.

    No savepoint inside the caller's: whatever refuses a step does so before anything is written, and an action
    that catches a refusal goes on as if it had not been tried.
    """
    if transaction.get_connection().in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


def steps_open_to(user: Any, thing: Stepped) -> list[OpenStep]:
    """The steps that this person may take from where the thing stands, primary first."""
    field = state_field(thing)
    found = []
    for step in getattr(thing, f"get_available_{field.name}_transitions")():
        if step.custom.get("by_action_only") or not step.has_perm(thing, user):
            continue
        found.append(
            OpenStep(
                step.name,
                _label(step),
                is_primary=bool(step.custom.get("primary")),
                is_danger=bool(step.custom.get("danger")),
                blockers=tuple(thing.blockers_to(step.name)),
            )
        )
    return sorted(found, key=lambda s: not s.is_primary)


def leads_from_here(thing: Stepped, name: str) -> bool:
    """Whether the state machine has this step from where the thing stands, whoever asks."""
    field = state_field(thing)
    return any(step.name == name for step in getattr(thing, f"get_available_{field.name}_transitions")())


def is_permitted(user: Any, thing: Stepped, name: str) -> bool:
    """Whether this step is this person's, wherever the thing stands."""
    return any(step.has_perm(thing, user) for step in _transitions(thing, name))


def label_of(thing: Stepped, name: str) -> str:
    """A step in words, as its button says it."""
    return _label(_transitions(thing, name)[0])


def may_take(user: Any, thing: Stepped, name: str) -> bool:
    """Whether a person may take a step from where the thing stands, blockers aside (they aren't even asked)."""
    return any(
        step.name == name and not step.custom.get("by_action_only") and step.has_perm(thing, user)
        for step in getattr(thing, f"get_available_{state_field(thing).name}_transitions")()
    )


def state_field(thing: Stepped | type[Stepped]) -> FSMFieldMixin:
    """The one state field of a thing."""
    return next(f for f in thing._meta.concrete_fields if isinstance(f, FSMFieldMixin))


def transitions_of(model: type[Stepped]) -> list[Any]:
    """Every transition of a model's state machine, with its source and target."""
    return list(state_field(model).get_all_transitions(model))


def _transitions(thing: Stepped, name: str) -> list[Any]:
    found = [t for t in transitions_of(type(thing)) if t.name == name]
    if not found:
        raise LookupError(f"{type(thing).__name__} has no step {name!r}.")
    return found


def _label(step: Any) -> str:
    return step.custom.get("label") or step.name.replace("_", " ").capitalize()


def _move(
    fresh: Stepped,
    name: str,
    transitions: list[Any],
    *,
    seen_version: int | None,
    by: Any,
    reason: str,
    **given: Any,
) -> None:
    method = getattr(fresh, name)
    _refuse_when_moved_on(fresh, transitions)
    if seen_version is not None and seen_version != fresh.version:
        raise NotNow(
            f"{_last_changed(fresh)} Look at it again before you go on.",
            "Nothing of yours was saved over theirs.",
        )
    blockers = fresh.blockers_to(name)
    if blockers:
        raise StandsInTheWay(blockers)
    asks_for = inspect.signature(inspect.unwrap(method)).parameters
    given |= {key: value for key, value in (("by", by), ("reason", reason)) if key in asks_for}
    before = _columns(fresh)
    method(**given)
    fresh.version += 1
    fresh.save(update_fields=[name for name, value in _columns(fresh).items() if value != before[name]])
    fresh.__dict__.pop("_prefetched_objects_cache", None)  # as they were before the step


def _columns(thing: Stepped) -> dict[str, Any]:
    """What stands in each column of a row; lists and mappings as copies, which a step can't change."""
    said = {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields}
    return {
        name: copy.deepcopy(value) if isinstance(value, (list, dict)) else value
        for name, value in said.items()
    }


def _refuse_when_moved_on(fresh: Stepped, transitions: list[Any]) -> None:
    state = getattr(fresh, state_field(fresh).name)
    if any(t.source == state for t in transitions):
        return
    raise NotNow(
        f"{_last_changed(fresh)} It is now “{_state_words(fresh)}”.",
        f"So this can’t be done any more: {_label(transitions[0]).lower()}. Nothing of yours was saved over theirs.",
    )


def _last_changed(thing: Stepped) -> str:
    """Who changed a thing last, in what role and when, as a sentence; for words on a page, never for a decision."""
    from qa_portal.deadlines.words import weekday_time

    history = getattr(thing, "history", None)
    row = history.select_related("history_user").first() if history is not None else None
    if row is None:
        return "It was changed since you opened the page."
    who = row.history_user.name if row.history_user else ""
    label = next((_label(t) for t in transitions_of(type(thing)) if t.name == row.step), "")
    what = f": “{label}”" if label else ""
    if not who:
        return f"It was changed on {weekday_time(row.history_date)}, because its time had come."
    role = f" ({row.acting_as})" if row.acting_as else ""
    return f"{who}{role} changed it on {weekday_time(row.history_date)}{what}."


def _state_words(thing: Stepped) -> str:
    return getattr(thing, f"get_{state_field(thing).name}_display")()
