"""The monthly highlight report: audits by month and service, grades, actions, outstanding practice, safety."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.contrib.contenttypes.models import ContentType

from audits.models import Assurance, Audit, GoodPractice, SafetyAlert
from qa_portal import clock
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.plan.models import Action
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, WordTable, figure_in
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.shown import figure_in_words

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
            "graded", "Grades that count", len(graded), len(mine), means="back with the team, unchallenged"
        ),
        Figure(
            "good", f"{labels[1]} or {labels[0].lower()}", good, len(graded), means="of grades that count"
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
    return actions_of([audit.pk for audit in of_the_year(scope)], scope.ends, scope.last)


def actions_of(audits: list[int], until: dt.datetime, last: dt.date) -> Gathered:
    """The actions that came from these audits, by priority and where they stood at ``until``, after its last day."""
    kind = ContentType.objects.get_for_model(Audit)
    counts: Counter[tuple[str, str]] = Counter()
    done_late = 0
    rows = Action.objects.filter(about_type=kind, about_id__in=audits, opened_at__lt=until).order_by()
    fields = ("priority", "due_on", "done_at", "verified_at", "dropped_at")
    for priority, due, done, verified, dropped in rows.values_list(*fields):
        if dropped is not None and dropped < until:
            stands = "dropped"
        elif verified is not None and verified < until:
            stands = "verified"
        elif done is not None and done < until:
            stands = "done"
        else:
            stands = "overdue" if due is not None and due <= last else "open"
        counts[priority, stands] += 1
        done_late += stands in ("done", "verified") and clock.london_date(done) > due
    number = sum(counts.values())
    finished = sum(n for (_, stands), n in counts.items() if stands in ("done", "verified"))
    late = sum(n for (_, stands), n in counts.items() if stands == "overdue")
    columns = ("verified", "done", "open", "overdue", "dropped")
    return Gathered(
        figures=(
            Figure("actions", "Actions agreed", number, means="from the audits of the year so far"),
            Figure("actions_done", "Done", finished, number),
            Figure("actions_late", "Done after their date", done_late, finished),
            Figure("actions_overdue", "Overdue when the period ended", late, number),
        ),
        grids=(
            Grid(
                "actions_by_priority",
                "Progress of actions, by priority",
                "Priority",
                ("Done and verified", "Done, to be verified", "To be done", "Overdue", "No longer needed"),
                tuple(
                    Line(label, tuple(counts[str(value), column] for column in columns))
                    for value, label in Action.Priority.choices
                ),
                across=True,
                tones=("good", "light", "plain", "bad", "quiet"),
                point=f"{finished} of {number} actions are done",
            ),
        ),
    )


def outstanding_part(scope: Scope) -> Gathered:
    """Outstanding practice: how much of it was found, and the examples that were put into the library (KNO-06)."""
    mine = of_the_period(scope, of_the_year(scope))
    label = dict(grades_of(scope.policy))[str(Grade.OUTSTANDING)]
    found = sum(audit.grade == Grade.OUTSTANDING for audit in mine)
    return Gathered(
        figures=(Figure("outstanding", f"Graded {label}", found, sum(bool(audit.grade) for audit in mine)),),
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
            audit__team__in=scope.teams, asked_at__gte=scope.begins, asked_at__lt=scope.ends
        ).values_list("asked_at", "assured_at")
        in_time = sum(done is not None and done - at <= within for at, done in asked)
        figures.append(
            Figure(
                "assured",
                f"Safety assured within {scope.policy.lasts('audit_assure')}",
                in_time,
                len(asked),
                means="of those found inadequate in the period",
            )
        )
    return Gathered(figures=tuple(figures))


def begin_highlights(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the highlights."""

    def said(key: str) -> str:
        return figure_in_words(figure_in(parts, key), smallest)

    return (
        f"Audits completed in the period: {said('completed')}; in the year so far: {said('completed_year')}. "
        f"{figure_in(parts, 'good')['label']}: {said('good')} of the grades that count.\n\n"
        f"Actions agreed from the audits of the year so far: {said('actions')}. Done: {said('actions_done')}; "
        f"overdue when the period ended: {said('actions_overdue')}."
    )
