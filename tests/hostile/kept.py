"""What a request leaves in the database: what was rolled back doesn't count, and what was kept must be whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.signals import post_save

from tests.house.asking import HARMLESS

#: What signing in writes of tries, and of what is being stored before a record may point to it (documents/store.py).
BESIDE = (*HARMLESS, "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog", "sign_in_limits")
_WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
_SAVEPOINT = re.compile(r'^\s*(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT)\s+"?(\w+)', re.IGNORECASE)


@dataclass
class Kept:
    """The tables written to and not rolled back, in how many transactions, and the rows that were saved one by one."""

    tables: list[str] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    rows: list[models.Model] = field(default_factory=list)

    @property
    def transactions(self) -> int:
        """How many transactions there would have been outside a test."""
        return len(set(self.units))

    def spoilt(self) -> list[str]:
        """What was saved and can't be right: too long, out of range, no choice of the field's, not a text."""
        return [f"{type(row).__name__}.{said}" for row in self.rows for said in _wrong_in(row)]


@contextmanager
def kept() -> Iterator[Kept]:
    """Watch a request that is made inside a test's own transaction."""
    found = Kept()
    open_savepoints: list[tuple[str, int]] = []
    unit = 0

    def watch(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal unit
        point = _SAVEPOINT.match(sql)
        if point:
            verb, name = point[1].upper(), point[2]
            if verb == "SAVEPOINT":
                unit += not open_savepoints
                open_savepoints.append((name, len(found.tables)))
            else:
                while open_savepoints and open_savepoints[-1][0] != name:
                    open_savepoints.pop()
                at = open_savepoints.pop()[1] if open_savepoints else 0
                if verb.startswith("ROLLBACK"):
                    open_savepoints.append((name, at))  # it is released afterwards
                    del found.tables[at:], found.units[at:]
        elif (write := _WRITE.match(sql)) and write[1] not in BESIDE:
            unit += not open_savepoints
            found.tables.append(write[1])
            found.units.append(unit)
        return execute(sql, params, many, context)

    def saved(sender: Any, instance: models.Model, **_: Any) -> None:
        found.rows.append(instance)

    post_save.connect(saved)
    try:
        with connection.execute_wrapper(watch):
            yield found
    finally:
        post_save.disconnect(saved)


def _wrong_in(row: models.Model) -> Iterator[str]:
    for each in row._meta.concrete_fields:
        value = getattr(row, each.attname)
        if value is None or hasattr(value, "resolve_expression") or each.remote_field:
            continue
        if isinstance(value, str) and ("\x00" in value or re.search("[\ud800-\udfff]", value)):
            yield f"{each.name} holds {value[:40]!r}"
        try:
            each.run_validators(value)
        except ValidationError as wrong:
            yield f"{each.name}: {wrong.messages} for {str(value)[:40]!r}"
        choices = {str(c[0]) for c in each.flatchoices}
        if choices and value != "" and str(value) not in choices:
            yield f"{each.name} is {str(value)[:40]!r}, none of its choices"
