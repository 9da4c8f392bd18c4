"""How a prepared read is made: each part a common table expression, its rows as JSON arrays, one statement for all."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

from .instances import made_quickly, maker_of
from .statements import Statement

Parts = Mapping[str, QuerySet]


class Start(int):
    """Where a slice begins. At 0, as most lists are asked for, the read has SQL of its own, whose plan is kept."""


#: What stands for an argument while the SQL is made: values that occur nowhere else.
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2_008_000_000 + n,
    Start: lambda n: 2_008_000_000 + n,
    str: lambda n: f"\ue0a7stands for {n}\ue0a7",
    dt.datetime: lambda n: dt.datetime(8888, 8, 8, 8, 8, n, 888888, tzinfo=dt.UTC),
    dt.date: lambda n: dt.date(8888, 8, 1 + n),
}
#: What PostgreSQL calls the types of arguments.
_TYPES: dict[type, str] = {
    int: "bigint",
    Start: "bigint",
    str: "text",
    dt.datetime: "timestamptz",
    dt.date: "date",
}

#: Several keys at once, for a condition with IN.
Keys = tuple[int, ...]

#: Of all keys that one argument can hold, fewer than these.
_MOST_KEYS = 100_000


#: PostgreSQL's functions take 100 arguments at most, so a wide row travels as several arrays.
_WIDTH = 90

#: What becomes of a value that JSON can't hold and PostgreSQL sent as text, by the field's internal type.
#: SQLite has no such values: its own converters read the text.
_READ_BACK: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": dt.datetime.fromisoformat,
    "DateField": dt.date.fromisoformat,
    "TimeField": dt.time.fromisoformat,
    "UUIDField": uuid.UUID,
}
_NOT_CARRIED = frozenset({"BinaryField", "DecimalField", "DurationField", "FloatField"})


@dataclass
class _Part:
    """How the rows of one part become what its queryset would give."""

    name: str
    read_back: list[tuple[int, Callable[[Any], Any]]]
    converters: Any
    make: Callable[[list[Any]], Any]


def key_of(value: int) -> int:
    """A number as a database takes it: one that is too long for a key, from an address, is nobody's key."""
    return value if value.bit_length() < 64 else -1


@dataclass(frozen=True)
class _Argument:
    """Which argument goes to a place among the parameters, which of its keys, and how the database takes it."""

    name: str
    kind: type
    nth: int | None = None
    adapt: Callable[[Any], Any] = key_of

    def of(self, known: Mapping[str, Any]) -> Any:
        value = known[self.name]
        return self.adapt(value if self.nth is None else value[self.nth])


@dataclass
class Plan:
    """The statement (None where nothing could be found), what it is asked with, and its parts by number."""

    statement: Statement | None
    arguments: list[_Argument]
    parts: list[_Part]

    def read(self, known: dict[str, Any]) -> dict[str, list[Any]]:
        """Ask, and give the rows of each part."""
        found: dict[str, list[Any]] = {part.name: [] for part in self.parts}
        if self.statement is None:
            return found
        lists = [found[part.name] for part in self.parts]
        for number, carried in self.statement.ask([argument.of(known) for argument in self.arguments]):
            chunks = json.loads(carried) if isinstance(carried, str) else carried
            row = chunks[0] if len(chunks) == 1 else [value for chunk in chunks for value in chunk]
            part = self.parts[number]
            for place, read_back in part.read_back:
                if row[place] is not None:
                    row[place] = read_back(row[place])
            for place, (converters, expression) in part.converters:
                value = row[place]
                for convert in converters:
                    value = convert(value, expression, connection)
                row[place] = value
            lists[number].append(part.make(row))
        return found


def plan_of(declared: Callable[..., Parts], kinds: Mapping[str, Any], known: Mapping[str, Any]) -> Plan:
    """The statement for a declaration, its arguments' types, and arguments of the same shape as those to come.

    Raises TypeError for a part that can't be read so.
    """
    stand_ins, names = _stand_ins_for(kinds, known)
    tables, selects, params, parts = [], [], [], []
    for name, queryset in declared(**stand_ins).items():
        if queryset.query.high_mark is None:
            raise TypeError(f"The part {name!r} has no limit: slice its queryset.")
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        number = len(parts)
        try:
            sql, own_params = compiler.as_sql()
        except EmptyResultSet as nothing:
            if () not in known.values():
                raise TypeError(
                    f"The part {name!r} is empty whatever it is asked with. A column of small integers is compared as "
                    "a long one: Cast(F(…), BigIntegerField())."
                ) from nothing
            parts.append(_Part(name, [], [], list))
            continue
        sql, own_params = _slice_as_params(sql, own_params, stand_ins)
        expressions = [column[0] for column in compiler.select[: compiler.col_count]]
        columns = [f"c{n}" for n in range(len(expressions))]
        tables.append(f"p{number} ({', '.join(columns)}) AS ({sql})")
        as_json = _as_json(name, columns, expressions)
        # Names and numbers of our own alone: every value is a parameter.
        selects.append(f"SELECT {number}, {as_json} FROM p{number}")  # noqa: S608
        params += own_params
        parts.append(
            _Part(
                name,
                _what_to_read_back(expressions),
                list(compiler.get_converters(expressions).items()),
                _maker(name, queryset, compiler),
            )
        )
    where = {place: names[value] for place, value in enumerate(params) if _stands_in(value, names)}
    arguments = list(dict.fromkeys(where.values()))
    unused = {each.name for each in names.values()} - {each.name for each in arguments}
    # What isn't given, and IN without keys, leave out what would have been asked with the others.
    if unused and all(_is_asked(value) for value in known.values()):
        raise TypeError(f"Not found among what the database is asked with: {', '.join(sorted(unused))}.")
    if not tables:
        return Plan(None, [], parts)
    sql = f"WITH {', '.join(tables)} {' UNION ALL '.join(selects)}"
    places = {place: arguments.index(argument) for place, argument in where.items()}
    types = [_TYPES[each.kind] for each in arguments]
    # How far into a list it goes decides how it is read best.
    return Plan(Statement(sql, params, places, types, is_kept="OFFSET %s" not in sql), arguments, parts)


def is_beginning(kind: Any, value: Any) -> bool:
    """Whether a slice begins where its list does, which the SQL knows then."""
    return kind is Start and value == 0


def _is_asked(value: Any) -> bool:
    return value is not None and not isinstance(value, bool) and value != ()


def _stand_ins_for(
    kinds: Mapping[str, Any], known: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[Any, _Argument]]:
    """What stands for each argument, and whose place each of those values marks."""
    stand_ins: dict[str, Any] = {}
    names: dict[Any, _Argument] = {}
    for n, (name, value) in enumerate(known.items()):
        kind = kinds[name]
        if value is None or kind is bool or is_beginning(kind, value):
            stand_ins[name] = value
        elif kind == Keys:
            stand_ins[name] = tuple(_STAND_INS[int](_MOST_KEYS * n + nth) for nth in range(len(value)))
            names |= {key: _Argument(name, int, nth) for nth, key in enumerate(stand_ins[name])}
        else:
            stand_ins[name] = _STAND_INS[kind](_MOST_KEYS * n if kind in (int, Start) else n)
            adapt = _adapter(kind)
            names[adapt(stand_ins[name])] = _Argument(name, kind, None, adapt)
    return stand_ins, names


def _slice_as_params(sql: str, params: Sequence[Any], stand_ins: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """Where a slice begins is written into the SQL as a number: make it a parameter like all others."""
    params = list(params)
    for value in stand_ins.values():
        if isinstance(value, int) and not isinstance(value, bool) and f"OFFSET {value}" in sql:
            before, after = sql.split(f"OFFSET {value}")
            sql = f"{before}OFFSET %s{after}"
            params.insert(before.replace("%%", "").count("%s"), value)
    return sql, params


def _stands_in(value: Any, names: Mapping[Any, str]) -> bool:
    try:
        return value in names
    except TypeError:  # a list or an adapted object, which can't be looked up
        return False


def _adapter(kind: type) -> Callable[[Any], Any]:
    """How the database takes an argument of this type."""
    return {
        int: key_of,
        Start: key_of,
        str: str,
        dt.datetime: connection.ops.adapt_datetimefield_value,
        dt.date: connection.ops.adapt_datefield_value,
    }[kind]


def _as_json(part: str, columns: list[str], expressions: list[Any]) -> str:
    """One row as an array of arrays, each short enough for a function's arguments."""
    on_postgresql = connection.vendor == "postgresql"
    make = "json_build_array" if on_postgresql else "json_array"
    shown = []
    for column, expression in zip(columns, expressions, strict=True):
        kind = expression.output_field.get_internal_type()
        if kind in _NOT_CARRIED:
            raise TypeError(f"The part {part!r} has a column ({kind}) that isn't carried: defer it.")
        # A document arrives as the text that its own converter expects.
        shown.append(f"{column}::text" if on_postgresql and kind == "JSONField" else column)
    chunks = [", ".join(shown[n : n + _WIDTH]) for n in range(0, len(shown), _WIDTH)]
    return f"{make}({', '.join(f'{make}({chunk})' for chunk in chunks)})"


def _what_to_read_back(expressions: list[Any]) -> list[tuple[int, Callable[[Any], Any]]]:
    if connection.vendor != "postgresql":
        return []
    kinds = [expression.output_field.get_internal_type() for expression in expressions]
    return [(place, _READ_BACK[kind]) for place, kind in enumerate(kinds) if kind in _READ_BACK]


def _maker(part: str, queryset: QuerySet, compiler: Any) -> Callable[[list[Any]], Any]:
    """What makes the queryset's own kind of thing of a row: a model with its relations, or a tuple."""
    if queryset._iterable_class is ModelIterable and queryset._prefetch_related_lookups == ():
        return _model_maker(compiler)
    if queryset._iterable_class is ValuesListIterable:
        return tuple
    raise TypeError(f"The part {part!r} is neither of models, without prefetching, nor a values_list().")


def _model_maker(compiler: Any) -> Callable[[list[Any]], Any]:
    about = compiler.klass_info
    select, model = compiler.select, about["model"]
    start, end = about["select_fields"][0], about["select_fields"][-1] + 1
    attributes = [column[0].target.attname for column in select[start:end]]
    instances, related = (
        maker_of(model),
        made_quickly(get_related_populators(about, select, DEFAULT_DB_ALIAS)),
    )
    annotations = list((compiler.annotation_col_map or {}).items())

    def make(row: list[Any]) -> Any:
        thing = instances.from_db(DEFAULT_DB_ALIAS, attributes, row[start:end])
        for populator in related:
            populator.populate(row, thing)
        for name, place in annotations:
            setattr(thing, name, row[place])
        return thing

    return make
