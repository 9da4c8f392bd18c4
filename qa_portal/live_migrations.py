"""Migrations of tables that are in use: no lock that people would notice, however many rows there are.

On PostgreSQL indexes are made and dropped concurrently, which needs ``atomic = False`` in the migration; on SQLite,
where one writer is the rule, as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.migrations.operations import AddIndex, RemoveIndex, RunPython
from django.db.migrations.operations.base import Operation

#: How many rows one statement changes: their locks are gone again within a moment.
PIECE = 5000


class AddIndexInUse(AddIndexConcurrently):
    """AddIndex that leaves the table open meanwhile."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Lay it."""
        kind = AddIndexConcurrently if schema_editor.connection.vendor == "postgresql" else AddIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it away."""
        kind = AddIndexConcurrently if schema_editor.connection.vendor == "postgresql" else AddIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexInUse(RemoveIndexConcurrently):
    """RemoveIndex that leaves the table open meanwhile."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it away."""
        kind = RemoveIndexConcurrently if schema_editor.connection.vendor == "postgresql" else RemoveIndex
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Lay it."""
        kind = RemoveIndexConcurrently if schema_editor.connection.vendor == "postgresql" else RemoveIndex
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


class OnlyTheseIndexes(Operation):
    """Of the indexes that Django lays on single columns by itself (``db_index``), keep those named, drop the others.

    ``kept`` says for each model which of its columns stay indexed so. Constraints, keys and the indexes that ``Meta``
    lists aren't touched. One operation for many models, which leaves tables open and on SQLite remakes none; as many
    ``AlterField`` would do both for each column.
    """

    atomic = False
    reversible = True

    def __init__(self, kept: dict[str, list[str]]) -> None:
        self.kept = {model.lower(): list(columns) for model, columns in kept.items()}

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written in a migration."""
        return type(self).__name__, [self.kept], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The columns' ``db_index``."""
        for model, kept in self.kept.items():
            fields = state.models[app_label, model].fields
            for name in set(fields) - set(kept):
                if fields[name].db_index and not fields[name].unique:
                    fields[name] = fields[name].clone()
                    fields[name].db_index = False
        state.reload_models({(app_label, model) for model in self.kept}, delay=True)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop them, one after the other."""
        concurrently = " CONCURRENTLY" if schema_editor.connection.vendor == "postgresql" else ""
        for model, columns in self._without_index(app_label, from_state):
            for index in _indexes_of(schema_editor.connection, model, columns):
                name = schema_editor.quote_name(index)
                schema_editor.execute(f"DROP INDEX{concurrently} IF EXISTS {name}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Lay them."""
        for model, columns in self._without_index(app_label, to_state):
            for column in columns:
                for statement in schema_editor._field_indexes_sql(model, model._meta.get_field(column)):
                    schema_editor.execute(statement)

    def describe(self) -> str:
        """What the migration command prints."""
        return f"Drop the indexes of single columns that nothing reads, of {', '.join(self.kept)}"

    def _without_index(self, app_label: str, state: Any) -> Iterator[tuple[Any, list[str]]]:
        """Each model as it was, and its columns that aren't indexed any more."""
        for name, kept in self.kept.items():
            model = state.apps.get_model(app_label, name)
            fields = [field for field in model._meta.concrete_fields if field.db_index and not field.unique]
            yield model, [field.name for field in fields if field.name not in kept]


def _indexes_of(connection: Any, model: Any, columns: list[str]) -> list[str]:
    """The names of the indexes that stand on one of these columns alone, those of ``Meta`` left out."""
    wanted = {model._meta.get_field(column).column for column in columns}
    own = {index.name for index in model._meta.indexes}
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    return sorted(
        name
        for name, about in found.items()
        if about["index"] and not about["unique"] and not about["primary_key"] and name not in own
        if len(about["columns"]) == 1 and about["columns"][0] in wanted
    )


def change_in_pieces(app_label: str, model_name: str, change: Callable[[Any, Any], Any]) -> RunPython:
    """An operation that calls ``change(apps, rows)`` for one span of keys after another, each its own transaction."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        rows = apps.get_model(app_label, model_name)._base_manager.using(schema_editor.connection.alias)
        last = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
        start = rows.order_by("pk").values_list("pk", flat=True).first() or 0
        while start <= last:
            piece = list(rows.filter(pk__gte=start).order_by("pk").values_list("pk", flat=True)[:PIECE])
            if not piece:
                break
            change(apps, rows.filter(pk__gte=piece[0], pk__lte=piece[-1]))
            start = piece[-1] + 1

    return RunPython(forwards, RunPython.noop, elidable=True)
