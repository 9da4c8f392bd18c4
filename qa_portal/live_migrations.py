"""Migrations of tables that are in use: no lock that people would notice, however many rows there are.

On PostgreSQL indexes are made and dropped concurrently, which needs ``atomic = False`` in the migration; on SQLite,
where one writer is the rule, as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.migrations.operations import AddIndex, RemoveIndex, RunPython

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
