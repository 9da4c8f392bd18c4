"""Removing everything that is held on a record, its history and its logs included (docs/adr/0110).

Belongs in the transaction of whatever decides it; nothing in here asks whether it may be done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.apps import apps
from django.db import models, transaction
from django.db.models import QuerySet

from qa_portal.children.models import AccessLogEntry, Subject
from qa_portal.documents.models import StoredFile
from qa_portal.documents.store import forget_bytes
from qa_portal.drafts.models import Draft
from qa_portal.trail.append_only import append_only_tables, destroying
from qa_portal.trail.records import trail_in_bulk

from .counting import words_for
from .reach import about_something, held, is_about, is_history, shared_rows

#: How many keys are asked about at once.
BATCH = 500

Keys = dict[type[models.Model], set[int]]


@dataclass
class Destroyed:
    """How much was removed: rows by table, in words; rows of history; files that nothing else uses."""

    rows: Counter[str] = field(default_factory=Counter)
    history: int = 0
    files: int = 0


def destroy_everything(subject: Subject) -> Destroyed:
    """Remove a record with all that belongs to it: rows, histories, the log of who saw it, drafts, files.

    Rows of other records that name one of these lose the name, with a line in their history. What other records have of
    the same words stays theirs. Bytes on the volume go once the transaction has ended. Raises IntegrityError at its end
    where something still points here: then nothing was removed.
    """
    keys = _keys_of(subject.pk)
    files = set(_files_of(keys))
    done = Destroyed()
    with destroying(append_only_tables(apps.get_models(), named=[AccessLogEntry.__name__])):
        _let_go(keys)
        for model, pks in keys.items():
            done.history += _delete_history(model, pks)
            number = _delete(model, pks)
            if model is not Subject:
                done.rows[words_for(model)] += number
            _delete_drafts(model, pks)
        _raw(Draft.objects.filter(object_key__startswith=f"new@{subject.get_absolute_url()}"))
    done.files = _delete_files(files)
    return done


def _keys_of(subject: int) -> Keys:
    """The keys of all rows of a record, those whose history alone is left included; then what is about them."""
    keys: Keys = {Subject: {subject}}
    for table in held():
        own = set(table.rows(subject).values_list("pk", flat=True))
        if history := _history_of(table.model):
            for name, parent in table.parents:
                for part in _parts(keys.get(parent, ())):
                    of_parent = history.filter(**{f"{name}__in": part})
                    own |= set(of_parent.values_list(_key(table.model), flat=True))
        keys[table.model] = own
    for rows in shared_rows(subject):
        keys.setdefault(rows.model, set()).update(rows.values_list("pk", flat=True))
    for other in about_something():
        of_these = keys.setdefault(other, set())
        for model in [model for model in keys if keys[model]]:
            for part in _parts(keys[model]):
                found = other._base_manager.filter(is_about(model, part))
                of_these |= set(found.values_list("pk", flat=True))
    return keys


def _let_go(keys: Keys) -> None:
    """Empty the columns of other rows that name one of these."""
    for model in [model for model in apps.get_models() if not is_history(model)]:
        for column in model._meta.concrete_fields:
            gone = keys.get(column.related_model) if column.is_relation else None
            if not gone or not column.null or column.related_model is Subject:
                continue
            for part in _parts(gone):
                own = keys.get(model, set())
                naming = model._base_manager.filter(**{f"{column.name}__in": part})
                others = [row for row in naming if row.pk not in own]
                theirs = model._base_manager.filter(pk__in=[row.pk for row in others])
                theirs.update(**{column.name: None})
                if others and hasattr(model, "history"):
                    trail_in_bulk(list(theirs), update=True)


def _delete(model: type[models.Model], pks: set[int]) -> int:
    return sum(_raw(model._base_manager.filter(pk__in=part)) for part in _parts(pks))


def _delete_history(model: type[models.Model], pks: set[int]) -> int:
    history = _history_of(model)
    if history is None:
        return 0
    return sum(_raw(history.filter(**{f"{_key(model)}__in": part})) for part in _parts(pks))


def _delete_drafts(model: type[models.Model], pks: set[int]) -> None:
    """What somebody had begun to type about one of these."""
    for part in _parts(pks):
        _raw(Draft.objects.filter(object_key__in=[f"{model._meta.label_lower}:{pk}" for pk in part]))


def _files_of(keys: Keys) -> Iterator[int]:
    for model, pks in keys.items():
        for column in model._meta.concrete_fields:
            if column.is_relation and column.related_model is StoredFile:
                for part in _parts(pks):
                    rows = model._base_manager.filter(pk__in=part, **{f"{column.name}__isnull": False})
                    yield from rows.values_list(column.attname, flat=True)


def _delete_files(files: set[int]) -> int:
    """The rows of files that nothing uses any more; their bytes once it is certain."""
    users = [
        (model, column.name)
        for model in apps.get_models()
        if not is_history(model)
        for column in model._meta.concrete_fields
        if column.is_relation and column.related_model is StoredFile
    ]
    used = {
        pk
        for model, name in users
        for part in _parts(files)
        for pk in model._base_manager.filter(**{f"{name}__in": part}).values_list(name, flat=True)
    }
    alone = StoredFile.objects.filter(pk__in=files - used)
    for digest in list(alone.values_list("sha256", flat=True)):
        transaction.on_commit(partial(forget_bytes, digest))
    return _raw(alone)


def _history_of(model: type[models.Model]) -> QuerySet | None:
    return model.history.model._base_manager.all() if hasattr(model, "history") else None


def _key(model: type[models.Model]) -> str:
    """The column of a history that holds the row's key."""
    return str(model._meta.pk.attname)


def _raw(rows: QuerySet) -> int:
    """Delete rows as they are: what points to them goes too, in whatever order, and leaves no history."""
    return int(rows.order_by()._raw_delete(rows.db) or 0)


def _parts(keys: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
