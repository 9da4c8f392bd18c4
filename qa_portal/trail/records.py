"""The trail of changes (LEE-15): who, when, in what role, by which step, from what to what, and why.

Every model keeps its history with ``history = Trail()``. What the database cannot know, the step taken
and the role acted in, comes from the context that ``acting`` sets: ``take_step`` opens it for a step, a
view's form or a task for the rest.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from simple_history.models import HistoricalRecords

from qa_portal import clock
from qa_portal.reading.statements import Statement

from .together import HAS_LEFT_HISTORY


@dataclass(frozen=True)
class Acting:
    """On whose behalf rows are being changed just now."""

    by: Any = None
    step: str = ""
    role: str = ""
    reason: str = ""


_NOBODY = Acting()
_acting: ContextVar[Acting] = ContextVar("acting", default=_NOBODY)


@contextlib.contextmanager
def acting(**changes: Any) -> Iterator[Acting]:
    """Say who changes what is saved inside, by which step, in which role and why.

    Takes any of ``by``, ``step``, ``role``, ``reason``; what is not given stays as it was outside.
    """
    now = replace(_acting.get(), **{key: value for key, value in changes.items() if value is not None})
    token = _acting.set(now)
    try:
        yield now
    finally:
        _acting.reset(token)


def acting_step() -> str:
    """The step in whose course a row is saved."""
    return _acting.get().step[:80]


def acting_role() -> str:
    """The role in which the person acts, in words."""
    return _acting.get().role[:120]


def acting_user(instance: Any = None, request: Any = None, **_: Any) -> Any:
    """The person who changes a row: the one a step names, else the one signed in."""
    by = _acting.get().by
    if by is None and request is not None:
        by = getattr(request, "user", None)
    return by if by is not None and getattr(by, "pk", None) else None


class TrailRow(models.Model):
    """What each history row says beside simple-history's own columns."""

    step = models.CharField(max_length=80, blank=True, default=acting_step)
    acting_as = models.CharField(max_length=120, blank=True, default=acting_role)

    class Meta:
        abstract = True


class Trail(HistoricalRecords):
    """simple-history with the step, the acting role and the portal's clock.

    A history is indexed by its row's key, and by the columns that ``read_by`` names: those by which a page finds it.
    Every other index that simple-history would lay costs each step something, and nothing reads it (docs/adr/0063).
    """

    def __init__(self, *, read_by: Collection[str] = (), **options: Any) -> None:
        self.read_by = frozenset(read_by)
        options.setdefault("bases", (TrailRow,))
        options.setdefault("get_user", acting_user)
        options.setdefault("history_change_reason_field", models.TextField(blank=True, null=True))
        super().__init__(**options)

    def copy_fields(self, model: type[models.Model]) -> dict[str, models.Field]:
        """The columns of the row, indexed where they are read by."""
        fields: dict[str, models.Field] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name in self.read_by or name == model._meta.pk.name
        return fields

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, models.Field]) -> dict[str, Any]:
        """When, by whom, why, by which step; indexed where they are read by."""
        extra: dict[str, Any] = super().get_extra_fields(model, fields)
        for name in ("history_date", "history_user"):
            extra[name].db_index = name in self.read_by
        return extra

    def create_historical_record(self, instance: Any, history_type: str, using: str | None = None) -> None:
        """Write one row of history, dated by the portal's clock.

        The database copies the row as it has just been saved: one statement, made once a process, instead of a
        second object with as many columns. What is deleted has no row to copy any more.
        """
        if instance.__dict__.get(HAS_LEFT_HISTORY):
            return
        if history_type != "-" and self._copy_row(instance, history_type, using):
            return
        instance._history_date = clock.now()
        try:
            super().create_historical_record(instance, history_type, using)
        finally:
            del instance._history_date

    def finalize(self, sender: type[models.Model], **options: Any) -> None:
        """simple-history's; the model knows its trail from then on."""
        super().finalize(sender, **options)
        if sender is self.cls:
            sender._trail = self

    def history_of(self, model: type[models.Model]) -> Any:
        """The model of the histories of a model."""
        return getattr(model, self.manager_name).model

    def said_of(self, instance: Any, history_type: str, using: str | None) -> tuple[Any, ...]:
        """What a history row says beside the row itself: when, what sort, by whom, why, by which step, in what role."""
        by = self.get_history_user(instance)
        connection = connections[using or instance._state.db or DEFAULT_DB_ALIAS]
        return (
            connection.ops.adapt_datetimefield_value(clock.now()),
            history_type,
            by.pk if by is not None else None,
            self.get_change_reason_for_object(instance, history_type, using),
            acting_step(),
            acting_role(),
        )

    def _copy_row(self, instance: Any, history_type: str, using: str | None) -> bool:
        said = self.said_of(instance, history_type, using)
        return len(_copying(type(instance), self.manager_name).ask((*said, instance.pk))) == 1

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: str | None) -> str | None:
        """Why: what the step's reason says, unless the row carries its own."""
        own = super().get_change_reason_for_object(instance, history_type, using)
        return own or _acting.get().reason or None


@cache
def _copying(model: type[models.Model], manager_name: str) -> Statement:
    history = getattr(model, manager_name).model
    tracked = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
    sql = (
        f'INSERT INTO "{history._meta.db_table}" ({tracked}, history_date, history_type, history_user_id, '  # noqa: S608
        f"history_change_reason, step, acting_as) SELECT {tracked}, %s, %s, %s, %s, %s, %s "
        f'FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s RETURNING history_id'
    )
    types = ("timestamptz", "text", "bigint", "text", "text", "text", "bigint")
    return Statement(sql, [None] * len(types), {place: place for place in range(len(types))}, types)


def trail_in_bulk(objects: list[Any], *, update: bool) -> None:
    """Write history for rows that were saved in bulk, which simple-history cannot see by itself."""
    if not objects:
        return
    acts = _acting.get()
    type(objects[0]).history.bulk_history_create(
        objects,
        update=update,
        default_user=acting_user(),
        default_change_reason=acts.reason,
        default_date=clock.now(),
    )
