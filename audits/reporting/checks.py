"""Compliance checks, which are quantitative, apart from graded audits (WAL-29)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from audits.models import Answer
from qa_portal.frameworks.vocabulary import Measures
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.shown import said as in_words

from .counted import audits_in, by_month, completed, of_the_period, units_of

#: How an answer of a check counts.
ANSWERS = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("", "Not applicable"))


def checks_part(scope: Scope) -> Gathered:
    """Checks completed, by month and service."""
    checks = completed(scope, scope.year_begins, scope.ends, Measures.COMPLIANCE)
    mine = of_the_period(scope, checks)
    units = units_of(checks)
    lines = by_month(scope, checks, [unit for unit, _ in units], lambda check: check.unit)
    grid = Grid(
        "checks_by_month",
        "Compliance checks completed, by month and service",
        "Month",
        tuple(name for _, name in units),
        lines,
        across=len(units) > 1,
    )
    return Gathered(
        sentences=("Compliance checks say whether something was done, not how well. They carry no grade.",),
        figures=(
            Figure("checks", "Checks completed in the period", len(mine)),
            Figure("checks_year", "Checks completed in the year so far", len(checks)),
        ),
        grids=(grid,) if units else (),
    )


def questions_part(scope: Scope) -> Gathered:
    """How each question of the period's checks was answered; each tool apart, by its questions' words of today."""
    pks = [check.pk for check in completed(scope, scope.begins, scope.ends, Measures.COMPLIANCE)]
    audits = audits_in(scope, Measures.COMPLIANCE).filter(pk__in=pks).select_related("framework")
    tools = {audit.tool_key: audit.tool for audit in audits}
    counts: Counter[tuple[str, str, str]] = Counter()
    rows = Answer.objects.filter(audit__in=pks).order_by()
    for tool, question, value, not_applicable in rows.values_list(
        "audit__tool_key", "question_id", "value", "not_applicable_because"
    ):
        counts[tool, question, "" if not_applicable else value] += 1
    grids, yes, asked = [], 0, 0
    for key, tool in sorted(tools.items()):
        lines = []
        for question in tool.questions:
            numbers = tuple(counts[key, question.id, value] for value, _ in ANSWERS)
            if sum(numbers):
                lines.append(Line(question.text, numbers))
                yes, asked = yes + numbers[0], asked + sum(numbers[:3])
        grids.append(
            Grid(
                f"answers_{key}",
                f"{tool.title}: answers in the period",
                "Question",
                tuple(label for _, label in ANSWERS),
                tuple(lines),
                total=False,
                across=True,
                tones=("good", "warn", "bad", "quiet"),
                point=f"{tool.title}: answers in the period",
            )
        )
    return Gathered(
        figures=(Figure("compliant", "Answered with yes", yes, asked, means="of answers that applied"),),
        grids=tuple(grids),
    )


def begin_checks(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the summary."""

    def said(key: str) -> str:
        return in_words(parts, key, smallest)

    return f"Compliance checks completed in the period: {said('checks')}. Answered with yes: {said('compliant')}."
