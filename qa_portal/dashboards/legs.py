"""Lists put together from several indexed questions.

"What waits for me" is the union of: of this post, of that post, of me as practitioner, as reviewing officer. Asked
as one condition with ORs, a database reads everything that fits and sorts it. Asked as legs, each leg reads its first
rows from its own index and stops; what is left to sort is a handful, however much there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

#: Nothing is counted further than this: "1,000 or more".
MOST = 1000


@dataclass
class Legs:
    """The legs of one list: querysets of one model without a row in common, and the column that orders them."""

    order: str
    legs: list[QuerySet] = field(default_factory=list)
    newest_first: bool = False

    def first(self, number: int) -> tuple[str, list[Any]]:
        """The statement that gives the keys of the first ``number`` rows, and its values; "" without legs."""
        direction = "-" if self.newest_first else ""
        ordered = (leg.order_by(f"{direction}{self.order}", f"{direction}pk") for leg in self.legs)
        sql, values = _union(leg.values("id", self.order)[:number] for leg in ordered)
        if not sql:
            return "", []
        by = "{} {}".format(connection.ops.quote_name(self.order), "DESC" if self.newest_first else "ASC")
        return f"SELECT id FROM ({sql}) AS together ORDER BY {by} LIMIT {int(number)}", values  # noqa: S608


def first_of(lists: Iterable[Legs], number: int) -> RawSQL | None:
    """A subquery of the keys of each list's first ``number`` rows, for ``filter(pk__in=...)``; None without any."""
    statements: list[str] = []
    params: list[Any] = []
    for place, each in enumerate(lists):
        sql, values = each.first(number)
        if sql:
            statements.append(f"SELECT id FROM ({sql}) AS list{place}")  # noqa: S608
            params += values
    return RawSQL(" UNION ALL ".join(statements), params) if statements else None  # noqa: S611


def count_each(lists: Mapping[str, Iterable[QuerySet]]) -> dict[str, int]:
    """How many rows the legs of each name have together, up to ``MOST``; all names in one query."""
    columns: list[str] = []
    params: list[Any] = []
    for legs in lists.values():
        sql, values = _union(leg.order_by().values("pk")[:MOST] for leg in legs)
        columns.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)" if sql else "0")  # noqa: S608
        params += values
    if not columns:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(columns), params)
        return {name: min(number, MOST) for name, number in zip(lists, cursor.fetchone(), strict=True)}


def _union(legs: Iterable[QuerySet]) -> tuple[str, list[Any]]:
    """One statement of all legs, each with its own order and limit; "" when none of them can have a row."""
    statements: list[str] = []
    params: list[Any] = []
    for leg in legs:
        try:
            sql, values = leg.query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # "in an empty list": there is nothing to ask
            continue
        statements.append(f"SELECT * FROM ({sql}) AS leg{len(statements)}")  # noqa: S608
        params += values
    return " UNION ALL ".join(statements), params
