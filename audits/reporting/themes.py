"""Themes over time, and what was done about them: quarterly and annual reports (WAL-21, WAL-22)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from audits.grading import rank_of
from audits.models import Audit
from qa_portal import clock
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, figure_in, grid_in
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.periods import months_after, months_between
from qa_portal.reporting.shown import said as in_words

from .counted import Completed, completed, of_the_period, of_the_year
from .monthly import is_good
from .progress import actions_of


def themes_part(scope: Scope) -> Gathered:
    """Each theme as a strength and as a risk, in the period and in the one before it."""
    length = len(months_between(scope.first, scope.last))
    before_first = months_after(scope.first, -length)
    begins = clock.at_london(before_first, dt.time(0))
    mine, before = _tagged(scope, scope.begins), _tagged(scope, begins, until=scope.begins)
    labels = {key for key, _ in (*mine, *before)}
    order = sorted(labels, key=lambda key: (-mine[key, "risk"] - mine[key, "strength"], _label(scope, key)))
    return Gathered(
        sentences=(
            "An audit can carry several themes, each as a strength or as a risk; so these numbers add up to more than "
            "the audits.",
        ),
        grids=(
            Grid(
                "themes",
                "Themes tagged in audits completed in the period",
                "Theme",
                ("Strength", "Risk", "Strength, the period before", "Risk, the period before"),
                tuple(
                    Line(
                        _label(scope, key),
                        (
                            mine[key, "strength"],
                            mine[key, "risk"],
                            before[key, "strength"],
                            before[key, "risk"],
                        ),
                    )
                    for key in order
                ),
                total=False,
            ),
        ),
    )


def _tagged(scope: Scope, since: Any, until: Any = None) -> Counter[tuple[str, str]]:
    pks = [audit.pk for audit in completed(scope, since, until or scope.ends)]
    counts: Counter[tuple[str, str]] = Counter()
    for themes in Audit.objects.filter(pk__in=pks).order_by().values_list("themes", flat=True):
        counts.update(themes.items())
    return counts


def _label(scope: Scope, key: str) -> str:
    return scope.policy.theme_label(key)


def done_part(scope: Scope) -> Gathered:
    """How far the actions from the period's audits had got: what was done about what they found."""
    mine = completed(scope, scope.begins, scope.ends)
    return actions_of([audit.pk for audit in mine], scope.ends, scope.last, "the period’s audits")


def loop_part(scope: Scope) -> Gathered:
    """How many of the audits that asked for improvement have shown it (MER-08); repeated ones beside their first."""
    mine = [audit for audit in of_the_period(scope, of_the_year(scope)) if audit.grade and not is_good(audit)]
    rows = Audit.objects.filter(pk__in=[audit.pk for audit in mine])
    closed = rows.filter(closed_at__lt=scope.ends).count()
    again = _repeated(scope)
    better = sum(now > then for then, now in again)
    return Gathered(
        figures=(
            Figure("below_good", "Graded below good in the period", len(mine)),
            Figure("loop_closed", "Of these, loop closed by its end", closed, len(mine)),
            Figure("repeated", "Repeated audits that count", len(again)),
            Figure("better", "Better than the audit that they repeat", better, len(again)),
        )
    )


def _repeated(scope: Scope) -> list[tuple[int, int]]:
    """The repeated audits of the period: the grade of the first and its own, as ranks."""
    mine: list[Completed] = [
        each for each in completed(scope, scope.begins, scope.ends) if each.is_re_audit and each.grade
    ]
    firsts = dict(
        Audit.objects.filter(pk__in=[each.pk for each in mine]).values_list("pk", "re_audit_of__grade")
    )
    return [(rank_of(firsts[each.pk]), rank_of(each.grade)) for each in mine if firsts[each.pk]]


def begin_findings(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the findings: grades, and the themes tagged most."""

    def said(key: str) -> str:
        return in_words(parts, key, smallest)

    themes = grid_in(parts, "themes")["lines"]
    lines = [
        f"Audits completed in the period: {said('completed')}. {figure_in(parts, 'good')['label']}: {said('good')} of "
        "the grades that count."
    ]
    for column, word in ((0, "Strengths"), (1, "Risks")):
        told = sorted(
            (line for line in themes if line["numbers"][column] >= max(smallest, 1)),
            key=lambda line: -line["numbers"][column],
        )
        if told:
            names = "; ".join(f"{line['label']} ({line['numbers'][column]})" for line in told[:5])
            lines.append(f"{word} tagged most: {names}.")
    return "\n\n".join(lines)
