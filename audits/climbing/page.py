"""What the pages of a ladder say: each rung with what it came to, and how the thing got there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audits.models.climbing import Climbing
from audits.trail import Entry
from qa_portal.people.roles import Role


@dataclass(frozen=True)
class RungShown:
    """One rung: whose it is, what it came to, and whether the thing stands on it."""

    number: int
    name: str
    holder: str
    is_here: bool
    is_exceptional: bool
    taken: Any = None

    @property
    def state(self) -> str:
        """In a word, beside the name."""
        if self.taken is None:
            return "In exceptional circumstances" if self.is_exceptional else "Not reached"
        if self.taken.is_resolved:
            return "Resolved here"
        if self.is_here:
            return "With them now"
        return "Not resolved"


def rungs_of(thing: Climbing) -> list[RungShown]:
    """The ladder of a thing, lowest rung first."""
    taken = {row.number: row for row in thing.taken.select_related("answered_by")}
    return [
        RungShown(
            number,
            rung.name,
            taken[number].with_words if number in taken else Role(rung.held_by).label,
            thing.is_open and thing.rung == number,
            rung.only_exceptionally,
            taken.get(number),
        )
        for number, rung in enumerate(thing.rungs, 1)
    ]


def timeline_of(thing: Any, told: Mapping[str, str]) -> list[Entry]:
    """How it got here, newest first; ``told`` gives the words of each step that is told."""
    rows: Iterable[Any] = thing.history.filter(step__in=list(told)).select_related("history_user")
    return [
        Entry(
            told[row.step],
            row.history_date,
            row.history_user.name if row.history_user else row.acting_as or "The portal",
            row.acting_as if row.history_user else "",
            row.history_change_reason or "",
            row.step,
        )
        for row in rows.order_by("-history_date", "-history_id")[:100]
    ]
