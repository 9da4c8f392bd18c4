"""The calendar of quality assurance as a person may see it, and as reports tell it (MER-19, KNO-22)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from qa_portal import clock
from qa_portal.deadlines.words import weekday_date
from qa_portal.frameworks.vocabulary import ActivityKind, Learning
from qa_portal.people.directory import directory
from qa_portal.reporting.figures import Figure, Gathered, Grid, Line, WordTable
from qa_portal.reporting.kinds import Scope

from .models import Activity, Finding, FindingLink
from .rules import teams_of_concern

State = Activity.State

#: How many findings a report tells.
MOST_TOLD = 60


def visible_to(user: Any) -> QuerySet[Activity]:
    """The quality assurance team sees all; a manager what concerns their teams; whoever leads one, that one."""
    book = directory()
    if book.is_quality_team(user.pk):
        return Activity.objects.all()
    mine = Q(team__in=teams_of_concern(user)) | Q(lead__in=book.acts_for(user.pk))
    return Activity.objects.filter(mine)


@dataclass(frozen=True)
class Wanted:
    """What the filters of the calendar say; None is not narrowed. Without any: what is to come or unfinished."""

    kind: str | None = None
    state: str | None = None
    team: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def activities_found(user: Any, wanted: Wanted) -> QuerySet[Activity]:
    """Those that the filters leave, in their order."""
    found = visible_to(user)
    if wanted.state is None and wanted.first is None and wanted.last is None:
        found = found.filter(state__in=[State.PLANNED, State.HELD])
    elif wanted.state not in (None, "all"):
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.team is not None:
        found = found.filter(team__in=directory().teams_under(wanted.team))
    if wanted.first:
        found = found.filter(ends_on__gte=wanted.first)
    if wanted.last:
        found = found.filter(begins_on__lte=wanted.last)
    return found.select_related("team", "lead").annotate(found=Count("findings")).order_by("begins_on", "pk")


def links_found(user: Any, area: str | None, shown: str | None) -> QuerySet[FindingLink]:
    """What agreed findings are to change, as far as this person sees the activity; newest first (KNO-22).

    ``shown``: "yes" for what has been shown to have changed, "no" for what hasn't, None for both.
    """
    agreed = visible_to(user).filter(closed_at__isnull=False)
    found = FindingLink.objects.filter(finding__activity__in=agreed)
    if area:
        found = found.filter(area=area)
    if shown:
        found = found.filter(shown_at__isnull=shown == "no")
    return found.select_related("finding__activity__team").order_by("-finding__activity__closed_at", "-pk")


def findings_of(activity: Activity) -> list[Finding]:
    """What it found, with what each is to change; two queries."""
    return list(activity.findings.prefetch_related("links__shown_by"))


def activities_part(scope: Scope) -> Gathered | None:
    """Quality assurance besides audits in a period: what was held, what it found, what that changes; None for none."""
    held = Activity.objects.filter(team__in=scope.teams, begins_on__lte=scope.last, ends_on__gte=scope.first)
    held = held.filter(held_at__isnull=False, held_at__lt=scope.looked_at)
    kinds = Counter(held.order_by().values_list("kind", flat=True))
    agreed = Finding.objects.filter(
        activity__team__in=scope.teams,
        activity__closed_at__gte=scope.begins,
        activity__closed_at__lt=scope.ends,
    )
    found = list(
        agreed.select_related("activity")
        .prefetch_related("links")
        .order_by("activity__begins_on", "activity", "position")
    )
    if not kinds and not found:
        return None
    links = [link for finding in found for link in finding.links.all()]
    shown = sum(1 for link in links if link.shown_at and link.shown_at < scope.looked_at)
    areas = Counter(link.area for link in links)
    return Gathered(
        figures=(
            Figure("activities", "Activities held", sum(kinds.values())),
            Figure("findings", "Findings agreed", len(found)),
            Figure(
                "changes_shown",
                "Links of findings shown to have changed something",
                shown,
                len(links),
                means="Each finding is linked to what it changes; somebody says later what shows that it has.",
            ),
        ),
        grids=(
            Grid(
                "activities_by_kind",
                "Activities held, by kind",
                "Kind",
                ("Held",),
                tuple(Line(label, (kinds[key],)) for key, label in ActivityKind.choices if kinds[key]),
            ),
            Grid(
                "findings_by_area",
                "What findings change",
                "What changes",
                ("Findings",),
                tuple(Line(label, (areas[key],)) for key, label in Learning.choices if areas[key]),
                total=False,
                means="One finding may change several.",
            ),
        ),
        tables=(
            WordTable(
                "activity_findings",
                "What was found",
                ("Activity", "Agreed", "What was found", "What it is to change"),
                tuple(
                    (
                        str(finding.activity),
                        weekday_date(clock.london_date(finding.activity.closed_at)),
                        finding.words,
                        "; ".join(filter(None, [_areas(finding), finding.to_change])),
                    )
                    for finding in found[:MOST_TOLD]
                ),
            ),
        ),
    )


def _areas(finding: Finding) -> str:
    return ", ".join(link.get_area_display() for link in finding.links.all())
