"""The parts of a report on disputes. How many there are is neither good nor bad: raising one is good practice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from disputes.models import Qap
from qa_portal.people.directory import directory
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line
from qa_portal.reporting.kinds import Part, Scope
from qa_portal.reporting.periods import months_between
from qa_portal.reporting.shown import said as in_words

from .counted import (
    ANSWERED,
    BYPASSED,
    INFORMAL,
    SILENT,
    UNDER_WAY,
    Counted,
    closed_in,
    commended_in,
    fostering,
    in_time,
    middle_of,
    raised_in,
    referrals_in,
)

_OPEN_AND_CLOSED = ("Still open", "Closed")
_NEUTRAL = ("light", "plain")


def parts_for(narrowed: Callable[[], Q] | None = None) -> list[Part]:
    """Every part, over the disputes of a service or over those that ``narrowed`` leaves."""

    def of(gather: Callable[[Scope, Q | None], Gathered]) -> Callable[[Scope], Gathered]:
        return lambda scope: gather(scope, narrowed() if narrowed else None)

    return [
        Part("volumes", "Disputes raised", of(volumes), 10),
        Part("stages", "Stages", of(stages), 20),
        Part("in_time", "Answered and resolved in time", of(timeliness), 30),
        Part("outcomes", "Outcomes", of(outcomes), 40),
        Part("child", "The child", of(children), 50),
        Part("beside", "Beside the disputes", of(beside), 60),
    ]


def of_fostering() -> list[Part]:
    """The parts over what concerns fostering alone (MER-23)."""
    return parts_for(fostering)


def volumes(scope: Scope, narrowed: Q | None = None) -> Gathered:
    """How many were raised: by month, theme, team and kind of case (NEW-08)."""
    raised = raised_in(scope, narrowed)
    closed = closed_in(scope, narrowed)
    praised = commended_in(scope, narrowed)
    names = directory().team_names
    by_month = tuple(
        Line(
            f"{month:%B %Y}",
            tuple(
                sum(day.replace(day=1) == month for day in days)
                for days in (
                    [each.on for each in raised],
                    [each.closed_on for each in closed if each.closed_on],
                    [day for day, _ in praised],
                )
            ),
        )
        for month in months_between(scope.first, scope.last)
    )
    return Gathered(
        figures=(
            Figure("raised", "Disputes raised in the period", len(raised)),
            Figure(
                "raised_closed",
                "Of these, closed by its end",
                sum(not d.is_open for d in raised),
                len(raised),
                adds=("by_theme", _OPEN_AND_CLOSED[1]),
            ),
            Figure("closed", "Disputes closed in the period, whenever raised", len(closed)),
            Figure("commended", "Good practice commended", len(praised)),
        ),
        grids=(
            Grid(
                "by_month",
                "Raised, closed and commended, by month",
                "Month",
                ("Disputes raised", "Disputes closed", "Commendations"),
                by_month,
            ),
            _by("by_theme", "Disputes raised, by theme", "Theme", raised, lambda each: each.theme),
            _by(
                "by_team",
                "Disputes raised, by service or team",
                "Service or team",
                raised,
                lambda each: names.get(each.unit, "Other"),
            ),
            _by(
                "by_kind", "Disputes raised, by kind of case", "Kind of case", raised, lambda each: each.kind
            ),
        ),
    )


def _by(
    key: str, caption: str, heading: str, disputes: Iterable[Counted], of: Callable[[Counted], str]
) -> Grid:
    counts = Counter((of(each), each.is_open) for each in disputes)
    lines = sorted({label for label, _ in counts})
    return Grid(
        key,
        caption,
        heading,
        _OPEN_AND_CLOSED,
        tuple(Line(label, (counts[label, True], counts[label, False])) for label in lines),
        across=True,
        tones=_NEUTRAL,
        point=caption,
    )


def stages(scope: Scope, narrowed: Q | None = None) -> Gathered:
    """By the highest stage that a dispute came to, and what the request of each stage came to (NEW-08, LAW-04)."""
    raised = raised_in(scope, narrowed)
    opened = [(level, name, stood) for each in raised for level, name, stood in each.levels]
    stood = (ANSWERED, SILENT, BYPASSED, UNDER_WAY)
    counts = Counter((level, name, how) for level, name, how in opened)
    highest = Counter(
        (max(each.levels)[:2] if each.levels else (0, INFORMAL), each.is_open) for each in raised
    )
    return Gathered(
        grids=(
            Grid(
                "by_stage",
                "Disputes raised, by the highest stage that they came to",
                "Highest stage",
                _OPEN_AND_CLOSED,
                tuple(
                    Line(where[1], (highest[where, True], highest[where, False]))
                    for where in sorted({where for where, _ in highest})
                ),
                across=True,
                tones=_NEUTRAL,
                point="Disputes raised, by the highest stage that they came to",
            ),
            Grid(
                "stages_opened",
                "Stages opened, by what their request came to",
                "Stage",
                stood,
                tuple(
                    Line(name, tuple(counts[level, name, how] for how in stood))
                    for level, name in sorted({(level, name) for level, name, _ in opened})
                ),
                across=True,
                means="A stage that was opened again counts again.",
            ),
        )
    )


def timeliness(scope: Scope, narrowed: Q | None = None) -> Gathered:
    """The two measures apart, and how long the formal process took (LAW-07, MER-13)."""
    answered, resolved = in_time(scope, narrowed)
    days = [each.days for each in closed_in(scope, narrowed) if each.days is not None]
    within = sum(each.days <= each.cap for each in closed_in(scope, narrowed) if each.days is not None)
    bands = ((0, 5), (6, 10), (11, 15), (16, 20), (21, 30), (31, None))
    return Gathered(
        sentences=(
            "Answered in time is the manager’s measure, resolved in time the dispute’s. Each goes by the first date: "
            "an agreed extension still counts late. A request or dispute counts in the period in which its time was "
            "decided: on the day it was done where that was in time, else on the day on which its time ran out.",
        ),
        figures=(
            Figure("answered", "Requests answered in time", answered.done, answered.of),
            Figure("resolved", "Disputes resolved in time", resolved.done, resolved.of),
            Figure(
                "within_cap",
                "Formal process over within its limit",
                within,
                len(days),
                means="of disputes closed in the period that had a formal stage",
            ),
            Figure("median_days", "Formal process, median", middle_of(days), len(days), unit="working days"),
            Figure(
                "longest_days",
                "Formal process, longest",
                max(days, default=None),
                len(days),
                unit="working days",
            ),
        ),
        grids=(
            Grid(
                "durations",
                "How long the formal process took",
                "Working days",
                ("Disputes closed",),
                tuple(
                    Line(
                        f"{low} to {high}" if high else "More than 30",
                        (sum(low <= each <= (high or each) for each in days),),
                    )
                    for low, high in bands
                ),
                means="From the first formal request to the end of the dispute, across all stages.",
            ),
        ),
    )


def outcomes(scope: Scope, narrowed: Q | None = None) -> Gathered:
    """How those that were raised in the period had ended by its end, and referrals to Cafcass."""
    raised = raised_in(scope, narrowed)
    counts = Counter(each.outcome or "Still open" for each in raised)
    order = sorted(counts, key=lambda label: (label == "Still open", label))
    return Gathered(
        figures=(
            Figure("referrals", "Referrals to Cafcass made in the period", referrals_in(scope, narrowed)),
        ),
        grids=(
            Grid(
                "by_outcome",
                "Disputes raised, by outcome at the end of the period",
                "Outcome",
                ("Disputes",),
                tuple(Line(label, (counts[label],)) for label in order),
                tones=("plain",),
                point="Disputes raised, by outcome",
            ),
        ),
    )


def children(scope: Scope, narrowed: Q | None = None) -> Gathered:
    """Whether the concern was first taken up informally, and whether the child was told and offered an advocate."""
    raised = raised_in(scope, narrowed)
    return Gathered(
        figures=(
            Figure(
                "tried", "First taken up informally", sum(each.tried == "yes" for each in raised), len(raised)
            ),
            Figure("told", "The child was told", sum(each.told for each in raised), len(raised)),
            Figure("advocate", "An advocate was offered", sum(each.advocate for each in raised), len(raised)),
        )
    )


def beside(scope: Scope, narrowed: Q | None = None) -> Gathered:
    """The quality assurance processes of the period, and what was commended, by theme (NEW-12)."""
    qaps = Qap.objects.filter(
        narrowed or Q(), subject__team__in=scope.teams, raised_at__gte=scope.begins, raised_at__lt=scope.ends
    )
    ended = qaps.filter(ended_at__lt=scope.ends).count()
    praised = Counter(theme for _, theme in commended_in(scope, narrowed))
    return Gathered(
        figures=(
            Figure("qaps", f"{scope.policy.terms.qap}: started", number := qaps.count()),
            Figure("qaps_ended", "Of these, ended by the end of the period", ended, number),
        ),
        grids=(
            Grid(
                "praise_by_theme",
                "Good practice commended, by theme",
                "Theme",
                ("Commendations",),
                tuple(Line(theme, (praised[theme],)) for theme in sorted(praised)),
            ),
        ),
    )


def begin_summary(parts: list[dict[str, Any]], smallest: int) -> str:
    """The first version of the summary."""

    def said(key: str) -> str:
        return in_words(parts, key, smallest)

    return (
        f"Disputes raised in the period: {said('raised')}. Disputes closed: {said('closed')}. Good practice commended: "
        f"{said('commended')}.\n\nRequests answered in time: {said('answered')}. Disputes resolved in time: "
        f"{said('resolved')}. The formal process took {said('median_days')} in the median."
    )
