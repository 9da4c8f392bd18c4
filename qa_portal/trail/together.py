"""A row and its history in one statement, where the database can: on PostgreSQL (docs/adr/0063).

What is changed is copied by the statement that changes it. Everywhere else, and for what that statement can't say,
Django's own update is followed by the copy that ``Trail`` makes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connections, models

from qa_portal.reading.statements import Statement

#: A save is under way that leaves history: not one of a fixture (raw).
_LEAVES_HISTORY = "_leaves_history"
#: The history of the save that is under way has been written with the row.
HAS_LEFT_HISTORY = "_has_left_history"


class SavedTogether(models.Model):
    """A row whose changes are saved together with their history."""

    class Meta:
        abstract = True

    def save_base(self, raw: bool = False, **options: Any) -> None:
        """Django's; says meanwhile whether this save leaves history."""
        self.__dict__[_LEAVES_HISTORY] = not raw
        try:
            super().save_base(raw, **options)
        finally:
            self.__dict__.pop(_LEAVES_HISTORY, None)
            self.__dict__.pop(HAS_LEFT_HISTORY, None)

    def _do_update(
        self,
        base_qs: models.QuerySet,
        using: str,
        pk_val: Any,
        values: list[tuple[models.Field, Any, Any]],
        *others: Any,
    ) -> bool:
        trail, connection = getattr(type(self), "_trail", None), connections[using]
        is_plain = not any(hasattr(value, "resolve_expression") for _, _, value in values)
        if not (
            trail
            and values
            and is_plain
            and self.__dict__.get(_LEAVES_HISTORY)
            and connection.vendor == "postgresql"
        ):
            return super()._do_update(base_qs, using, pk_val, values, *others)
        columns = tuple(field.column for field, _, _ in values)
        set_to = [field.get_db_prep_save(value, connection=connection) for field, _, value in values]
        saved = _saving(type(self), columns).ask([*set_to, pk_val, *trail.said_of(self, "~", using)])
        self.__dict__[HAS_LEFT_HISTORY] = bool(saved)
        return bool(saved)


@lru_cache(maxsize=512)
def _saving(model: type[models.Model], columns: tuple[str, ...]) -> Statement:
    """The statement that changes these columns of one row, and copies it into its history."""
    history = model._trail.history_of(model)
    tracked = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
    set_to = ", ".join(f'"{column}" = %s' for column in columns)
    sql = (
        f'WITH saved AS (UPDATE "{model._meta.db_table}" SET {set_to} '  # noqa: S608  names of our own
        f'WHERE "{model._meta.pk.column}" = %s RETURNING {tracked}) '
        f'INSERT INTO "{history._meta.db_table}" ({tracked}, history_date, history_type, history_user_id, '
        f"history_change_reason, step, acting_as) SELECT {tracked}, %s::timestamptz, %s::text, %s::bigint, %s::text, "
        "%s::text, %s::text FROM saved RETURNING history_id"
    )
    number = len(columns) + 7
    return Statement(sql, [None] * number, {place: place for place in range(number)})
