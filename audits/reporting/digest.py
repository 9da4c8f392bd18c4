"""The learning digest of a cycle, for the newsletter: what was learnt, with nobody in it (MER-22)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from qa_portal.frameworks.vocabulary import Grade
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, grid_in
from qa_portal.reporting.kinds import Scope

from .cohort import cohort_of, counted
from .counted import TONES, grades_of


def grades_part(scope: Scope) -> Gathered:
    """The overall grades of a cycle, by no team and no person."""
    audits = counted(cohort_of(scope))
    counts = Counter(audit.grade for audit in audits)
    grades = grades_of(scope.policy)
    return Gathered(
        figures=(Figure("graded", "Reviews that count", len(audits)),),
        grids=(
            Grid(
                "grades",
                "Overall grades",
                "Grade",
                ("Reviews",),
                tuple(Line(label, (counts[key],)) for key, label in grades),
                tones=(TONES[Grade.GOOD],),
                point="Overall grades of the cycle",
            ),
        ),
    )


def begin_digest(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the digest: the themes tagged most, in words."""
    lines = []
    for column, words in ((0, "What works well"), (1, "What needs our attention")):
        told = sorted(
            (
                line
                for line in grid_in(parts, "themes")["lines"]
                if line["numbers"][column] >= max(smallest, 1)
            ),
            key=lambda line: -line["numbers"][column],
        )
        if told:
            lines.append(f"{words}: {'; '.join(line['label'] for line in told[:5])}.")
    return "\n\n".join(lines)
