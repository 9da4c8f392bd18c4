"""Tables made bare for a load by bulk: indexes are laid again afterwards, at a fraction of keeping them meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, transaction

#: Indexes that no constraint stands on.
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index AS i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (
    SELECT 1 FROM pg_constraint AS c WHERE c.conindid = i.indexrelid
)
"""


@contextlib.contextmanager
def bare_tables(cursor: Any, tables: list[str]) -> Iterator[None]:
    """Inside, these tables of PostgreSQL have no indexes but those of their constraints.

    Where the account may, foreign keys aren't asked row by row either: what is copied with all that it points to
    can't point nowhere.
    """
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL session_replication_role = replica")
    except DatabaseError:
        pass  # for superusers alone; without it the load takes longer
    cursor.execute(_INDEXES, [[f'"{table}"' for table in tables]])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cursor.execute(definition)
    cursor.execute("SET LOCAL session_replication_role = DEFAULT")
