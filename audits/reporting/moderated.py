"""What the moderation panels found: the reviewer's grade beside the panel's (WAL-18, MER-05)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from audits.grading import rank_of
from audits.models import GradeGiven
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.shown import said as in_words

from .counted import TONES, grades_of


def moderated_part(scope: Scope) -> Gathered:
    """Every grade that a panel gave in the period, against the one that the audit came to it with."""
    pairs = moderated_in(scope)
    grades = grades_of(scope.policy)
    counts = Counter(pairs)
    same = sum(before == after for before, after in pairs)
    higher = sum(rank_of(after) > rank_of(before) for before, after in pairs)
    return Gathered(
        figures=(
            Figure("moderated", "Audits moderated in the period", len(pairs)),
            Figure("confirmed", "Grade confirmed", same, len(pairs), splits="pairs"),
            Figure("raised", "Grade raised", higher, len(pairs), splits="pairs"),
            Figure("lowered", "Grade lowered", len(pairs) - same - higher, len(pairs), splits="pairs"),
        ),
        grids=(
            Grid(
                "moderated_grades",
                "The reviewer’s grade, and what the panel gave",
                "Reviewer’s grade",
                tuple(label for _, label in grades),
                tuple(Line(label, tuple(counts[key, other] for other, _ in grades)) for key, label in grades),
                across=True,
                tones=tuple(TONES[Grade(key)] for key, _ in grades),
                point=f"The panel confirmed {same} of {len(pairs)} grades",
            ),
        ),
    )


def moderated_in(scope: Scope) -> list[tuple[str, str]]:
    """For each grade of a panel in the period, the grade before it and the panel's."""
    given = GradeGiven.objects.filter(
        occasion=GradeGiven.Occasion.PANEL,
        given_at__gte=scope.begins,
        given_at__lt=scope.ends,
        audit__team__in=scope.teams,
    )
    panels = list(given.order_by("pk").values_list("pk", "audit", "grade"))
    before: dict[int, str] = {}
    earlier = GradeGiven.objects.filter(audit__in=[audit for _, audit, _ in panels]).order_by("pk")
    by_audit: dict[int, list[tuple[int, str]]] = {}
    for pk, audit, grade in earlier.values_list("pk", "audit", "grade"):
        by_audit.setdefault(audit, []).append((pk, grade))
    for pk, audit, _ in panels:
        before[pk] = next((grade for other, grade in reversed(by_audit[audit]) if other < pk), "")
    return [(before[pk], grade) for pk, _, grade in panels if before[pk]]


def begin_moderation(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the summary."""

    def said(key: str) -> str:
        return in_words(parts, key, smallest)

    return (
        f"Audits moderated in the period: {said('moderated')}. Grade confirmed: {said('confirmed')}; raised: "
        f"{said('raised')}; lowered: {said('lowered')}."
    )
