"""What SQLite can do today, and Django 5.2 doesn't ask it: how many values one statement takes.

Django splits bulk writes on SQLite at 999 values, the limit of 2020. The library itself says what it takes (32,766
or more), so that a batch of the sweep is a handful of statements there too.
"""

from __future__ import annotations

import sqlite3
from typing import Any


def ask_for_limits(sender: Any, connection: Any, **_: Any) -> None:
    """When a connection opens: take the library's own limit."""
    if connection.vendor == "sqlite":
        connection.features.max_query_params = connection.connection.getlimit(
            sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
        )
