"""Predicates as permissions of a transition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def allows(*predicates: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    """Turn predicates over (user, thing) into the permission of a transition, which asks (thing, user).

    All of them must hold. A transition without a permission would be open to everyone; a house test
    refuses one.
    """

    def permitted(thing: Any, user: Any) -> bool:
        return getattr(user, "is_active", False) and all(holds(user, thing) for holds in predicates)

    permitted.__name__ = "_and_".join(getattr(p, "name", getattr(p, "__name__", "rule")) for p in predicates)
    return permitted


def by_time_alone(thing: Any, user: Any) -> bool:
    """The permission of a transition that only time may take."""
    return False
