"""Logs that the database itself refuses to change: the access log and every table of history (LEE-15, LEE-16).

A migration beside an app's first one says so once, for all histories that the app has by then and for the log tables
that it names::

    operations = [RefuseChanges("AccessLogEntry")]

A later migration that adds a history, or on SQLite remakes a table (which drops its triggers), ends with
``RefuseChanges()`` again; it may run any number of times. A house test finds a history without its triggers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.migrations.operations.base import Operation

#: What the database answers to an update or delete.
REFUSAL = "This log is append-only: its rows are never changed and never deleted."

_FUNCTION = """
CREATE OR REPLACE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
IF TG_OP = 'DELETE' AND current_setting('portal.destroying', true) = 'on' THEN RETURN OLD; END IF;
RAISE EXCEPTION '{refusal} (%)', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""


def refusing_sql(vendor: str, table: str) -> list[str]:
    """The statements that make a table append-only; safe to run twice."""
    if vendor == "sqlite":
        return [
            f'CREATE TRIGGER IF NOT EXISTS "append_only_{verb.lower()}_{table}" BEFORE {verb} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    if vendor == "postgresql":
        return [
            _FUNCTION.format(refusal=REFUSAL),
            f'CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION portal_refuse_change()",
        ]
    raise NotImplementedError(f"No append-only tables on {vendor}.")


def allowing_sql(vendor: str, table: str) -> list[str]:
    """The statements that lift it again: for a migration run backwards, and for tests that empty their database."""
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "append_only_{verb}_{table}"' for verb in ("update", "delete")]
    return [f'DROP TRIGGER IF EXISTS append_only ON "{table}"']


@contextlib.contextmanager
def destroying(tables: Iterable[str]) -> Iterator[None]:
    """Inside, and nowhere else, rows of these logs can be deleted; changed they never can be (docs/adr/0110).

    For the destruction of a record that two people have signed, in its own transaction: it ends with that at the
    latest, whatever happens. Nobody else can delete meanwhile: PostgreSQL’s setting is this transaction’s alone, and
    SQLite has one writer at a time. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Logs are destroyed in a transaction, or not at all.")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL portal.destroying = 'on'")
            yield
            cursor.execute("SET LOCAL portal.destroying = 'off'")
            return
        tables = list(tables)
        for table in tables:
            cursor.execute(f'DROP TRIGGER IF EXISTS "append_only_delete_{table}"')
        yield
        for table in tables:
            for statement in refusing_sql(connection.vendor, table):
                cursor.execute(statement)


def append_only_tables(models: Iterable[type], *, named: Iterable[str] = ()) -> list[str]:
    """The tables of the models that hold history, and of those that are named."""
    wanted = {name.lower() for name in named}
    return sorted(
        model._meta.db_table for model in models if _is_history(model) or model._meta.model_name in wanted
    )


class RefuseChanges(Operation):
    """Make every history of this app append-only, and the models named."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, *models: str) -> None:
        self.models = models

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the operation is written in a migration."""
        return type(self).__name__, list(self.models), {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's picture of the models stays as it is."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Lay the triggers."""
        self._run(app_label, schema_editor, to_state, refusing_sql)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the triggers away."""
        self._run(app_label, schema_editor, from_state, allowing_sql)

    def _run(self, app_label: str, schema_editor: Any, state: Any, sql_for: Any) -> None:
        models = state.apps.get_app_config(app_label).get_models()
        for table in append_only_tables(models, named=self.models):
            for statement in sql_for(schema_editor.connection.vendor, table):
                # No parameters, so that the % of the function's message stays one.
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """What the migration command prints."""
        return f"Refuse changes of every history{' and of ' + ', '.join(self.models) if self.models else ''}"


def _is_history(model: type) -> bool:
    return model._meta.model_name.startswith("historical") and any(
        field.name == "history_id" for field in model._meta.fields
    )
