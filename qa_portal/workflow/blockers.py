"""What still stands in the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Blocker:
    """One reason why a step can't be taken yet: a sentence that says how to mend it, and where."""

    sentence: str
    url: str = ""

    def __str__(self) -> str:
        return self.sentence
