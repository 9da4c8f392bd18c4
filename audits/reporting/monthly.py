"""The monthly highlight report: audits by month and service, grades, actions, outstanding practice, safety."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from audits.models import Assurance, GoodPractice, SafetyAlert
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, WordTable, figure_in
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.shown import said as in_words

from .counted import (
    TONES,
    Completed,
    by_month,
    grades_of,
    of_the_period,
    of_the_year,
    running,
    units_of,
)
from .progress import actions_of

#: The column of audits whose grade doesn't count yet.
UNCOUNTED = "Not counted yet"
#: How many examples of outstanding practice a report tells.
MOST_EXAMPLES = 20


def completed_part(scope: Scope) -> Gathered:
    """Audits completed, by month and service, and cumulatively (KNO-06)."""
    audits = of_the_year(scope)
    mine = of_the_period(scope, audits)
    units = units_of(audits)
    months = by_month(scope, audits, [unit for unit, _ in units], lambda audit: audit.unit)
    names = tuple(name for _, name in units)
    grids = ()
    if units:
        grids = (
            Grid(
                "completed_by_month",
                "Audits completed, by month and service",
                "Month",
                names,
                months,
                across=len(names) > 1,
                tones=("plain",) if len(names) == 1 else (),
                point=f"{len(audits)} audits were completed in the year so far",
            ),
            Grid(
                "completed_so_far",
                "Audits completed so far in the year, by month and service",
                "Until the end of",
                names,
                running(months),
                total=False,
                across=len(names) > 1,
            ),
        )
    re_audits = sum(audit.is_re_audit for audit in mine)
    return Gathered(
        figures=(
            Figure("completed", "Completed in the period", len(mine)),
            Figure("re_audits", "Of these, repeated audits", re_audits, len(mine)),
            Figure("completed_year", "Completed in the year so far", len(audits)),
        ),
        grids=grids,
    )


def grades_part(scope: Scope) -> Gathered:
    """Grades in the period, by service, and over the year, by month (KNO-06)."""
    audits = of_the_year(scope)
    mine = of_the_period(scope, audits)
    grades = grades_of(scope.policy)
    keys, labels = [key for key, _ in grades], [label for _, label in grades]
    columns, heads = [*keys, ""], (*labels, UNCOUNTED)
    tones = (*(TONES[Grade(key)] for key in keys), "quiet")
    counts = Counter((audit.unit, audit.grade) for audit in mine)
    by_unit = tuple(
        Line(name, tuple(counts[unit, column] for column in columns)) for unit, name in units_of(mine)
    )
    graded = [audit for audit in mine if audit.grade]
    good = sum(is_good(audit) for audit in graded)
    figures = (
        Figure(
            "graded",
            "Grades that count",
            len(graded),
            len(mine),
            means="back with the team, unchallenged",
            adds=("grades_by_unit", *labels),
        ),
        Figure(
            "good",
            f"{labels[1]} or {labels[0].lower()}",
            good,
            len(graded),
            means="of grades that count",
            adds=("grades_by_unit", labels[0], labels[1]),
        ),
    )
    return Gathered(
        figures=figures,
        grids=(
            Grid(
                "grades_by_unit",
                "Grades in the period, by service",
                "Service",
                heads,
                by_unit,
                across=True,
                tones=tones,
                point=f"{good} of {len(graded)} grades that count were {labels[1]} or {labels[0].lower()}",
            ),
            Grid(
                "grades_by_month",
                "Grades in the year so far, by month of completion",
                "Month",
                heads,
                by_month(scope, audits, columns, lambda audit: audit.grade),
                across=True,
                tones=tones,
                point="Grades month by month",
            ),
        ),
    )


def is_good(audit: Completed) -> bool:
    """Whether an audit is graded Good or better."""
    return audit.grade in (Grade.GOOD, Grade.OUTSTANDING)


def actions_part(scope: Scope) -> Gathered:
    """How far the actions from the year's audits had got when the period ended (KNO-06, MER-10)."""
    audits = [audit.pk for audit in of_the_year(scope)]
    return actions_of(audits, scope.ends, scope.last, "the audits of the year so far")


def outstanding_part(scope: Scope) -> Gathered:
    """Outstanding practice: how much of it was found, and the examples that were put into the library (KNO-06)."""
    mine = of_the_period(scope, of_the_year(scope))
    label = dict(grades_of(scope.policy))[str(Grade.OUTSTANDING)]
    found = sum(audit.grade == Grade.OUTSTANDING for audit in mine)
    return Gathered(
        figures=(
            Figure(
                "outstanding",
                f"Graded {label}",
                found,
                sum(bool(audit.grade) for audit in mine),
                adds=("grades_by_unit", label),
            ),
        ),
        tables=(examples_of(scope),),
    )


def examples_of(scope: Scope) -> WordTable:
    """Good practice that was published in the library in the period: nobody can be told from it (MER-18)."""
    rows = GoodPractice.objects.filter(
        state=GoodPractice.State.PUBLISHED,
        decided_at__gte=scope.begins,
        decided_at__lt=scope.ends,
        audit__team__in=scope.teams,
    )
    return WordTable(
        "examples",
        "Examples of good practice from the library",
        ("Example", "Theme", "What was done, and what difference it made"),
        tuple(
            (each.title, policy_of(each.audit.framework).theme_label(each.theme), each.text)
            for each in rows.select_related("audit__framework").order_by("decided_at", "pk")[:MOST_EXAMPLES]
        ),
    )


def alerts_part(scope: Scope) -> Gathered | None:
    """Immediate concerns for safety, and what was found inadequate, with how soon safety was assured (MER-10)."""
    if scope.policy.safety_alerts is None:
        return None
    alerts = SafetyAlert.objects.filter(
        subject__team__in=scope.teams, raised_at__gte=scope.begins, raised_at__lt=scope.ends
    )
    resolved = alerts.filter(resolved_at__lt=scope.ends).count()
    figures = [
        Figure("alerts", "Safety alerts raised", number := alerts.count()),
        Figure("alerts_resolved", "Of these, resolved by the end of the period", resolved, number),
    ]
    if scope.policy.inadequate is not None:
        within = dt.timedelta(hours=scope.policy.lasts("audit_assure").hours or 24)
        asked = Assurance.objects.filter(
            audit__team__in=scope.teams, asked_at__gte=scope.begins - within, asked_at__lt=scope.ends
        ).values_list("asked_at", "assured_at")
        ends = [at + within if done is None else min(done, at + within) for at, done in asked]
        decided = [scope.begins <= end < scope.ends for end in ends]
        in_time = sum(
            mine and done is not None and done - at <= within
            for mine, (at, done) in zip(decided, asked, strict=True)
        )
        figures.append(
            Figure(
                "assured",
                f"Safety assured within {scope.policy.lasts('audit_assure')}",
                in_time,
                sum(decided),
                means="of what was found inadequate and was assured, or whose time ran out, in the period",
            )
        )
    return Gathered(figures=tuple(figures))


def begin_highlights(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the highlights."""

    def said(key: str) -> str:
        return in_words(parts, key, smallest)

    return (
        f"Audits completed in the period: {said('completed')}; in the year so far: {said('completed_year')}. "
        f"{figure_in(parts, 'good')['label']}: {said('good')} of the grades that count.\n\n"
        f"Actions agreed from the audits of the year so far: {said('actions')}. Done: {said('actions_done')}; "
        f"overdue when the period ended: {said('actions_overdue')}."
    )
