"""The cohort of a cycle analysed as one: scaled questions, overall grades and family feedback side by side (MER-06)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import mean
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, When

from audits.models import Answer, Audit, Cycle, FamilyVoice, GoodPractice
from qa_portal import clock
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import AnswerKind, Grade
from qa_portal.people.directory import directory
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, WordTable, figure_in
from qa_portal.reporting.kinds import Scope, Sheet, SheetRow, Thing
from qa_portal.reporting.shown import said as in_words

from .counted import TONES, challenged_at, grades_of
from .monthly import UNCOUNTED
from .progress import actions_of
from .sheets import AUDITS, rows_of

#: How many cycles back a report can be drafted.
MOST_CYCLES = 24
#: What a family says of how much the help has helped, 0 to 10, in three bands.
BANDS = ((0, 4), (5, 7), (8, 10))
NOT_HEARD = "Not heard"


def cycles_of(team: int) -> list[Thing]:
    """The cycles of a service and of the teams under it that were sent, the newest first."""
    found = Cycle.objects.filter(team__in=directory().teams_under(team), sent_at__isnull=False)
    return [
        Thing(cycle.pk, f"{cycle}, {cycle.team}: {cycle.focus}"[:200], cycle.begins_on, cycle.ends_on)
        for cycle in found.select_related("team", "framework").order_by("-month", "-pk")[:MOST_CYCLES]
    ]


def cohort_of(scope: Scope) -> QuerySet[Audit]:
    """The audits of a report's cycle, but for those that were withdrawn; ``counts``: whether its grade counted when the
    figures were gathered, back with the team and unchallenged (WAL-25)."""
    found = Audit.objects.filter(cycle=scope.about).exclude(state=Audit.State.WITHDRAWN)
    is_back = Q(returned_at__lt=scope.looked_at) & ~challenged_at(scope.looked_at)
    return found.annotate(
        counts=Case(When(is_back, then=True), default=False, output_field=BooleanField())
    ).order_by("pk")


def counted(audits: Iterable[Audit]) -> list[Audit]:
    """Those whose grade counts."""
    return [audit for audit in audits if audit.counts]


def progress_part(scope: Scope) -> Gathered:
    """How far the cycle has got, and the overall grades by team."""
    audits = list(cohort_of(scope).select_related("team"))
    counts = {audit.pk for audit in counted(audits)}
    grades = grades_of(scope.policy)
    columns = [*(key for key, _ in grades), ""]
    by_team = Counter(
        (audit.team.name if audit.team else "No team", audit.grade if audit.pk in counts else "")
        for audit in audits
    )
    done = sum(audit.submitted_at is not None and audit.submitted_at < scope.looked_at for audit in audits)
    good = sum(by_team[team, grade] for team, grade in by_team if grade in (Grade.GOOD, Grade.OUTSTANDING))
    return Gathered(
        figures=(
            Figure("allocated", "Reviews in the cycle", len(audits)),
            Figure("completed", "Completed", done, len(audits)),
            Figure(
                "graded",
                "Back with the team, so counted",
                len(counts),
                len(audits),
                adds=("grades_by_team", *(label for _, label in grades)),
            ),
            Figure(
                "good",
                f"{grades[1][1]} or {grades[0][1].lower()}",
                good,
                len(counts),
                adds=("grades_by_team", grades[0][1], grades[1][1]),
            ),
        ),
        grids=(
            Grid(
                "grades_by_team",
                "Overall grades, by team",
                "Team",
                (*(label for _, label in grades), UNCOUNTED),
                tuple(
                    Line(team, tuple(by_team[team, column] for column in columns))
                    for team in sorted({team for team, _ in by_team})
                ),
                across=True,
                tones=(*(TONES[Grade(key)] for key, _ in grades), "quiet"),
                point=f"{good} of {len(counts)} overall grades were {grades[1][1].lower()} or better",
            ),
        ),
    )


def questions_part(scope: Scope) -> Gathered:
    """Every judged question of the tool, over the reviews that count."""
    audits = counted(cohort_of(scope))
    grades = grades_of(scope.policy)
    counts: Counter[tuple[str, str]] = Counter()
    points: dict[str, list[int]] = {}
    for answer in Answer.objects.filter(audit__in=[audit.pk for audit in audits]):
        counts[answer.question_id, answer.grade if answer.applies else ""] += 1
        point = answer.point_after if answer.point_after is not None else answer.point
        if answer.applies and point is not None:
            points.setdefault(answer.question_id, []).append(point)
    questions = [question for question in _tool(scope).questions if question.is_judged]
    columns = [*(key for key, _ in grades), ""]
    means = tuple(
        (question.text, f"{mean(found):.1f}", f"{min(found)} to {max(found)}", str(len(found)))
        for question in questions
        if question.answer == AnswerKind.SCALED and (found := points.get(question.id))
    )
    tables = (
        WordTable(
            "means",
            "Scaled questions: points",
            ("Question", "Mean", "Lowest to highest", "Reviews"),
            means,
            is_inside=True,
        ),
    )
    return Gathered(
        grids=(
            Grid(
                "questions",
                "Judged questions, over the reviews that count",
                "Question",
                (*(label for _, label in grades), "Not applicable"),
                tuple(
                    Line(question.text, tuple(counts[question.id, column] for column in columns))
                    for question in questions
                ),
                total=False,
                tones=(*(TONES[Grade(key)] for key, _ in grades), "quiet"),
                point="Where practice is strong, and where it isn’t, question by question",
            ),
        ),
        tables=tables if means else (),
    )


def _tool(scope: Scope) -> Any:
    cycle = Cycle.objects.select_related("framework").get(pk=scope.about)
    return cycle.tool


def families_part(scope: Scope) -> Gathered:
    """What families and young people say, beside the overall grades (MER-20)."""
    audits = list(cohort_of(scope))
    counts = {audit.pk: audit.grade for audit in counted(audits)}
    heard = FamilyVoice.objects.filter(
        audit__in=[audit.pk for audit in audits], recorded_at__lt=scope.looked_at
    ).order_by("pk")
    voices = list(heard)
    helped: dict[int, list[int]] = {}
    for voice in voices:
        if voice.helped is not None:
            helped.setdefault(voice.audit_id, []).append(voice.helped)
    beside: Counter[tuple[str, str]] = Counter()
    for pk, grade in counts.items():
        said = helped.get(pk)
        beside[grade, _band(mean(said)) if said else NOT_HEARD] += 1
    bands = [f"{low} to {high}" for low, high in BANDS]
    every = [number for found in helped.values() for number in found]
    return Gathered(
        figures=(
            Figure(
                "heard",
                "Reviews in which somebody of the family was heard",
                len({v.audit_id for v in voices}),
                len(audits),
            ),
            Figure(
                "helped",
                "How much the help has helped, mean",
                round(mean(every), 1) if every else None,
                len(helped),
                unit="of 10",
            ),
        ),
        grids=(
            Grid(
                "families_beside_grades",
                "How much the help has helped, as families say, beside the overall grade",
                "Overall grade",
                (*bands, NOT_HEARD),
                tuple(
                    Line(label, tuple(beside[key, column] for column in (*bands, NOT_HEARD)))
                    for key, label in grades_of(scope.policy)
                ),
                across=True,
                means="0: nothing has got better; 10: all has. Where several of a family were heard, their mean.",
            ),
        ),
        tables=(
            WordTable(
                "voices",
                "In their own words",
                ("Who", "What they said"),
                tuple((voice.get_speaker_display(), voice.words) for voice in voices if voice.words),
                is_inside=True,
            ),
        ),
    )


def _band(value: float) -> str:
    low, high = next((low, high) for low, high in reversed(BANDS) if value >= low)
    return f"{low} to {high}"


def good_part(scope: Scope) -> Gathered:
    """Good practice of the cycle that is in the library: nobody can be told from it (MER-18)."""
    rows = GoodPractice.objects.filter(state=GoodPractice.State.PUBLISHED, audit__cycle=scope.about)
    return Gathered(
        tables=(
            WordTable(
                "examples",
                "Examples of good practice from the library",
                ("Example", "Theme", "What was done, and what difference it made"),
                tuple(
                    (each.title, policy_of(each.audit.framework).theme_label(each.theme), each.text)
                    for each in rows.select_related("audit__framework").order_by("decided_at", "pk")
                ),
            ),
        )
    )


def themes_of_cycle(scope: Scope) -> Gathered:
    """The themes that were tagged in the reviews that count."""
    found: Counter[tuple[str, str]] = Counter()
    for audit in counted(cohort_of(scope)):
        found.update(audit.themes.items())
    keys = sorted(
        {key for key, _ in found}, key=lambda key: (-found[key, "risk"] - found[key, "strength"], key)
    )
    return Gathered(
        grids=(
            Grid(
                "themes",
                "Themes",
                "Theme",
                ("Strength", "Risk"),
                tuple(
                    Line(scope.policy.theme_label(key), (found[key, "strength"], found[key, "risk"]))
                    for key in keys
                ),
                total=False,
                tones=("good", "warn"),
                point="Themes, as strengths and as risks",
            ),
        )
    )


def actions_part(scope: Scope) -> Gathered:
    """How far the actions from the cycle's reviews have got (MER-08)."""
    until = scope.looked_at
    yesterday = clock.london_date(until) - dt.timedelta(days=1)
    return actions_of([audit.pk for audit in cohort_of(scope)], until, yesterday, "the cycle’s reviews")


def begin_findings(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the key findings."""

    def said(key: str) -> str:
        return in_words(parts, key, smallest)

    return (
        f"Reviews in the cycle: {said('allocated')}. {figure_in(parts, 'good')['label']}: {said('good')}.\n\n"
        f"Somebody of the family was heard in {said('heard')} reviews."
    )


def cohort_rows(scope: Scope) -> Iterator[SheetRow]:
    """A row for each review of the cycle."""
    return rows_of(Audit.objects.filter(cycle=scope.about), scope.looked_at)


COHORT = Sheet("reviews", "Reviews", AUDITS.headings, AUDITS.widths, cohort_rows)
