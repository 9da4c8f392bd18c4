"""Rows that were read together are handed to the things they belong to: those then answer without a query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet


def type_of(model: type[Model]) -> int:
    """The key of a model's content type, for a prepared read."""
    return ContentType.objects.get_for_model(model).pk


def share_out(rows: Iterable[Any], name: str, things: list[Any]) -> None:
    """Hand each thing its own of the rows that point to things of several kinds."""
    own: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        own.setdefault((row.about_type_id, row.about_id), []).append(row)
    for thing in things:
        mine = own.get((type_of(type(thing)), thing.pk), [])
        for row in mine:
            row._state.fields_cache["about"] = thing
        give(thing, name, mine)


def give(thing: Any, name: str, rows: Iterable[Any]) -> None:
    """Make ``thing.name.all()`` answer with these rows, as prefetching would."""
    read: QuerySet = QuerySet(thing._meta.get_field(name).related_model)
    read._result_cache = list(rows)
    read._prefetch_done = True
    thing.__dict__.setdefault("_prefetched_objects_cache", {})[name] = read
