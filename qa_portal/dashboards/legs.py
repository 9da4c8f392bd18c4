"""Lists put together from several indexed questions.

"What waits for me" is the union of: of this post, of that post, of me as practitioner, as reviewing officer. Asked
as one condition with ORs, a database reads everything that fits and sorts it. Asked as legs, each leg reads its first
rows from its own index and stops; what is left to sort is a handful, however much there is.

The legs are written in SQL: the page that everyone starts the day with would otherwise spend most of its time in
putting together some fifty querysets. They hold no value of anybody's; those are always given apart, so that people
with as many posts are asked with the same text, which the database plans once (``reading.statements``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model

from qa_portal.reading.statements import ask

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
    """The legs of one list, which have no row in common, the column that orders it ("" for one that is only counted),
    and how far it is counted."""

    model: type[Model]
    order: str
    legs: list[Leg] = field(default_factory=list)
    newest_first: bool = False
    most: int = MOST

    def first(self, number: int) -> tuple[str, list[Any]]:
        """The statement that gives the keys of the first ``number`` rows, and its values."""
        sql, values = self._union(f"it.id, it.{self.order}", number)
        end = f"ORDER BY {self.order} {self._way} LIMIT {int(number)}"
        return f"SELECT id FROM ({sql}) AS together {end}", values  # noqa: S608

    def counted(self) -> tuple[str, list[Any]]:
        """The statement that gives the rows to count, each leg's up to ``most``, and its values."""
        return self._union("it.id", self.most)

    @property
    def _way(self) -> str:
        return "DESC" if self.newest_first else "ASC"

    def _union(self, columns: str, number: int) -> tuple[str, list[Any]]:
        """Each leg's first rows. Where only their number counts the order is asked for as well: it is that of the leg's
        index, and a database that is free to choose may expect to find some soon by reading all of the table."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        order = f"ORDER BY it.{self.order} {self._way}, it.id {self._way} " if self.order else ""
        end = f"{order}LIMIT {int(number)}"
        each = [
            f"SELECT * FROM (SELECT {columns} FROM {table} AS it {leg.join} WHERE {leg.where} {end}) AS leg{n}"  # noqa: S608
            for n, leg in enumerate(self.legs)
        ]
        return " UNION ALL ".join(each), [value for leg in self.legs for value in leg.values]


def among(values: Collection[Any]) -> str:
    """The right side of IN for these values; of an empty one, nothing is among them."""
    return f"({', '.join(['%s'] * len(values))})" if values else "(NULL)"


def among_many(column: str, keys: Collection[int]) -> tuple[str, str]:
    """That a column is one of these keys, and its one value: however many they are, it is the same text, and the
    database reads a list far sooner than as many values."""
    listed = ",".join(str(int(key)) for key in keys)
    if connection.vendor == "postgresql":
        return f"{column} = ANY (%s::bigint[])", f"{{{listed}}}"
    return f"{column} IN (SELECT value FROM json_each(%s))", f"[{listed}]"  # noqa: S608  a column of ours


def moment(value: dt.datetime) -> Any:
    """A moment as this database compares it."""
    return connection.ops.adapt_datetimefield_value(value)


def first_of(lists: Sequence[Legs], number: int) -> list[list[int]]:
    """The keys of the first ``number`` rows of each list, in one query for all."""
    found: list[list[int]] = [[] for _ in lists]
    asked = {place: each.first(number) for place, each in enumerate(lists) if each.legs}
    if asked:
        sql = " UNION ALL ".join(f"SELECT {n}, id FROM ({sql}) AS list{n}" for n, (sql, _) in asked.items())  # noqa: S608
        for place, key in ask(sql, [value for _, values in asked.values() for value in values]):
            found[place].append(key)
    return found


def count_each(lists: Mapping[str, Iterable[Legs]]) -> dict[str, int]:
    """How many rows the lists of each name have together, up to ``MOST``; all names in one query."""
    columns: list[str] = []
    values: list[Any] = []
    for parts in lists.values():
        asked = [part.counted() for part in parts if part.legs]
        rows = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{n}" for n, (sql, _) in enumerate(asked))  # noqa: S608
        columns.append(f"(SELECT COUNT(*) FROM ({rows}) AS counted)" if rows else "0")  # noqa: S608
        values += [value for _, own in asked for value in own]
    if not columns:
        return {}
    ((*numbers,),) = ask("SELECT " + ", ".join(columns), values)
    return {name: min(number, MOST) for name, number in zip(lists, numbers, strict=True)}
