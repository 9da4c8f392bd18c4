"""The list of audits: what a person may see of them, filtered, in pages, and as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from audits.models import Audit
from audits.outcomes.rules import whose_work
from audits.queries import OPEN_STATES, is_read_by, readable_by, standing_of
from audits.writing.answers import tone_of
from qa_portal import clock
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker
from qa_portal.dashboards.paging import MOST, PAGE, counted, read_page
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.cells import csv_line
from qa_portal.forms.teams import team_options
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.frameworks.vocabulary import Grade
from qa_portal.people.directory import directory
from qa_portal.reading.giving import type_of
from qa_portal.reading.prepared import Keys, Parts, Start, prepared

State = Audit.State

#: Where an audit stands as everybody may know it who sees the record.
UNDER_WAY = "under_way"
PUBLIC = [(UNDER_WAY, "Under way"), *((s, s.label) for s in State if s not in OPEN_STATES)]
#: And what its reviewer and the quality assurance team know besides.
INNER = [(state, state.label) for state in OPEN_STATES]

#: The clocks that everybody may see of an audit that is under way.
_OUTER_CLOCKS = frozenset({"audit_complete"})


@dataclass(frozen=True)
class Wanted:
    """What the filters say, as the database is asked; None is not narrowed."""

    state: str | None = None
    tool: str | None = None
    grade: str | None = None
    of_teams: Keys | None = None
    allocated_from: dt.datetime | None = None
    allocated_before: dt.datetime | None = None
    mine: bool = False


def wanted_by(said: dict[str, Any]) -> Wanted:
    """What a filter form's values ask for: a team with the teams under it, days as moments in London."""
    first, last = said.get("allocated_from"), said.get("allocated_to")
    return Wanted(
        state=said.get("state") or None,
        tool=said.get("tool") or None,
        grade=said.get("grade") or None,
        of_teams=tuple(sorted(directory().teams_under(int(said["team"])))) if said.get("team") else None,
        allocated_from=clock.at_london(first, dt.time(0)) if first else None,
        allocated_before=clock.at_london(last + dt.timedelta(days=1), dt.time(0)) if last else None,
        mine=bool(said.get("mine")),
    )


def choices_for(user: Any) -> dict[str, Any]:
    """The options of the filters: the states, the tools and grades of the frameworks in use, the teams one sees."""
    tools: dict[str, str] = {}
    grades: dict[str, str] = {}
    for policy in policies_by_key().values():
        if policy.has_audits:
            tools |= {tool.key: tool.title for tool in policy.tools if tool.key not in tools}
            grades |= {str(b.grade): b.label for b in policy.scale.bands if str(b.grade) not in grades}
    sees_all = directory().is_quality_team(user.pk)
    return {
        "states": [*PUBLIC, *(INNER if sees_all else [])],
        "tools": sorted(tools.items(), key=lambda pair: pair[1]),
        "grades": [(str(grade), grades[str(grade)]) for grade in Grade if str(grade) in grades],
        "teams": team_options(user),
    }


def audits_found(who: Asker, wanted: Wanted) -> QuerySet[Audit]:
    """The audits that this person may see, narrowed by what the filters say; newest first.

    What a filter asks of the words of an audit (its grade, how far it is) finds those alone that they may read.
    """
    found = Audit.objects.filter(_asked(who, wanted), subject__in=seen_by(who))
    return found.order_by("-allocated_at", "-pk")


def _asked(who: Asker, wanted: Wanted) -> Q:
    asked = Q()
    if wanted.state == UNDER_WAY:
        asked &= Q(state__in=OPEN_STATES)
    elif wanted.state:
        asked &= Q(state=wanted.state)
        if wanted.state in OPEN_STATES:
            asked &= readable_by(who)
    if wanted.grade:
        asked &= Q(grade=wanted.grade) & readable_by(who)
    if wanted.tool:
        asked &= Q(tool_key=wanted.tool)
    if wanted.of_teams is not None:
        asked &= Q(team__in=wanted.of_teams)
    if wanted.allocated_from:
        asked &= Q(allocated_at__gte=wanted.allocated_from)
    if wanted.allocated_before:
        asked &= Q(allocated_at__lt=wanted.allocated_before)
    if wanted.mine:
        asked &= Q(reviewer__in=who.acts_for)
    return asked


def page_of_register(who: Asker, wanted: Wanted, asked_for: str | None) -> Page:
    """One page of the audits found, each with what this person may know of it."""

    def read(offset: int) -> tuple[list[Audit], int]:
        found = _page(**vars(who), **vars(wanted), offset=offset)
        return found["audits"], found["number"][0][0] if found["number"] else 0

    page = read_page(asked_for, read)
    give_what_is_known(who, page.object_list)
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
    tool: str | None,
    grade: str | None,
    of_teams: Keys | None,
    allocated_from: dt.datetime | None,
    allocated_before: dt.datetime | None,
    mine: bool,
    offset: Start,
) -> Parts:
    found = audits_found(
        Asker(person, acts_for, posts, teams, sees_all, now),
        Wanted(state, tool, grade, of_teams, allocated_from, allocated_before, mine),
    )
    return {"audits": with_people(found)[offset : offset + PAGE], "number": counted(found, offset)}


def with_people(audits: QuerySet[Audit]) -> QuerySet[Audit]:
    """Audits with all that a row of the list says of them."""
    return audits.select_related("subject", "team", "practitioner", "reviewer", "framework")


def give_what_is_known(who: Asker, audits: Iterable[Audit]) -> None:
    """Give each audit what this person may know of it: ``stands``, ``grade_words``, ``grade_tone``, ``running``, and
    ``of_whom``: whose work it was, where a list may say that beside a grade (WAL-23).

    The clocks of all come in one query.
    """
    rows = list(audits)
    found: dict[int, list[Deadline]] = {}
    for clock_of in _running_clocks(an_audit=type_of(Audit), audits=tuple(a.pk for a in rows) or (0,))[
        "clocks"
    ]:
        found.setdefault(clock_of.about_id, []).append(clock_of)
    for audit in rows:
        reads = is_read_by(who, audit)
        clocks = (d for d in found.get(audit.pk, ()) if reads or d.kind in _OUTER_CLOCKS)
        audit.running = next(clocks, None)
        audit.of_whom = whose_work(who.person, audit)
        audit.stands = standing_of(audit, reads)
        audit.grade_words = audit.grade_label if reads else ""
        audit.grade_tone = tone_of(audit.grade) if reads else ""


@prepared
def _running_clocks(an_audit: int, audits: Keys) -> Parts:
    running = Deadline.objects.filter(
        about_type=an_audit, about_id__in=audits, met_at=None, cancelled_at=None
    )
    return {"clocks": running.order_by("due_at", "pk")[: 8 * MOST]}


HEADINGS = (
    "Audit",
    "Record",
    "Tool",
    "Re-audit",
    "Team",
    "Practitioner",
    "Reviewer",
    "Allocated on",
    "Period from",
    "Period until",
    "State",
    "Grade",
    "What is due",
    "Due",
    "Returned on",
)


def csv_lines(audits: Iterable[Audit]) -> Iterator[str]:
    """The audits as lines of CSV with a heading, what a person may not read left out."""
    yield csv_line(HEADINGS)
    for audit in audits:
        yield csv_line(
            (
                audit.pk,
                audit.subject.reference,
                audit.tool.title,
                "Yes" if audit.re_audit_of_id else "No",
                audit.team.name if audit.team else "",
                audit.of_whom,
                audit.reviewer.name,
                clock.london_date(audit.allocated_at).isoformat(),
                audit.period_from.isoformat(),
                audit.period_to.isoformat(),
                audit.stands,
                audit.grade_words,
                audit.running.label if audit.running else "",
                clock.london_date(audit.running.due_at).isoformat() if audit.running else "",
                clock.london_date(audit.returned_at).isoformat() if audit.returned_at else "",
            )
        )
