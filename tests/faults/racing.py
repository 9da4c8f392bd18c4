"""What two people race for: how it came there, which page each has open, what each sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.factories.people import Council

Move = tuple[str, dict[str, Any]]
REASON = {"reason": "It did not hold after all."}


def _nothing_more(thing: Any) -> str:
    return ""


@dataclass(frozen=True)
class Race:
    """Two people for one thing. ``make`` tells how it came there; ``first`` and ``second`` are what they send.

    ``who`` is whose step it is (a part of the council); ``second_who`` the other, else ``second_…`` beside them;
    ``days`` how long they wait. ``by_request`` are the pages whose address names the request that waits, ``pages_of``
    those that are of something else. ``may_both``: the one doesn't rule the other out, in one order; ``ends`` says what
    is wrong with how it ended, "" for nothing.
    """

    name: str
    make: Callable[[Council], Any]
    who: str
    first: Move
    second: Move
    days: int = 0
    by_request: tuple[str, ...] = ()
    second_who: str = ""
    pages_of: Mapping[str, Callable[[Any], int]] = field(default_factory=dict)
    may_both: bool = False
    ends: Callable[[Any], str] = _nothing_more

    @property
    def movers(self) -> list[tuple[str, Move]]:
        """Who sends what."""
        return [(self.who, self.first), (self.second_who or f"second_{self.who}", self.second)]


def same(name: str, make: Callable, who: str, page: str, **given: Any) -> Race:
    """Both do the same."""
    days = given.pop("days", 0)
    return Race(name, make, who, (page, given), (page, given), days)
