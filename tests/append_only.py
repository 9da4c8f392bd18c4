"""Emptying a test database whose logs refuse to be emptied.

After a transactional test Django empties every table: by TRUNCATE on PostgreSQL, which row triggers don't see, and by
DELETE on SQLite, which they refuse. So here, and only here, SQLite's triggers are lifted for it and laid again.
"""

# By way of base: on PostgreSQL nothing has imported it yet, and operations can't be imported first.
from django.db.backends.sqlite3.base import DatabaseWrapper

DatabaseOperations = DatabaseWrapper.ops_class

_sql_flush = DatabaseOperations.sql_flush


def _flush_logs_too(self, style, tables, **options):
    if not tables:
        return []
    with self.connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'"
        )
        triggers = cursor.fetchall()
    return [
        *(f'DROP TRIGGER "{name}"' for name, _ in triggers),
        *_sql_flush(self, style, tables, **options),
        *(sql for _, sql in triggers),
    ]


DatabaseOperations.sql_flush = _flush_logs_too
