"""How far the grades that members gave alone lie apart: what a panel talks about, and what a joint audit is held for
(KNO-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audits.grading import rank_of


@dataclass(frozen=True)
class Given:
    """One member's grade as a page shows it, once it may be seen."""

    who: str
    words: str
    grade: str
    reason: str
    is_reviewer: bool = False


@dataclass(frozen=True)
class OnScale:
    """One place on the scale, and who gave it."""

    label: str
    grade: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Spread:
    """The grades side by side: who gave what, how they lie on the scale, and what that says in a sentence."""

    given: tuple[Given, ...]
    scale: tuple[OnScale, ...]
    sentence: str


def spread_of(item: Any, *, with_reviewer: bool = True) -> Spread:
    """The grades of an audit before a panel. Only for whoever ``may_see_grades``: the caller asks that first."""
    audit = item.audit
    given = [
        Given(each.member.person.name, audit.in_words(each.grade, each.point), each.grade, each.words)
        for each in item.grades.all()
        if each.is_in
    ]
    shown = list(given)
    if with_reviewer:
        words = audit.in_words(item.reviewer_grade, item.reviewer_point)
        shown.append(
            Given(audit.reviewer.name, words, item.reviewer_grade, audit.grade_reason, is_reviewer=True)
        )
    scale = tuple(
        OnScale(
            band.label,
            str(band.grade),
            tuple(
                f"{each.who} (reviewer)" if each.is_reviewer else each.who
                for each in shown
                if each.grade == band.grade
            ),
        )
        for band in audit.policy.scale.bands
    )
    return Spread(tuple(shown), scale, _said([each.grade for each in given]))


def _said(grades: list[str]) -> str:
    ranks = [rank_of(grade) for grade in grades]
    if not ranks:
        return "Nobody graded it."
    if len(ranks) == 1:
        return "One member graded it."
    apart = max(ranks) - min(ranks)
    if not apart:
        return f"All {len(ranks)} give the same grade."
    return f"The {len(ranks)} grades lie {'one grade' if apart == 1 else f'{apart} grades'} apart."
