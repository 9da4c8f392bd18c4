"""Who answers for somebody who is away."""

from __future__ import annotations

from collections.abc import Collection


def covered(
    absent: int, stands_in: dict[int, list[int]], active: Collection[int], seen: frozenset[int] = frozenset()
) -> tuple[int, ...]:
    """Who really answers for an absent person: the cover of a cover who is away too, never nobody.

    Cover by somebody who has left doesn't count, and two who cover for each other answer for one another.
    """
    seen |= {absent}
    there = [pk for pk in stands_in.get(absent, ()) if pk in active and pk not in seen]
    found = [pk for cover in there for pk in (covered(cover, stands_in, active, seen) or (cover,))]
    return tuple(dict.fromkeys(found))
