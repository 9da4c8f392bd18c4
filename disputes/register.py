"""The register of disputes: what a person may see of them, filtered, counted and written as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page
from django.db.models import F, FilteredRelation, Q, QuerySet

from disputes.models import Commendation, Dispute, DisputeStage
from disputes.words import outcome_label
from qa_portal import clock
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker
from qa_portal.dashboards.paging import MOST, PAGE, counted, number_of, read_page
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.cells import csv_line
from qa_portal.forms.teams import team_options
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.people.directory import directory
from qa_portal.reading.prepared import Keys, Parts, Start, prepared


def choices_for(user: Any) -> dict[str, Any]:
    """The options of the register's filters: the frameworks' levels and themes, and the teams that this person sees."""
    levels: dict[int, str] = {}
    themes: dict[str, str] = {}
    for policy in policies_by_key().values():
        for number, level in policy.disputes.numbered_levels():
            levels.setdefault(number, level.name)
        for theme in policy.themes:
            themes.setdefault(theme.key, theme.label)
    return {
        "levels": sorted(levels.items()),
        "themes": list(themes.items()),
        "teams": team_options(user),
    }


@dataclass(frozen=True)
class Wanted:
    """What the filters say, as the database is asked; None is not narrowed."""

    state: str | None = None
    level: int | None = None
    theme: str | None = None
    of_teams: Keys | None = None
    raised_from: dt.datetime | None = None
    raised_before: dt.datetime | None = None


def wanted_by(said: dict[str, Any]) -> Wanted:
    """What a filter form's values ask for: a team with the teams under it, days as moments in London."""
    first, last = said.get("raised_from"), said.get("raised_to")
    return Wanted(
        state=said.get("state") or None,
        level=int(said["level"]) if said.get("level") else None,
        theme=said.get("theme") or None,
        of_teams=tuple(sorted(directory().teams_under(int(said["team"])))) if said.get("team") else None,
        raised_from=clock.at_london(first, dt.time(0)) if first else None,
        raised_before=clock.at_london(last + dt.timedelta(days=1), dt.time(0)) if last else None,
    )


def disputes_found(who: Asker, wanted: Wanted) -> QuerySet[Dispute]:
    """The disputes that this person may see, narrowed by what the filters say; newest first."""
    found = Dispute.objects.filter(_common(wanted, team="team"), subject__in=seen_by(who))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.level:
        found = found.filter(level_reached=wanted.level)
    return found


def commendations_found(who: Asker, wanted: Wanted) -> QuerySet[Commendation]:
    """The commendations of the same theme, team and period (NEW-12)."""
    return Commendation.objects.filter(_common(wanted, team="subject__team"), subject__in=seen_by(who))


def _common(wanted: Wanted, *, team: str) -> Q:
    """Theme, team with the teams under it, and period; ``team`` is where the rows have the team of their record."""
    asked = Q()
    if wanted.theme:
        asked &= Q(theme=wanted.theme)
    if wanted.of_teams is not None:
        asked &= Q(**{f"{team}__in": wanted.of_teams})
    if wanted.raised_from:
        asked &= Q(raised_at__gte=wanted.raised_from)
    if wanted.raised_before:
        asked &= Q(raised_at__lt=wanted.raised_before)
    return asked


def page_of_register(who: Asker, wanted: Wanted, asked_for: str | None) -> Page:
    """One page of the disputes found, each with where it stands and its clocks."""

    def read(offset: int) -> tuple[list[Dispute], int]:
        found = _page(**vars(who), **vars(wanted), offset=offset)
        return found["disputes"], number_of(found["number"])

    page = read_page(asked_for, read)
    give_clocks(page.object_list)
    return page


@prepared
def _page(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    state: str | None,
    level: int | None,
    theme: str | None,
    of_teams: Keys | None,
    raised_from: dt.datetime | None,
    raised_before: dt.datetime | None,
    offset: Start,
) -> Parts:
    found = disputes_found(
        Asker(person, acts_for, posts, teams, sees_all, now),
        Wanted(state, level, theme, of_teams, raised_from, raised_before),
    )
    return {
        "disputes": with_where_it_stands(found)[offset : offset + PAGE],
        "number": counted(found, offset),
    }


def with_where_it_stands(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Disputes with their open stage's key, level and state, their record, and whoever raised them."""
    return (
        disputes.annotate(
            now_open=FilteredRelation("stages", condition=~Q(stages__state__in=DisputeStage.ENDED))
        )
        .annotate(
            stage_pk=F("now_open__pk"), stage_level=F("now_open__level"), stage_state=F("now_open__state")
        )
        .select_related("subject__team", "raised_by", "framework")
    )


def give_clocks(disputes: Iterable[Dispute]) -> None:
    """Give each dispute its running clocks, as ``stage_clock`` and ``cap``, in one query."""
    rows = list(disputes)
    stage_type, dispute_type = (ContentType.objects.get_for_model(m).pk for m in (DisputeStage, Dispute))
    running = _running_clocks(
        a_stage=stage_type,
        a_dispute=dispute_type,
        # A page of closed ones has no open stage.
        stages=tuple(d.stage_pk for d in rows if d.stage_pk) or (0,),
        disputes=tuple(d.pk for d in rows) or (0,),
    )["clocks"]
    known: dict[tuple[int, int], Deadline] = {}
    caps: dict[int, Deadline] = {}
    for deadline in running:
        if deadline.kind == "dispute_cap":
            caps[deadline.about_id] = deadline
        else:
            known[deadline.about_type_id, deadline.about_id] = deadline
    for dispute in rows:
        dispute.cap = caps.get(dispute.pk)
        dispute.stage_clock = known.get((stage_type, dispute.stage_pk)) or known.get(
            (dispute_type, dispute.pk)
        )


@prepared
def _running_clocks(a_stage: int, a_dispute: int, stages: Keys, disputes: Keys) -> Parts:
    of_disputes = Q(about_type=a_dispute, about_id__in=disputes, kind__in=["dispute_cap", "informal_limit"])
    running = Deadline.objects.filter(met_at=None, cancelled_at=None).filter(
        Q(about_type=a_stage, about_id__in=stages) | of_disputes
    )
    return {"clocks": running.order_by("-due_at", "pk")[: 4 * MOST]}


def stage_in_words(dispute: Dispute) -> str:
    """Where a dispute of the register stands: "Stage 2: With the manager"."""
    if dispute.stage_pk:
        level = dispute.policy.disputes.level(dispute.stage_level).name
        return f"{level}: {DisputeStage.State(dispute.stage_state).label}"
    return dispute.get_state_display()


HEADINGS = (
    "Dispute",
    "Record",
    "Team",
    "Theme",
    "Raised on",
    "Raised by",
    "State",
    "Stage",
    "Due (this stage)",
    "Limit for all stages",
    "Closed on",
    "Outcome",
)


def csv_lines(disputes: Iterable[Dispute]) -> Iterator[str]:
    """The disputes as lines of CSV with a heading; no cell is read as a formula by a spreadsheet."""
    yield csv_line(HEADINGS)
    for dispute in disputes:
        policy, subject = dispute.policy, dispute.subject
        yield csv_line(
            (
                dispute.pk,
                subject.reference,
                subject.team.name if subject.team else "",
                policy.theme_label(dispute.theme) if dispute.theme else "",
                _day(dispute.raised_at),
                dispute.raised_by.name,
                dispute.get_state_display(),
                stage_in_words(dispute) if dispute.stage_pk else "",
                _day(dispute.stage_clock.due_at) if dispute.stage_clock else "",
                _day(dispute.cap.due_at) if dispute.cap else "",
                _day(dispute.closed_at),
                outcome_label(dispute, dispute.closing_outcome) if dispute.closing_outcome else "",
            )
        )


def _day(moment: Any) -> str:
    return clock.london_date(moment).isoformat() if moment else ""
