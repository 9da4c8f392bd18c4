"""One draw under way: lots, places, phases, pairing. What is said of it afterwards is in ``saying``."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from .cases import (
    BEYOND_PLACES,
    IN_PLACES,
    TOO_NEW,
    Case,
    Reviewer,
    Rules,
)
from .lots import Lots
from .pairing import Pairing
from .places import places_by_team


@dataclass(frozen=True, slots=True)
class Drawn:
    """A case that was drawn, and in which phase."""

    case: Case
    phase: str


class Drawing:
    """One draw under way."""

    def __init__(
        self,
        cases: Sequence[Case],
        reviewers: Sequence[Reviewer],
        rules: Rules,
        seed: str,
        wanted: int,
    ) -> None:
        self.rules, self.seed, self.wanted, self.cases = rules, seed, wanted, cases
        self.reviewers = {reviewer.key: reviewer for reviewer in reviewers}
        lots = Lots(seed)
        self.moment = {case.key: lots.moment_of(case.key) for case in cases if case.excluded is None}
        self.lot = {key: lots.lot_of(key) for key in self.moment}
        pool = [case for case in cases if case.excluded is None]
        self.pool = sorted(pool, key=lambda case: (self.moment[case.key], case.key))
        self.cases_of: dict[Hashable, list[Case]] = defaultdict(list)
        for case in sorted(self.pool, key=lambda case: bool(case.too_new)):
            self.cases_of[self.unit_of(case)].append(case)
        self.pairing = Pairing(
            {reviewer.key: reviewer.share for reviewer in reviewers if reviewer.share > 0}, self._may_take
        )
        self.allows_new = False
        self.case_now: dict[Hashable, Drawn] = {}
        self._refused: set[Hashable] = set()
        self._suited: dict[Hashable, list[int]] = {}

    def run(self) -> None:
        """Draw in three phases: within the places of the teams, beyond them, and what was allocated too lately."""
        self.places = self._places()
        self._phase(IN_PLACES, [case for case in self.pool if not case.too_new])
        self._phase(BEYOND_PLACES, [case for case in self.pool if not case.too_new])
        self._allow_new()
        self._phase(TOO_NEW, self.pool)
        self._settle()

    # -- who counts as one -------------------------------------------------------------------------

    def unit_of(self, case: Case) -> Hashable:
        """What may be drawn once: a practitioner, or the case by itself."""
        if self.rules.one_a_cycle and case.practitioner is not None:
            return ("practitioner", case.practitioner)
        return ("case", case.key)

    def stratum_of(self, case: Case) -> int | None:
        """Among which cases its lot counts: its team's, or all."""
        return case.team if self.rules.by_team else None

    def _places(self) -> dict[int | None, int]:
        sizes: Counter[int] = Counter()
        units: dict[int, set[Hashable]] = defaultdict(set)
        for case in self.pool:
            if not case.too_new:
                sizes[self.stratum_of(case) or 0] += 1
                units[self.stratum_of(case) or 0].add(self.unit_of(case))
        most = {team: len(found) for team, found in units.items()}
        found = places_by_team(sizes, most, self.wanted, self.seed)
        return {team or None: number for team, number in found.items()}

    # -- drawing -----------------------------------------------------------------------------------

    def _phase(self, phase: str, cases: Sequence[Case]) -> None:
        filled = Counter(self.stratum_of(one.case) for one in self.case_now.values())
        for case in cases:
            if len(self.case_now) >= self.wanted or self.pairing.is_full:
                return
            unit, stratum = self.unit_of(case), self.stratum_of(case)
            if unit in self.case_now or unit in self._refused:
                continue
            if phase == IN_PLACES and filled[stratum] >= self.places.get(stratum, 0):
                continue
            if self.pairing.add(unit):
                self.case_now[unit] = Drawn(case, phase)
                filled[stratum] += 1
            else:
                self._refused.add(unit)

    def _allow_new(self) -> None:
        """From now on cases count that were allocated too lately: who was refused may be paired after all."""
        self.allows_new = True
        self._refused.clear()
        self._suited.clear()
        self.pairing.look_again()

    def _may_take(self, unit: Hashable, pairing: Pairing) -> list[int]:
        """Whoever may audit one of a unit's cases: those with most of their share free first, then by lot."""
        suited = self._suited.get(unit)
        if suited is None:
            suited = [key for key in pairing.shares if self._case_for(unit, key) is not None]
            self._suited[unit] = suited
        hopeful = [key for key in suited if not pairing.is_hopeless(key)]
        return sorted(hopeful, key=lambda key: (pairing.load_of(key), self._toss(unit, key)))

    def _toss(self, unit: Hashable, reviewer: int) -> bytes:
        said = f"{self.seed}:pair:{self.cases_of[unit][0].key}:{reviewer}"
        return hashlib.blake2b(said.encode(), digest_size=8).digest()

    def _case_for(self, unit: Hashable, reviewer: int) -> Case | None:
        """Of a unit's cases, the earliest by lot that this reviewer may audit; those that are too new come last."""
        for case in self.cases_of[unit]:
            if (self.allows_new or not case.too_new) and not self.why_barred(case, reviewer):
                return case
        return None

    def why_barred(self, case: Case, key: int) -> str:
        """Why a reviewer may not audit a case (NEW-04), in a phrase that follows their name; "" where they may."""
        reviewer = self.reviewers[key]
        if case.practitioner == key:
            return "is its practitioner"
        if self.rules.not_own_team and case.team is not None and case.team in reviewer.teams:
            return "answers for its team, or belongs to it"
        if case.practitioner is not None and case.practitioner in reviewer.supervises:
            return "supervises its practitioner"
        return "; ".join(case.ties.get(key, ()))

    def _settle(self) -> None:
        """A pairing that was moved may need another case of the same practitioner."""
        for unit, one in self.case_now.items():
            case = self._case_for(unit, self.pairing.reviewer_of[unit])
            assert case is not None
            if case.key != one.case.key:
                self.case_now[unit] = Drawn(case, TOO_NEW if case.too_new else one.phase)
