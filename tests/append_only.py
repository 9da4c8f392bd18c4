"""Emptying a test database whose logs refuse to be emptied.

After a transactional test Django empties every table: by TRUNCATE on PostgreSQL, which row triggers don't see, and by
DELETE on SQLite, which they refuse. So here, and only here, SQLite's triggers are lifted for it and laid again.

What the migrations themselves wrote stays: content types keep their keys, so rows that a test lays out again fit.
"""

# By way of base: the other database's has not been imported yet, and operations can't be imported first.
from django.db.backends.postgresql.base import DatabaseWrapper as PostgreSQL
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

KEPT = {"django_content_type", "auth_permission"}

_sqlite_flush = SQLite.ops_class.sql_flush
_postgresql_flush = PostgreSQL.ops_class.sql_flush


def _flush_logs_too(self, style, tables, **options):
    tables = [table for table in tables if table not in KEPT]
    if not tables:
        return []
    with self.connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only_%'"
        )
        triggers = cursor.fetchall()
    return [
        *(f'DROP TRIGGER "{name}"' for name, _ in triggers),
        *_sqlite_flush(self, style, tables, **options),
        *(sql for _, sql in triggers),
    ]


def _flush_the_rest(self, style, tables, **options):
    return _postgresql_flush(self, style, [table for table in tables if table not in KEPT], **options)


SQLite.ops_class.sql_flush = _flush_logs_too
PostgreSQL.ops_class.sql_flush = _flush_the_rest
