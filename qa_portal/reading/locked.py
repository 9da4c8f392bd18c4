"""One row, locked until the transaction ends: what every step begins with, its SQL made once a process."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

from .statements import Statement

Row = TypeVar("Row", bound=models.Model)


def read_locked(model: type[Row], pk: int) -> Row:
    """The row as it is now, as ``select_for_update().get()`` gives it; needs a transaction. Raises DoesNotExist."""
    statement, names, converters = _locking(model, connection.vendor)
    found = statement.ask([pk])
    if not found:
        raise model.DoesNotExist(f"There is no {model._meta.verbose_name} {pk}.")
    row = list(found[0])
    for place, (convert, expression) in converters.items():
        for each in convert:
            row[place] = each(row[place], expression, connection)
    return model.from_db(DEFAULT_DB_ALIAS, names, row)


@cache
def _locking(model: type[models.Model], vendor: str) -> tuple[Statement, list[str], dict[int, Any]]:
    """The statement, the attributes of its columns, and how values become what Django gives."""
    rows = model._base_manager.using(DEFAULT_DB_ALIAS).select_for_update().order_by().filter(pk=1)
    compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, _ = compiler.as_sql()
    columns = [column[0] for column in compiler.select]
    statement = Statement(sql, [None], {0: 0}, ["bigint"])
    return statement, [column.target.attname for column in columns], dict(compiler.get_converters(columns))
