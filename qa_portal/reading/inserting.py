"""New rows, each unless it is there already: of few, the statement is made once a process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, connections, models

from .statements import Statement

#: More rows than this are saved as Django does it: what so many cost isn't the making of their statement.
_FEW = 3


def insert_new(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, without their histories; those that a unique constraint refuses are there already."""
    if not rows:
        return
    if len(rows) > _FEW:
        type(rows[0])._base_manager.bulk_create(rows, ignore_conflicts=True)
        return
    connection = connections[DEFAULT_DB_ALIAS]
    fields = _fields(type(rows[0]))
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields
    ]
    _inserting(type(rows[0]), len(rows)).ask(values)


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


@lru_cache(maxsize=32)
def _inserting(model: type[models.Model], number: int) -> Statement:
    fields = _fields(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    rows = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * number)
    sql = (
        f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {rows} '  # noqa: S608  names of our own
        f'ON CONFLICT DO NOTHING RETURNING "{model._meta.pk.column}"'
    )
    count = len(fields) * number
    return Statement(sql, [None] * count, {place: place for place in range(count)})
