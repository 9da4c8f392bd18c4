"""The charts of audits on the Insights dashboard. Each says its point; grades and compliance checks stand apart."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.urls import reverse

from qa_portal.charts.shapes import BarRow, Bars, Lines, Part
from qa_portal.dashboards.insights import (
    AUDITS,
    WORK,
    Asked,
    Insight,
    by_month,
    in_words,
    register_insight,
    share,
    shares,
    some,
)
from qa_portal.frameworks.vocabulary import Grade

from . import counts

_PROGRESS = (
    Part("Back with the team", "plain"),
    Part("Being checked", "light"),
    Part("Being written", "quiet"),
    Part("Under challenge, not counted", "warn"),
)
_STANDS = (counts.DONE, counts.CHECKED, counts.WRITTEN, counts.CHALLENGED)
_GRADES = (
    Part(Grade.INADEQUATE.label, "bad"),
    Part(Grade.REQUIRES_IMPROVEMENT.label, "warn"),
    Part(Grade.GOOD.label, "good"),
    Part(Grade.OUTSTANDING.label, "strong"),
)


def chart_of_progress(asked: Asked) -> Bars:
    """A bar a cycle that is under way; it leads to the cycle."""
    numbers: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in asked.of(counts.PROGRESS):
        numbers[row.along, row.within][row.stands] += row.number
    rows = tuple(
        BarRow(label, tuple(found[s] for s in _STANDS), (reverse("cycle", args=[int(pk)]),) * len(_STANDS))
        for (pk, label), found in sorted(numbers.items(), key=lambda pair: pair[0][1])
    )
    done, number = sum(row.values[0] for row in rows), sum(row.total for row in rows)
    point = (
        f"{done:,} of {number:,} audits of the cycles under way are back with their team"
        if number
        else "No cycle is under way"
    )
    return Bars("progress", point, "Audits of the cycles under way", "Cycle", _PROGRESS, rows)


def chart_of_grades(asked: Asked) -> Bars:
    """The overall grades, month by month."""
    numbers: Counter[tuple] = Counter()
    for row in asked.of(counts.GRADES):
        numbers[row.month, row.along] += row.number
    rows = tuple(
        BarRow(in_words(month), tuple(numbers[month, str(grade)] for grade in Grade))
        for month in asked.months
    )
    number, well = sum(row.total for row in rows), sum(sum(row.values[2:]) for row in rows)
    point = f"Good or Outstanding: {share(well, number)} of the audits of practice"
    return Bars("grades", point, "Overall grades, by the month of the return", "Month", _GRADES, rows)


def chart_of_compliance(asked: Asked) -> Lines:
    """Compliance checks, apart from graded audits: the share of what was found to be as it must be (WAL-29)."""
    rows = asked.of(counts.COMPLIANCE)
    percent, notes = shares(rows, asked.months)
    total = by_month(rows, asked.months).values()
    point = (
        "Compliance checks: answered with Yes, "
        f"{share(sum(number for number, _ in total), sum(of for _, of in total))}"
    )
    return Lines(
        "compliance",
        point,
        "Answers to compliance checks that are Yes, by the month of the return. They have no grade",
        "Month",
        tuple(in_words(month) for month in asked.months),
        (Part("Answered with Yes"),),
        (percent,),
        unit="%",
        top=100,
        notes=(notes,),
    )


def chart_of_themes(asked: Asked) -> Bars:
    """The themes of audits, those found most often first."""
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    for row in asked.of(counts.THEMES):
        numbers[row.along][row.stands] += row.number
    rows = tuple(
        BarRow(theme, (found["strength"], found["risk"]))
        for theme, found in sorted(numbers.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    )
    risks = sorted(rows, key=lambda row: -row.values[1])
    point = (
        f"“{risks[0].label}” was found as a risk most often: {some(risks[0].values[1], 'time', 'times')}"
        if risks and risks[0].values[1]
        else "Themes that audits were tagged with"
    )
    parts = (Part("A strength", "good"), Part("A risk", "warn"))
    return Bars("themes", point, "Audits tagged with each theme, in twelve months", "Theme", parts, rows)


def chart_of_alerts(asked: Asked) -> Bars:
    """The safety alerts that are open, by rung."""
    numbers: Counter[tuple[int, str]] = Counter()
    for row in asked.of(counts.ALERTS_OPEN):
        numbers[int(row.along), row.within] += row.number
    rows = tuple(BarRow(name, (number,)) for (_rung, name), number in sorted(numbers.items()))
    open_now = sum(row.total for row in rows)
    raised = sum(number for number, _ in by_month(asked.of(counts.ALERTS_RAISED), asked.months).values())
    are = some(open_now, "safety alert is", "safety alerts are")
    point = f"{are} open; {raised:,} raised in twelve months"
    return Bars(
        "alerts", point, "Open safety alerts, by the rung that has them", "Rung", (Part("Open"),), rows
    )


def register_charts() -> None:
    """Put the charts on the dashboard; called when the app loads."""
    for key, section, order, measures, chart in (
        ("audits.progress", AUDITS, 10, (counts.PROGRESS,), chart_of_progress),
        ("audits.grades", AUDITS, 20, (counts.GRADES,), chart_of_grades),
        ("audits.themes", AUDITS, 30, (counts.THEMES,), chart_of_themes),
        ("audits.compliance", AUDITS, 40, (counts.COMPLIANCE,), chart_of_compliance),
        ("audits.alerts", WORK, 20, (counts.ALERTS_OPEN, counts.ALERTS_RAISED), chart_of_alerts),
    ):
        register_insight(Insight(key, section, order, measures, chart))
