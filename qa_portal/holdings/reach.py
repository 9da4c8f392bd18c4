"""Which rows belong to a record: found from the foreign keys, so that no table is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet

from qa_portal.children.models import Subject

#: Gives the rows of an app that are a record's although no key of theirs says so.
Shared = Callable[[int], Iterable[QuerySet]]

_shared: dict[str, Shared] = {}


@dataclass(frozen=True)
class Held:
    """A table whose rows belong to records: ``paths`` lead from a row to the key of its record, ``parents`` are its own
    columns by which they do."""

    model: type[models.Model]
    paths: tuple[str, ...]
    parents: tuple[tuple[str, type[models.Model]], ...]

    def rows(self, subject: int) -> QuerySet:
        """Those of one record."""
        asked = Q()
        for path in self.paths:
            asked |= Q(**{path: subject})
        return self.model._base_manager.filter(asked).order_by()


def register_shared(key: str, shared: Shared) -> None:
    """Say what of an app is a record's although no key leads to it; called when it loads."""
    _shared[key] = shared


def shared_rows(subject: int) -> list[QuerySet]:
    """What apps have said so of, for one record."""
    return [rows for key in sorted(_shared) for rows in _shared[key](subject)]


def stands_alone(model: type[models.Model]) -> bool:
    """Whether people know the rows of a table one by one: they have a page or a title of their own."""
    return hasattr(model, "get_absolute_url") or any(
        field.name == "title" for field in model._meta.concrete_fields
    )


def is_history(model: type[models.Model]) -> bool:
    """Whether a table is the history of another."""
    return hasattr(model, "history_id") and hasattr(model, "history_type")


@cache
def held() -> tuple[Held, ...]:
    """Each table that belongs to records, those first to which others belong."""
    paths: dict[type[models.Model], tuple[str, ...]] = {Subject: ("pk",)}
    parents: dict[type[models.Model], tuple] = {}
    kinds = [kind for kind in apps.get_models(include_auto_created=True) if not is_history(kind)]
    found = True
    while found:
        found = False
        for model in kinds:
            if model not in paths and (ways := _ways(model, paths)):
                paths[model] = tuple(path for path, _, _ in ways)
                parents[model] = tuple((column, to) for _, column, to in ways)
                found = True
    return tuple(Held(model, paths[model], parents[model]) for model in parents)


def _ways(model: type[models.Model], paths: dict) -> list[tuple[str, str, type[models.Model]]]:
    """The ways from a table to its record: by its own keys to it, else by each that can't be empty to what belongs to
    one."""
    keys = [field for field in model._meta.concrete_fields if field.is_relation and field.related_model]
    if direct := [field for field in keys if field.related_model is Subject]:
        return [(field.name, field.attname, Subject) for field in direct]
    return [
        (f"{field.name}__{path}", field.attname, field.related_model)
        for field in keys
        if not field.null and field.related_model in paths and field.related_model is not model
        for path in paths[field.related_model][:1]
    ]


@cache
def about_something() -> tuple[type[models.Model], ...]:
    """Tables whose rows are about something of another table, by its kind and key, and needn't say whose it is."""
    certain = {each.model for each in held() if not _may_be_nobodys(each.model)}
    return tuple(
        model
        for model in apps.get_models()
        if not is_history(model)
        and model not in certain
        and {"about_type", "about_id"} <= {field.name for field in model._meta.concrete_fields}
    )


def _may_be_nobodys(model: type[models.Model]) -> bool:
    return any(
        field.null
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Subject
    )


def is_about(model: type[models.Model], rows: Iterable[int] | QuerySet) -> Q:
    """What is about these rows of a table."""
    return Q(about_type=ContentType.objects.get_for_model(model), about_id__in=rows)
