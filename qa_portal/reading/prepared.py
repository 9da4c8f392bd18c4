"""Reads that are written once: the parts of a page in one statement, its SQL made once a process.

A page about one thing (a dispute) shows a handful of small lists (its stages, their actions, requests, clocks, what was
done). Asked one by one they cost a round trip each, and most of a page's time goes into building the same SQL over and
over. Here the parts are declared as querysets, and read together::

    @prepared
    def parts_of(dispute: int) -> Mapping[str, QuerySet]:
        return {"stages": DisputeStage.objects.filter(dispute=dispute)[:100], ...}

    parts_of(dispute=5)["stages"]        # a list of DisputeStage, as the queryset would give it

Each part is a common table expression whose rows travel as JSON arrays, and come back through the same converters and
model constructors as any queryset's. docs/adr/0062 says why this and not something else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from types import NoneType, UnionType
from typing import Any, get_type_hints

from django.db import connection

from .plans import Keys, Parts, Plan, Start, is_beginning, plan_of

__all__ = ["Keys", "Parts", "Prepared", "Start", "prepared"]

#: Statements are made anew for each number of keys and for what isn't given; so many are kept.
_MOST_PLANS = 128


def prepared(parts: Callable[..., Parts]) -> Prepared:
    """Make a read of a function that takes what is known and gives a queryset for each part."""
    return Prepared(parts)


class Prepared:
    """Several small querysets, asked in one statement.

    The function's arguments are int, str, date, datetime or ``Keys`` (its annotations say which), and may only be
    compared with in filters, or (``Start``) say where a slice begins, since they aren't known while the SQL is made. A
    bool, a None and a slice's beginning at 0 are known, and have SQL of their own. Every part has a limit: it keeps a
    page small, and an order inside a part is kept by databases only where there is one. Binary, decimal and duration
    columns aren't carried.
    """

    def __init__(self, parts: Callable[..., Parts]) -> None:
        self.parts = parts  #: the declaration itself, so that one read can take over another's parts
        self._kinds = {name: _kind(hint) for name, hint in get_type_hints(parts).items() if name != "return"}
        self._plans: dict[tuple[Any, ...], Plan] = {}
        update_wrapper(self, parts)

    def __call__(self, **known: Any) -> dict[str, list[Any]]:
        """Read the parts with these arguments, in one query; each as the list that its queryset would give.

        Raises TypeError, at the first call, for a part that can't be read so.
        """
        arguments = {name: self._as_asked(name, known[name]) for name in self._kinds}
        shapes = (_shape_of(self._kinds[name], value) for name, value in arguments.items())
        key = (connection.vendor, *shapes)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            plan = self._plans[key] = plan_of(self.parts, self._kinds, arguments)
        return plan.read(arguments)

    def _as_asked(self, name: str, value: Any) -> Any:
        """As many keys as the next power of two, the last repeated: few numbers of them need SQL of their own."""
        if self._kinds[name] != Keys or not value:
            return value
        keys = tuple(value)
        return keys + keys[-1:] * ((1 << (len(keys) - 1).bit_length()) - len(keys))


def _shape_of(kind: Any, value: Any) -> Any:
    """What of an argument the SQL depends on: how many keys, which of two ways, whether it is given."""
    if isinstance(value, tuple):
        return len(value)
    if is_beginning(kind, value):
        return 0
    return value if value is None or isinstance(value, bool) else ...


def _kind(hint: Any) -> Any:
    """What an annotation says an argument is, where it is given."""
    if isinstance(hint, UnionType):
        return next(kind for kind in hint.__args__ if kind is not NoneType)
    return hint
