"""Lists put together from several indexed questions.

"What waits for me" is the union of: of this post, of that post, of me as practitioner, as reviewing officer. Asked
as one condition with ORs, a database reads everything that fits and sorts it. Asked as legs, each leg reads its first
rows from its own index and stops; what is left to sort is a handful, however much there is.

The legs are written in SQL: the page that everyone starts the day with would otherwise spend most of its time in
putting together some fifty querysets. They hold no value of anybody's; those are always given apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

#: Nothing is counted further than this: "1,000 or more".
MOST = 1000


@dataclass(frozen=True)
class Leg:
    """Conditions on a table that is called ``it``, with ``%s`` for each of ``values``; ``join`` adds others."""

    where: str
    values: tuple[Any, ...] = ()
    join: str = ""

    def also(self, where: str, *values: Any) -> Leg:
        """The same with one more condition."""
        return Leg(f"{self.where} AND {where}", (*self.values, *values), self.join)


@dataclass(frozen=True)
class Legs:
    """The legs of one list, which have no row in common, and the column that orders it."""

    model: type[Model]
    order: str
    legs: list[Leg] = field(default_factory=list)
    newest_first: bool = False

    def first(self, number: int) -> tuple[str, list[Any]]:
        """The statement that gives the keys of the first ``number`` rows, and its values."""
        way = "DESC" if self.newest_first else "ASC"
        end = f"ORDER BY it.{self.order} {way}, it.id {way} LIMIT {int(number)}"
        sql, values = self._union(f"it.id, it.{self.order}", end)
        return f"SELECT id FROM ({sql}) AS together ORDER BY {self.order} {way} LIMIT {int(number)}", values  # noqa: S608

    def counted(self) -> tuple[str, list[Any]]:
        """The statement that gives the rows to count, each leg's up to ``MOST``, and its values."""
        return self._union("it.id", f"LIMIT {MOST}")

    def _union(self, columns: str, end: str) -> tuple[str, list[Any]]:
        table = connection.ops.quote_name(self.model._meta.db_table)
        each = [
            f"SELECT * FROM (SELECT {columns} FROM {table} AS it {leg.join} WHERE {leg.where} {end}) AS leg{n}"  # noqa: S608
            for n, leg in enumerate(self.legs)
        ]
        return " UNION ALL ".join(each), [value for leg in self.legs for value in leg.values]


def among(values: Collection[Any]) -> str:
    """The right side of IN for these values; of an empty one, nothing is among them."""
    return f"({', '.join(['%s'] * len(values))})" if values else "(NULL)"


def moment(value: dt.datetime) -> Any:
    """A moment as this database compares it."""
    return connection.ops.adapt_datetimefield_value(value)


def first_of(lists: Iterable[Legs], number: int) -> RawSQL | None:
    """A subquery of the keys of each list's first ``number`` rows, for ``filter(pk__in=...)``; None without any."""
    asked = [each.first(number) for each in lists if each.legs]
    if not asked:
        return None
    sql = " UNION ALL ".join(f"SELECT id FROM ({sql}) AS list{place}" for place, (sql, _) in enumerate(asked))  # noqa: S608
    return RawSQL(sql, [value for _, values in asked for value in values])  # noqa: S611


def count_each(lists: Mapping[str, Iterable[Legs | QuerySet]]) -> dict[str, int]:
    """How many rows the lists of each name have together, up to ``MOST``; all names in one query."""
    columns: list[str] = []
    params: list[Any] = []
    for parts in lists.values():
        asked = [part.counted() if isinstance(part, Legs) else _counted(part) for part in parts]
        asked = [(sql, values) for sql, values in asked if sql]
        rows = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{n}" for n, (sql, _) in enumerate(asked))  # noqa: S608
        columns.append(f"(SELECT COUNT(*) FROM ({rows}) AS counted)" if rows else "0")  # noqa: S608
        params += [value for _, values in asked for value in values]
    if not columns:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(columns), params)
        return {name: min(number, MOST) for name, number in zip(lists, cursor.fetchone(), strict=True)}


def _counted(rows: QuerySet) -> tuple[str, Iterable[Any]]:
    try:
        return rows.order_by().values("pk")[:MOST].query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:  # "in an empty list": there is nothing to count
        return "", ()
