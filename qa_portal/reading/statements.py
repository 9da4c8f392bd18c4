"""Statements whose text stays the same: PostgreSQL plans them once a connection instead of at every page.

What a page reads in one statement takes PostgreSQL longer to plan than to answer. So it is told the text once
(PREPARE), and then only what it is asked with (EXECUTE); the plan is made once, for any values (the setting
``plan_cache_mode``: nearly all of them are keys). Only on connections that outlive a request: on others
(DB_CONN_MAX_AGE=0, as behind a pooler that hands them round) each statement is sent whole, and so is one of which it
depends on the values how it is read best. SQLite's driver keeps its statements by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakSet, WeakValueDictionary

from django.db import connection

_numbers = count(1)
_PLACE = re.compile(r"%%|%s")
#: Each statement by the name that PostgreSQL knows it by.
_by_name: WeakValueDictionary[str, Statement] = WeakValueDictionary()
#: For this connection: prepared statements are planned once for all values. And no plan remembers what it has joined
#: (Memoize): it sets memory aside for every row that a list could have, though a page stops after twenty-five, and that
#: alone took ten times as long as reading them.
_FOR_PAGES = "SET plan_cache_mode TO force_generic_plan; SET enable_memoize TO off"


class Statement:
    """One text, asked again and again.

    ``params`` are its values, in order; ``places`` says which of them change from call to call: the place among
    ``params``, and the place among the values that each call gives. ``types`` are PostgreSQL's names for the types of
    those; without them it tells them from where they stand. ``is_kept``: whether one plan is right for all values.
    """

    def __init__(
        self,
        sql: str,
        params: Sequence[Any],
        places: Mapping[int, int],
        types: Sequence[str] = (),
        *,
        is_kept: bool = True,
    ) -> None:
        self._is_kept = is_kept
        self._sql, self._params, self._places, self._types = sql, list(params), dict(places), types
        self._name = f"read_{next(_numbers)}"
        self._known_to: WeakSet[Any] = WeakSet()
        _by_name[self._name] = self

    @property
    def text(self) -> str:
        """The whole of it."""
        return self._sql

    def ask(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows, for these values."""
        with connection.cursor() as cursor:
            lasts = connection.vendor == "postgresql" and connection.settings_dict["CONN_MAX_AGE"] != 0
            if lasts and self._is_kept:
                self._make_known(cursor)
                given = f"({', '.join(['%s'] * len(values))})" if values else ""
                cursor.execute(f"EXECUTE {self._name} {given}", list(values))
            else:
                cursor.execute(self._sql, self._with(values))
            return cursor.fetchall()

    def _with(self, values: Sequence[Any]) -> list[Any]:
        params = list(self._params)
        for place, number in self._places.items():
            params[place] = values[number]
        return params

    def _make_known(self, cursor: Any) -> None:
        """Tell this connection the text, unless it knows it; PREPARE outlives a transaction that is rolled back."""
        if connection.connection in self._known_to:
            return
        places = count()

        def mark(found: re.Match[str]) -> str:
            number = self._places.get(next(places)) if found[0] == "%s" else None
            return found[0] if number is None else f"${number + 1}"

        text = _PLACE.sub(mark, self._sql)
        kept = [value for place, value in enumerate(self._params) if place not in self._places]
        types = f"({', '.join(self._types)})" if self._types else ""
        cursor.execute(f"{_FOR_PAGES}; PREPARE {self._name} {types} AS {text}", kept)
        self._known_to.add(connection.connection)


def text_of(sql: str) -> str:
    """For whoever watches what is sent to the database: the text that ``sql`` asks for by name, else ``sql`` itself."""
    named = re.match(r"EXECUTE (\w+)", sql)
    statement = _by_name.get(named[1]) if named else None
    return statement.text if statement else sql


def ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a text that is put together of few pieces, so that the same ones come again and again."""
    return _statement(sql, len(values)).ask(values)


@lru_cache(maxsize=256)
def _statement(sql: str, number: int) -> Statement:
    return Statement(sql, [None] * number, {place: place for place in range(number)})
