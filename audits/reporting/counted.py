"""The audits that a report counts: those that were completed, each as it stood when the period had ended.

What happens to an audit after the period (its return, a challenge) belongs to the next report; what was wrong and is
put right later is a late correction of this one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from audits.models import Audit, Challenge
from qa_portal import clock
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.frameworks.vocabulary import Grade, Measures
from qa_portal.people.directory import directory
from qa_portal.reporting.figures import Line
from qa_portal.reporting.kinds import Scope
from qa_portal.reporting.periods import months_between

State = Audit.State

#: States in which an audit isn't completed, whatever its dates say.
NOT_COMPLETED = (State.SENT_BACK, State.NOT_ACCEPTED, State.WITHDRAWN)

#: The tones of the grades in a chart.
TONES = {
    Grade.INADEQUATE: "bad",
    Grade.REQUIRES_IMPROVEMENT: "warn",
    Grade.GOOD: "good",
    Grade.OUTSTANDING: "strong",
}


@dataclass(frozen=True)
class Completed:
    """One completed audit as a report counts it. ``grade`` is "" where it doesn't count yet: not returned by then, or
    under challenge (WAL-25)."""

    pk: int
    on: dt.date
    unit: int | None
    grade: str
    is_re_audit: bool


def audits_in(scope: Scope, measures: Measures = Measures.PRACTICE) -> QuerySet[Audit]:
    """The audits of a service's work with tools that measure this: practice, or compliance, which is reported apart
    (WAL-29)."""
    found = Audit.objects.filter(team__in=scope.teams)
    of_compliance = Q(pk__in=[])
    for version, tools in _compliance_tools(found).items():
        of_compliance |= Q(framework=version, tool_key__in=tools)
    return found.filter(of_compliance) if measures == Measures.COMPLIANCE else found.exclude(of_compliance)


def _compliance_tools(audits: QuerySet[Audit]) -> dict[int, list[str]]:
    """The tools of compliance checks, by the framework version that audits were allocated under."""
    versions = FrameworkVersion.objects.filter(pk__in=audits.order_by().values("framework").distinct())
    found = {}
    for version in versions:
        tools = [tool.key for tool in policy_of(version).tools if tool.measures == Measures.COMPLIANCE]
        if tools:
            found[version.pk] = tools
    return found


def completed(
    scope: Scope,
    since: dt.datetime,
    until: dt.datetime,
    measures: Measures = Measures.PRACTICE,
) -> list[Completed]:
    """The audits completed from ``since`` until before ``until``, as they stood at ``until``; the first first."""
    rows = (
        audits_in(scope, measures)
        .filter(submitted_at__gte=since, submitted_at__lt=until)
        .exclude(state__in=[str(state) for state in NOT_COMPLETED])
        .annotate(is_challenged=challenged_at(until))
        .order_by("submitted_at", "pk")
        .values_list("pk", "submitted_at", "team", "grade", "returned_at", "is_challenged", "re_audit_of")
    )
    return [
        Completed(
            pk,
            clock.london_date(at),
            scope.unit_of(team),
            grade if returned is not None and returned < until and not is_challenged else "",
            repeats is not None,
        )
        for pk, at, team, grade, returned, is_challenged, repeats in rows
    ]


def challenged_at(moment: dt.datetime) -> Exists:
    """Whether an audit's grade was under challenge at a moment: an expression over its row."""
    still = Q(resolved_at__isnull=True) | Q(resolved_at__gte=moment)
    return Exists(Challenge.objects.filter(still, audit=OuterRef("pk"), raised_at__lt=moment))


def of_the_year(scope: Scope) -> list[Completed]:
    """The audits completed in the service's year until the period's end."""
    return completed(scope, scope.year_begins, scope.ends)


def of_the_period(scope: Scope, audits: Iterable[Completed]) -> list[Completed]:
    """Those among them that were completed in the period itself."""
    return [audit for audit in audits if scope.first <= audit.on <= scope.last]


# -- how they are laid out -----------------------------------------------------------------------------------------


def units_of(audits: Iterable[Completed]) -> list[tuple[int | None, str]]:
    """The services or teams whose work was audited, by name."""
    names = directory().team_names
    found = {audit.unit for audit in audits}
    return sorted(((unit, names.get(unit, "Other")) for unit in found), key=lambda pair: pair[1])


def grades_of(policy: Framework) -> list[tuple[str, str]]:
    """The four grades with the service's words for them, the highest first."""
    labels = {str(band.grade): band.label for band in policy.scale.bands} if policy.scale else {}
    return [(str(grade), labels.get(str(grade), grade.label)) for grade in reversed(Grade)]


def by_month(scope: Scope, audits: Iterable[Completed], columns: list, of) -> tuple[Line, ...]:
    """A line for each month of the year until the period's end: how many fall into each column (``of`` an audit)."""
    counts = Counter((audit.on.replace(day=1), of(audit)) for audit in audits)
    return tuple(
        Line(f"{month:%B %Y}", tuple(counts[month, column] for column in columns))
        for month in months_between(scope.year_first, scope.last)
    )


def running(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The same lines added up from the first on (KNO-06)."""
    found: list[Line] = []
    for line in lines:
        before = found[-1].numbers if found else (0,) * len(line.numbers)
        found.append(
            Line(line.label, tuple(one + other for one, other in zip(before, line.numbers, strict=True)))
        )
    return tuple(found)
