"""The report of a thematic review, and thematic reviews in the quarterly and annual reports (KNO-10, KNO-23)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q

from audits.models import ThematicReview
from audits.reporting.counted import grades_of
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import ReportName
from qa_portal.improvement.queries import because_of, owner_in_words
from qa_portal.people.directory import directory
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, WordTable, figure_in
from qa_portal.reporting.kinds import Narrative, Part, ReportKind, Scope, Thing, register_kind, register_part
from qa_portal.reporting.periods import PeriodKind

from .queries import cases_of, parts_of

#: How many reviews back a report can be drafted.
MOST = 24


def register_thematic_reports() -> None:
    """Make the report known, and the part of others; called when the app loads."""
    register_kind(
        ReportKind(
            ReportName.THEMATIC,
            PeriodKind.THING,
            (
                Narrative(
                    "findings", "Findings", "The analysis, with what the families said.", begin_findings
                ),
                Narrative("good", "What is to be celebrated", "Good practice, and what makes it work."),
                Narrative("recommendations", "Recommendations", "What the action plan is to achieve."),
            ),
            reviews_of,
        )
    )
    for place, (key, heading, gather) in enumerate(
        (
            ("cases", "The cases", cases_part),
            ("found", "What was found, and what it changes", found_part),
            ("plan", "Action plan", plan_part),
            ("celebrated", "Celebrated practice, for training", celebrated_part),
        ),
        1,
    ):
        register_part(ReportName.THEMATIC, Part(key, heading, gather, 10 * place))
    for name in (ReportName.QUARTERLY, ReportName.ANNUAL):
        register_part(name, Part("thematic", "Thematic reviews", reviews_part, 91))


def reviews_of(team: int) -> list[Thing]:
    """The thematic reviews of a service and of the teams under it that have begun, the newest first."""
    found = ThematicReview.objects.filter(
        activity__team__in=directory().teams_under(team), begun_at__isnull=False
    ).select_related("activity")
    return [
        Thing(review.pk, review.activity.title, review.activity.begins_on, review.activity.ends_on)
        for review in found.order_by("-activity__begins_on", "-pk")[:MOST]
    ]


def _review(scope: Scope) -> ThematicReview:
    return ThematicReview.objects.select_related("activity", "framework").get(pk=scope.about)


def cases_part(scope: Scope) -> Gathered:
    """How many cases, their three parts, their grades."""
    cases = cases_of(_review(scope))
    parts = [parts_of(case) for case in cases]
    complete = [case for case, part in zip(cases, parts, strict=True) if part.is_complete]
    heard = [case for case in complete if case.heard]
    held = sum(case.audit.conversation_held_on is not None for case in complete)
    grades = Counter(case.audit.grade for case in complete)
    return Gathered(
        figures=(
            Figure("cases", "Cases reviewed", len(complete), len(cases)),
            Figure("discussed", "Discussed with the worker", held, len(complete)),
            Figure("families", "Families heard", len(heard), len(complete)),
            Figure(
                "informed",
                "Families informed in writing of what was done with it",
                sum(case.informed == case.heard for case in heard),
                len(heard),
            ),
        ),
        grids=(
            Grid(
                "thematic_grades",
                "Overall grades",
                "Grade",
                ("Cases",),
                tuple(Line(label, (grades[key],)) for key, label in grades_of(scope.policy)),
            ),
        ),
    )


def found_part(scope: Scope) -> Gathered:
    """The findings of its activity, each with what it is to change (KNO-22)."""
    findings = _review(scope).activity.findings.prefetch_related("links")
    return Gathered(
        tables=(
            WordTable(
                "thematic_findings",
                "What was found",
                ("What was found", "What it changes", "What is to change there"),
                tuple(
                    (
                        finding.words,
                        ", ".join(link.get_area_display() for link in finding.links.all()),
                        finding.to_change,
                    )
                    for finding in findings
                ),
            ),
        )
    )


def plan_part(scope: Scope) -> Gathered:
    """The SMART plan that the report ends in (KNO-10)."""
    rows = tuple(
        (action.what, action.success, owner_in_words(action), weekday_date(action.due_on))
        for action in because_of(_review(scope).activity)
    )
    columns = ("What is to be done", "How we shall know", "Who", "By")
    return Gathered(tables=(WordTable("thematic_plan", "Action plan", columns, rows),))


def celebrated_part(scope: Scope) -> Gathered | None:
    """What is celebrated, in words that name nobody; None for nothing."""
    found = _review(scope).cases.filter(celebrated_on__isnull=False).order_by("celebrated_on", "pk")
    rows = tuple((weekday_date(case.celebrated_on), case.celebrated) for case in found)
    return Gathered(tables=(_celebrated(rows),)) if rows else None


def _celebrated(rows: tuple[tuple[str, ...], ...]) -> WordTable:
    return WordTable("celebrated", "Celebrated practice", ("When", "What is to be learnt from it"), rows)


def reviews_part(scope: Scope) -> Gathered | None:
    """The thematic reviews of a period, how far each is, and what is celebrated; None where there were none."""
    began = Q(activity__begins_on__lte=scope.last, activity__ends_on__gte=scope.first)
    found = list(
        ThematicReview.objects.filter(began, activity__team__in=scope.teams, begun_at__isnull=False)
        .select_related("activity")
        .prefetch_related("decisions", "cases__audit")
        .order_by("activity__begins_on", "pk")
    )
    if not found:
        return None
    cases = [case for review in found for case in review.cases.all()]
    celebrated = [case for case in cases if case.celebrated_on]
    done = sum(case.audit is not None and case.audit.submitted_at is not None for case in cases)
    return Gathered(
        figures=(
            Figure("thematic_reviews", "Thematic reviews", len(found)),
            Figure("thematic_cases", "Cases reviewed", done, len(cases)),
        ),
        tables=(
            WordTable(
                "thematic_reviews",
                "Thematic reviews",
                ("Theme", "First day", "Where it stands", "What the boards decided"),
                tuple(
                    (
                        review.activity.title,
                        weekday_date(review.activity.begins_on),
                        review.get_state_display(),
                        "; ".join(
                            f"{each.board}, {weekday_date(each.examined_on)}: {each.decision}"
                            for each in review.decisions.all()
                        ),
                    )
                    for review in found
                ),
            ),
            *(
                (
                    _celebrated(
                        tuple((weekday_date(each.celebrated_on), each.celebrated) for each in celebrated)
                    ),
                )
                if celebrated
                else ()
            ),
        ),
    )


def begin_findings(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first words of the findings, from the figures; no number below the smallest that may be told."""
    cases = figure_in(parts, "cases")
    if not cases["number"] or cases["number"] < smallest:
        return ""
    return f"{cases['number']} of {cases['of']} cases were reviewed in pairs."
