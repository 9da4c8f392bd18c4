"""What a fault's trials found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import ClassVar


class Noticed(Exception):
    """Something was wrong, and no more is to be known: ``found``."""

    def __init__(self, found: Found) -> None:
        self.found = found
        super().__init__(found.wrong)


@dataclass
class Found:
    """How many trials there were, what was wrong, and in a sentence what was seen (``{kills}`` stands for a count)."""

    #: Whether the first trial with something wrong is the last: for code that was broken on purpose.
    ends_when_wrong: ClassVar[bool] = False

    said: str
    trials: int = 0
    wrong: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)

    def add(self, wrong: list[str]) -> None:
        """One more trial, and what was wrong with it."""
        self.trials += 1
        self.wrong += [f"trial {self.trials}: {each}" for each in wrong]
        if wrong and self.ends_when_wrong:
            raise Noticed(self)

    @property
    def in_words(self) -> str:
        """The sentence, or the first of what was wrong."""
        said = self.said.format_map(_Zero({name: f"{number:,}" for name, number in self.counts.items()}))
        if not self.wrong:
            return said
        return f"**{len(self.wrong)} wrong**, first: {self.wrong[0]}. {said}"


class _Zero(dict):
    def __missing__(self, key: str) -> str:
        return "0"
