"""What the Insights dashboard shows of disputes: counted regularly, drawn as charts (LAW-07, NEW-08, NEW-12).

How many disputes there are is never shown as bad: a service in which concerns are raised may be the safer one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from disputes.measures import IN_TIME, answers, caps, decided_by
from disputes.models import Commendation, Dispute, DisputeStage
from disputes.words import outcome_label
from qa_portal import clock
from qa_portal.charts.shapes import BarRow, Bars, Lines, Part
from qa_portal.dashboards.insights import (
    DISPUTES,
    Asked,
    Insight,
    by_month,
    counted_since,
    in_words,
    month_of,
    register_insight,
    share,
    shares,
    some,
)
from qa_portal.deadlines.models import Deadline
from qa_portal.figures.measures import AN_HOUR, Measure, Row, register_measure

OPEN, RAISED, ENDED = "disputes.open", "disputes.raised", "disputes.ended"
ANSWERED, RESOLVED, COMMENDED = "disputes.answered", "disputes.resolved", "disputes.commended"

State = DisputeStage.State
#: Whose turn it is in a stage, as the chart tells it.
_TURNS = {
    "manager": ("With the manager", "plain", (State.SENT,)),
    "officer": (
        "With the reviewing officer",
        "light",
        (State.DRAFTED, State.RETURNED, State.ANSWERED, State.UNANSWERED, State.SENT_BACK),
    ),
    "confirmer": ("Waiting for confirmation", "strong", (State.CONCLUDED,)),
    "later": ("Opens later, or no stage yet", "quiet", (State.SCHEDULED,)),
}


# -- counted ------------------------------------------------------------------------------------------------


def count_open() -> Iterator[Row]:
    """The disputes that aren't closed, by the level of their open stage and whose turn it is."""
    turns = {str(state): turn for turn, (_, _, states) in _TURNS.items() for state in states}
    rows: Counter[tuple] = Counter()
    stages = DisputeStage.objects.exclude(state__in=DisputeStage.ENDED).select_related(
        "dispute__framework", "dispute__subject"
    )
    for stage in stages.iterator(chunk_size=2000):
        team = stage.dispute.subject.team_id
        rows[team, stage.level, stage.name, turns[str(stage.state)]] += 1
    waiting = Dispute.objects.exclude(state=Dispute.State.CLOSED).exclude(
        stages__in=DisputeStage.objects.exclude(state__in=DisputeStage.ENDED)
    )
    for team, number in waiting.order_by().values_list("subject__team").annotate(number=Count("pk")):
        rows[team, 0, "No formal stage", "later"] += number
    for (team, level, name, turn), number in rows.items():
        yield Row(number, team=team, along=str(level), within=name, stands=turn)


def count_raised() -> Iterator[Row]:
    """The disputes that were raised, by month and theme."""
    yield from _themed(Dispute.objects.filter(raised_at__gte=counted_since()))


def count_commended() -> Iterator[Row]:
    """Commendations, beside them (NEW-12)."""
    yield from _themed(Commendation.objects.filter(raised_at__gte=counted_since()))


def _themed(rows: QuerySet) -> Iterator[Row]:
    grouped = (
        rows.select_related("framework")
        .annotate(month=month_of("raised_at"))
        .order_by()
        .only("theme", "framework", "subject__team")
        .select_related("framework", "subject")
    )
    numbers: Counter[tuple] = Counter()
    for each in grouped.iterator(chunk_size=2000):
        label = each.policy.theme_label(each.theme) if each.theme else "No theme"
        numbers[each.subject.team_id, each.month, each.theme, label[:80]] += 1
    for (team, month, theme, label), number in numbers.items():
        yield Row(number, team=team, month=month, along=theme, within=label)


def count_ended() -> Iterator[Row]:
    """The disputes that were closed, by month and outcome."""
    numbers: Counter[tuple] = Counter()
    closed = Dispute.objects.filter(closed_at__gte=counted_since()).annotate(month=month_of("closed_at"))
    closed = closed.order_by().select_related("framework", "subject")
    for each in closed.only("closing_outcome", "framework", "subject__team").iterator(chunk_size=2000):
        numbers[each.subject.team_id, each.month, _outcome(each)[:80]] += 1
    for (team, month, outcome), number in numbers.items():
        yield Row(number, team=team, month=month, along=outcome)


def _outcome(dispute: Any) -> str:
    if dispute.closing_outcome == "resolved_informally":
        return "Resolved informally"
    if not dispute.closing_outcome:
        return "Referred to Cafcass"
    return outcome_label(dispute, dispute.closing_outcome)


def count_answered() -> Iterator[Row]:
    """Of the requests whose time is decided, those that were answered by their first date (LAW-07)."""
    return _in_time(answers())


def count_resolved() -> Iterator[Row]:
    """Of the disputes whose limit is decided, those that were closed by it (LAW-07)."""
    return _in_time(caps())


def _in_time(which: Q) -> Iterator[Row]:
    decided = decided_by(clock.now())
    grouped = (
        Deadline.objects.filter(which & decided, first_due_at__gte=counted_since())
        .order_by()
        .annotate(month=month_of("first_due_at"), team=F("subject__team"))
        .values_list("team", "month")
        .annotate(number=Count("pk", filter=IN_TIME), out_of=Count("pk"))
    )
    for team, month, number, out_of in grouped:
        yield Row(number, out_of, team=team, month=month)


# -- drawn --------------------------------------------------------------------------------------------------


def chart_of_open(asked: Asked) -> Bars:
    """By level; each bar leads to the register."""
    numbers: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for row in asked.of(OPEN):
        numbers[int(row.along), row.within][row.stands] += row.number
    rows = []
    for (level, name), found in sorted(numbers.items()):
        filters = {"state": "open", "level": level} if level else {"state": "informal"}
        url = asked.url("dispute_register", **filters)
        rows.append(BarRow(name, tuple(found[turn] for turn in _TURNS), (url,) * len(_TURNS)))
    number, asked_of = sum(row.total for row in rows), sum(row.values[0] for row in rows)
    waits = some(asked_of, "waits", "wait")
    point = (
        f"{some(number, 'dispute is', 'disputes are')} open; {waits} for a manager"
        if number
        else "No dispute is open"
    )
    parts = tuple(Part(label, tone) for label, tone, _ in _TURNS.values())
    return Bars("open", point, "Open disputes, by stage and whose turn it is", "Stage", parts, tuple(rows))


def chart_of_themes(asked: Asked) -> Bars:
    """What disputes and commendations were about."""
    numbers: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for measure in (RAISED, COMMENDED):
        for row in asked.of(measure):
            numbers[row.within, row.along][measure] += row.number
    rows = tuple(
        BarRow(
            label,
            (found[RAISED], found[COMMENDED]),
            (asked.url("dispute_register", theme=theme) if theme else "", ""),
        )
        for (label, theme), found in sorted(numbers.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    )
    raised, commended = (sum(row.values[n] for row in rows) for n in (0, 1))
    times = some(commended, "time", "times")
    point = f"{some(raised, 'dispute was', 'disputes were')} raised, and good practice was commended {times}"
    parts = (Part("Disputes raised", "plain"), Part("Commendations", "light"))
    return Bars("themes-of-disputes", point, "By theme, in twelve months", "Theme", parts, rows)


def chart_of_outcomes(asked: Asked) -> Bars:
    """How disputes ended."""
    numbers: Counter[str] = Counter()
    for row in asked.of(ENDED):
        numbers[row.along] += row.number
    rows = tuple(BarRow(outcome, (number,)) for outcome, number in numbers.most_common())
    point = (
        f"{some(numbers.total(), 'dispute was', 'disputes were')} closed; most often: {rows[0].label}"
        if rows
        else "No dispute was closed in twelve months"
    )
    about = "Disputes that were closed in twelve months, by outcome"
    return Bars("outcomes", point, about, "Outcome", (Part("Closed"),), rows)


def chart_of_time(asked: Asked) -> Lines:
    """The two measures, kept apart, each with numerator and denominator."""
    said, values, notes = [], [], []
    for measure in (ANSWERED, RESOLVED):
        percent, words = shares(asked.of(measure), asked.months)
        total = by_month(asked.of(measure), asked.months).values()
        said.append(share(sum(number for number, _ in total), sum(of for _, of in total)))
        values.append(percent)
        notes.append(words)
    return Lines(
        "in-time",
        f"Answered in time: {said[0]}. Resolved in time: {said[1]}",
        "By the month of the first date: requests that managers answered by it, disputes that were resolved by it",
        "Month",
        tuple(in_words(month) for month in asked.months),
        (Part("Answered in time", "plain"), Part("Resolved in time", "strong")),
        tuple(values),
        unit="%",
        top=100,
        notes=tuple(notes),
    )


def register_insights() -> None:
    """Have it counted and shown; called when the app loads."""
    register_measure(Measure(OPEN, count_open))
    for key, count in (
        (RAISED, count_raised),
        (ENDED, count_ended),
        (ANSWERED, count_answered),
        (RESOLVED, count_resolved),
        (COMMENDED, count_commended),
    ):
        register_measure(Measure(key, count, every=AN_HOUR))
    register_insight(Insight("disputes.time", DISPUTES, 10, (ANSWERED, RESOLVED), chart_of_time))
    register_insight(Insight("disputes.open", DISPUTES, 20, (OPEN,), chart_of_open))
    register_insight(Insight("disputes.themes", DISPUTES, 30, (RAISED, COMMENDED), chart_of_themes))
    register_insight(Insight("disputes.outcomes", DISPUTES, 40, (ENDED,), chart_of_outcomes))
