"""How the database would read: whether an index leads it to the rows, however few there are in a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


def reads_through(rows: QuerySet, model: type[Model]) -> list[str]:
    """Where the plan of a queryset reads a model's table, or one of its indexes, from end to end; in its own words.

    On PostgreSQL as it would if tables were large: reading one through is priced so high that it is done only where
    there is no other way. (Index scans are left to bitmaps, which say by which condition an index was entered.)
    """
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        return [line for line in rows.explain().splitlines() if f"SCAN {table}" in line or "SCAN U0" in line]
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        plan = rows.explain(format="json")
        cursor.execute("RESET ALL")
    if not plan:  # what can give no row is never asked
        return []
    found = json.loads(plan)
    return [node["Node Type"] for node in _nodes(found[0]["Plan"]) if _reads_through(node, table)]


def _reads_through(node: dict[str, Any], table: str) -> bool:
    if node["Node Type"] == "Bitmap Index Scan":
        return "Index Cond" not in node
    return node.get("Relation Name") == table and node["Node Type"] != "Bitmap Heap Scan"


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)
