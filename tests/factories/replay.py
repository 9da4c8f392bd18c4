"""Building once by real steps, and laying out the same rows again for each further test of the process.

A council takes some eighty steps; its rows can be inserted in a dozen statements, which the third and each further
time aren't even put together again. What a test sees is the same.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from qa_portal import clock
from qa_portal.people.models.directory_row import renew_directory

LONG_AGO = dt.datetime(2020, 1, 6, 9, 0, tzinfo=dt.UTC)

_rows: dict[str, list[tuple[type[models.Model], list[models.Model]]]] = {}
_inserts: dict[str, list[tuple[str, Any]]] = {}


def replayed(name: str, kinds: Iterable[type[models.Model]], build: Callable[[], Any]) -> None:
    """Call ``build`` the first time and remember the rows of these models; lay them out again after that.

    Where any of the tables has rows already, it is always built anew.
    """
    # Long ago, so that whatever a test does comes after it, wherever the test's clock stands.
    with clock.standing_at(LONG_AGO):
        laid_out(name, kinds, build)


def laid_out(name: str, kinds: Iterable[type[models.Model]], build: Callable[[], Any]) -> None:
    """The same at the moment at which the clock stands."""
    kinds = [kind for model in kinds for kind in (model, *_history_of(model))]
    if any(kind.objects.exists() for kind in kinds if not _is_history(kind)):
        build()
    elif name in _rows:
        with transaction.atomic():  # a row may name one of a table that comes later
            _insert(name)
        _let_numbers_go_on([kind for kind, _ in _rows[name]])
        renew_directory()
    else:
        build()
        _rows[name] = [(kind, list(kind._base_manager.all())) for kind in kinds]


def forget_rows() -> None:
    """Build everything by real steps again."""
    _rows.clear()
    _inserts.clear()


def _insert(name: str) -> None:
    if name in _inserts:
        with connection.cursor() as cursor:
            for sql, given in _inserts[name]:
                cursor.execute(sql, given)
        return
    made: list[tuple[str, Any]] = []

    def keep(execute: Callable, sql: str, given: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            made.append((sql, given))
        return execute(sql, given, many, context)

    with connection.execute_wrapper(keep):
        for kind, rows in _rows[name]:
            kind._base_manager.bulk_create([_fresh(row) for row in rows])
    _inserts[name] = made


def _fresh(row: models.Model) -> models.Model:
    twin = copy.copy(row)
    twin._state = copy.copy(row._state)
    twin._state.adding, twin._state.fields_cache = True, {}
    return twin


def _history_of(model: type[models.Model]) -> list[type[models.Model]]:
    history = getattr(model, "history", None)
    return [history.model] if history is not None else []


def _is_history(kind: type[models.Model]) -> bool:
    return kind.__name__.startswith("Historical")


def _let_numbers_go_on(kinds: list[type[models.Model]]) -> None:
    """PostgreSQL's sequences don't notice keys that were given."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)
