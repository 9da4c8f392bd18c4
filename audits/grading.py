"""Grades in order and in words, for actions, pages and papers alike."""

from __future__ import annotations

from typing import Any

from qa_portal.frameworks.vocabulary import Grade

#: The grades from the lowest to the highest.
ORDER = [str(grade) for grade in Grade]


def rank_of(grade: str) -> int:
    """How high a grade is: 0 for Inadequate to 3; -1 for none."""
    return ORDER.index(str(grade)) if grade else -1


def is_below(grade: str, other: str) -> bool:
    """Whether one grade is below another; never where one of them isn't given."""
    return bool(grade and other) and rank_of(grade) < rank_of(other)


def is_below_good(grade: str) -> bool:
    """Whether a grade asks for improvement."""
    return is_below(grade, Grade.GOOD)


def words_of_finding(audit: Any, who: str) -> str:
    """Who found a record inadequate, as the alert says it: "R. Example (Auditor) graded it Inadequate"."""
    return f"{who} graded it {audit.policy.scale.label(Grade.INADEQUATE)}"
