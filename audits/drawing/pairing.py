"""Who audits what: a matching of cases to reviewers' shares that never leaves out a case which could be kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence


class Pairing:
    """Pairs units with reviewers, one after the other, by augmenting paths (Kuhn's algorithm, with shares).

    A unit is what may be audited once: a practitioner with their cases, or a single case. ``may_take(unit)`` gives the
    reviewers who may audit it, those first who should be tried first. A unit that has been added stays paired, though
    perhaps with another reviewer; one that is refused can't be paired whatever the others do. So units added in order
    of lot give the most units possible, and of those the earliest: the sets that can be paired form a matroid.
    """

    def __init__(
        self, shares: dict[int, int], may_take: Callable[[Hashable, Pairing], Sequence[int]]
    ) -> None:
        self.shares = shares
        self.taken: dict[int, list[Hashable]] = {reviewer: [] for reviewer in shares}
        self.reviewer_of: dict[Hashable, int] = {}
        self._may_take = may_take
        #: Reviewers from whom no road leads to a free share any more; nothing that is added later opens one.
        self._full_for_good: set[int] = set()

    @property
    def is_full(self) -> bool:
        """Whether nobody can take another."""
        return len(self.reviewer_of) >= sum(self.shares.values())

    def look_again(self) -> None:
        """Reviewers may take what they could not before: nobody is full for good."""
        self._full_for_good.clear()

    def is_hopeless(self, reviewer: int) -> bool:
        """Whether no road leads from this reviewer to a free share."""
        return reviewer in self._full_for_good

    def load_of(self, reviewer: int) -> float:
        """How much of their share somebody has taken."""
        return len(self.taken[reviewer]) / self.shares[reviewer] if self.shares[reviewer] else 1.0

    def add(self, unit: Hashable) -> bool:
        """Pair one more unit, moving others to other reviewers where that makes room; False where it can't be."""
        came_from: dict[int, Hashable] = {}
        todo: deque[Hashable] = deque([unit])
        while todo:
            one = todo.popleft()
            for reviewer in self._may_take(one, self):
                if reviewer in came_from or reviewer in self._full_for_good:
                    continue
                came_from[reviewer] = one
                if len(self.taken[reviewer]) < self.shares[reviewer]:
                    self._move(unit, reviewer, came_from)
                    return True
                todo.extend(self.taken[reviewer])
        self._full_for_good |= came_from.keys()
        return False

    def _move(self, unit: Hashable, reviewer: int, came_from: dict[int, Hashable]) -> None:
        """Along the road that was found, everybody takes over from the one before."""
        while True:
            one = came_from[reviewer]
            before = self.reviewer_of.get(one)
            if before is not None:
                self.taken[before].remove(one)
            self.taken[reviewer].append(one)
            self.reviewer_of[one] = reviewer
            if one == unit:
                return
            assert before is not None
            reviewer = before

    def spare(self) -> dict[int, int]:
        """Who could take more, and how many."""
        return {
            reviewer: share - len(self.taken[reviewer])
            for reviewer, share in self.shares.items()
            if len(self.taken[reviewer]) < share
        }

    def units(self) -> Iterable[Hashable]:
        """What has been paired."""
        return self.reviewer_of.keys()
