"""Lots by chance: from a seed and a record's number, whatever else is in the pool and in whatever order.

Each record has a moment at which its ball leaves the drum: minus the logarithm of a number between 0 and 1, divided by
its weight; the earliest are drawn. With equal weights every selection is equally likely; with weights it is the method
of Efraimidis and Spirakis. The numbers are SHAKE-256 over "seed:page", 128 records a page, eight bytes each (of which
the first 52 bits count), so that anyone can reckon one record's lot again with any tool.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from math import expm1, log1p

_A_PAGE = 128
_BITS = 7
_READ = struct.Struct(f">{_A_PAGE}Q")
#: How many are kept beside those wanted before the list is cut again.
_SLACK = 4


class Lots(dict[int, list[float]]):
    """The pages of lots of one seed, each reckoned when it is first looked at."""

    def __init__(self, seed: str) -> None:
        super().__init__()
        self.seed = seed

    def __missing__(self, page: int) -> list[float]:
        raw = hashlib.shake_256(f"{self.seed}:{page}".encode()).digest(_READ.size)
        # The middle of one of 2⁵² equal parts: never 0, never 1, and exact.
        moments = self[page] = [-log1p(-((number >> 12) + 0.5) * 2**-52) for number in _READ.unpack(raw)]
        return moments

    def moment_of(self, key: int) -> float:
        """When a record's ball leaves the drum; the lower, the earlier."""
        return self[key >> _BITS][key & (_A_PAGE - 1)]

    def lot_of(self, key: int) -> float:
        """A record's lot as it is shown, between 0 and 1; the lower, the earlier."""
        return -expm1(-self.moment_of(key))


def first_by_lot(seed: str, weights: Iterable[tuple[int, float]], wanted: int) -> list[int]:
    """The records drawn from many, by weighted lot and without replacement, in the order in which they come.

    Takes pairs of a record's number and its weight, which is over 0. Two with the same lot come by their numbers.
    """
    if wanted <= 0:
        return []
    pages = Lots(seed)
    found: list[tuple[float, int]] = []
    add, cut, most = found.append, float("inf"), wanted * _SLACK
    for key, weight in weights:
        moment = pages[key >> 7][key & 127] / weight
        if moment <= cut:
            add((moment, key))
            if len(found) > most:
                found.sort()
                del found[wanted:]
                cut = found[-1][0]
    found.sort()
    return [key for _, key in found[:wanted]]
