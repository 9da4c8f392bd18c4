"""How many places each team gets: one each where there are enough, the rest by size, what is left over by lot."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

from .lots import first_by_lot

#: A name for the lots of places, so that they are others than those of the cases.
_PLACES = "places"


def places_by_team(
    sizes: Mapping[int, int], most: Mapping[int, int], wanted: int, seed: str
) -> dict[int, int]:
    """The places of each team (WAL-02: spread over all teams), in proportion to its cases.

    ``sizes`` are the cases of each team, ``most`` how many of them could be drawn (one for each practitioner). With
    fewer places than teams, who gets one is drawn by lot, weighted by size. Gives as many places in all as were wanted,
    or as could be drawn; a team without cases gets none.
    """
    sizes = {team: size for team, size in sorted(sizes.items()) if size > 0}
    wanted = min(wanted, sum(most[team] for team in sizes))
    if wanted < len(sizes):
        lucky = set(first_by_lot(f"{seed}:{_PLACES}", sizes.items(), wanted))
        return {team: int(team in lucky) for team in sizes}
    places = dict.fromkeys(sizes, 1)
    turn = 0
    while (left := wanted - sum(places.values())) > 0:
        turn += 1
        room = {team: most[team] - places[team] for team in sizes if most[team] > places[team]}
        whole = sum(sizes[team] for team in room)
        # What each is still short of its part of the whole: a team that began with more than its part gets no more.
        short = {team: max(0.0, wanted * sizes[team] / sum(sizes.values()) - places[team]) for team in room}
        if not any(short.values()):
            short = {team: left * sizes[team] / whole for team in room}
        scale = left / sum(short.values())
        parts = {team: min(room[team], share * scale) for team, share in short.items() if share > 0}
        for team, part in parts.items():
            places[team] += floor(part)
        left = wanted - sum(places.values())
        rest = [(team, part - floor(part)) for team, part in parts.items() if part > floor(part)]
        for team in first_by_lot(f"{seed}:{_PLACES}:{turn}", rest, left):
            places[team] += 1
    return places
