"""A team's workload: what is open, due soon and overdue on the records of the teams that one manages (LEE-06).

It is the ledger of deadlines, by person and kind: an app's work is in it by the kinds of deadline that it registers,
and needs nothing more. The numbers are kept (``qa_portal.figures``) and say as of when they are; the list behind each
is read as it stands. What is restricted is in neither.

Whose a deadline is: the person's who is named, the first holder's of its post today (a vacancy climbs), or that of
whoever stands in its relation to the record.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet, Sum

from qa_portal import clock
from qa_portal.deadlines.kinds import kind_of, kinds_off_record, kinds_to_do, upcoming_kinds
from qa_portal.deadlines.models import Deadline
from qa_portal.figures.measures import Row
from qa_portal.figures.models import Figure
from qa_portal.figures.queries import kept
from qa_portal.outbox.recipients import RELATION_FALLS_TO
from qa_portal.people.directory import Directory, directory
from qa_portal.people.roles import Role
from qa_portal.reading.prepared import Keys, Parts, Start, prepared

from .held import OF_DEADLINE, OF_SUBJECT, horizon
from .paging import PAGE, counted, number_of, read_page

#: The measure under which the numbers are kept: along a person's key (0 for nobody), within a kind, as each stands.
WORKLOAD = "workload"

OVERDUE, SOON, LATER = "overdue", "soon", "later"
STANDS = {OVERDUE: "Overdue", SOON: "Due within five working days", LATER: "Due later"}

#: How many people the page lists; who manages more chooses a team.
MOST_PEOPLE = 50


def sees_workload(user: Any) -> bool:
    """Managers, for the records of their teams; the quality assurance team for all."""
    return bool(scope_of(user, directory()))


def scope_of(user: Any, book: Directory) -> frozenset[int]:
    """The teams whose work a person may look at; empty for nobody's manager."""
    if book.is_quality_team(user.pk):
        return frozenset(book.parent_of)
    return frozenset(book.teams_managed_by(user.pk))


@dataclass(frozen=True)
class Wanted:
    """Which of it: of these teams, of one kind, of one person (0: nobody's), as it stands; None is not narrowed."""

    teams: frozenset[int]
    kind: str | None = None
    person: int | None = None
    stands: str | None = None


def open_work() -> QuerySet[Deadline]:
    """What is to be done: running deadlines of records that aren't restricted; not the dates on which work opens."""
    running = Deadline.objects.filter(met_at=None, cancelled_at=None, subject__is_restricted=False)
    return running.exclude(kind__in=upcoming_kinds())


# -- counted now and then -----------------------------------------------------------------------------------


def count_workload() -> Iterator[Row]:
    """The numbers, by team, person and kind, as each stands."""
    book, now = directory(), clock.now()
    soon = horizon(now)
    grouped = (
        open_work()
        .order_by()
        .values_list("subject__team", "kind", "owner", "owner_person", "owner_post", "with_person")
        .annotate(
            overdue=Count("pk", filter=Q(due_at__lt=now)),
            soon=Count("pk", filter=Q(due_at__gte=now, due_at__lte=soon)),
            later=Count("pk", filter=Q(due_at__gt=soon)),
        )
    )
    numbers: Counter[tuple[int | None, int, str, str]] = Counter()
    for team, kind, owner, person, post, with_person, *each in grouped:
        whose = _whose(book, team, owner, person, post, with_person)
        for stands, number in zip(STANDS, each, strict=True):
            numbers[team, whose, kind, stands] += number
    for (team, whose, kind, stands), number in numbers.items():
        if number:
            yield Row(number, team=team, along=str(whose), within=kind, stands=stands)


def _whose(
    book: Directory,
    team: int | None,
    owner: str,
    person: int | None,
    post: int | None,
    with_person: int | None,
) -> int:
    """The key of whoever a deadline is; 0 where nobody can be found."""
    if person is not None:
        return person
    if post is None and with_person is not None:
        return with_person
    asked, of_team = (
        (book.posts[post].role, book.posts[post].team_pk)
        if post in book.posts
        else (RELATION_FALLS_TO.get(owner, owner), team)
    )
    return _first_holder(book, asked, of_team)


def _first_holder(book: Directory, role: str, team: int | None) -> int:
    known: dict[tuple[str, int | None], int] = book.__dict__.setdefault("_first_holder", {})
    if (role, team) not in known:
        people = book.who_holds(role, team).people
        known[role, team] = people[0].pk if people else 0
    return known[role, team]


# -- what the page shows ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """How much of somebody's, or of a kind, is open, as each stands."""

    key: str
    overdue: int
    soon: int
    later: int

    @property
    def number(self) -> int:
        """All of it."""
        return self.overdue + self.soon + self.later


def loads_by(dimension: str, user: Any, teams: frozenset[int], most: int) -> list[Load]:
    """By ``along`` (people) or ``within`` (kinds): the most overdue first, up to ``most``; one query.

    A kind that would tell what isn't for everybody who sees the record is in it for the quality assurance team alone.
    """
    summed = (
        _told_to(user, teams)
        .values_list(dimension)
        .annotate(**{stands: Sum("number", filter=Q(stands=stands), default=0) for stands in STANDS})
    )
    return [Load(*row) for row in summed.order_by(*(f"-{s}" for s in STANDS), dimension)[:most]]


def _told_to(user: Any, teams: frozenset[int]) -> QuerySet[Figure]:
    if _are_all(teams):
        rows = kept([WORKLOAD]).filter(team__isnull=False)
    else:
        rows = kept([WORKLOAD], teams)
    return rows if directory().is_quality_team(user.pk) else rows.exclude(within__in=kinds_off_record())


def _are_all(teams: frozenset[int]) -> bool:
    """Whether these are all teams there are: that is asked for as one question, not as hundreds of keys."""
    return teams >= directory().parent_of.keys()


def has_load(person: int, user: Any, teams: frozenset[int]) -> bool:
    """Whether anything of these teams that ``user`` may know of waits for this person: only then are they named."""
    return _told_to(user, teams).filter(along=str(person)).exists()


def name_of(book: Directory, key: int | str) -> str:
    """A person by name; whoever has left isn't named."""
    person = book.people.get(int(key))
    if person is None:
        return "Somebody who has left" if int(key) else "Nobody yet"
    return person.name


def label_of(kind: str) -> str:
    """A kind of work in words."""
    try:
        return kind_of(kind).label
    except KeyError:
        return kind


def kinds_for(user: Any) -> list[tuple[str, str]]:
    """The kinds of work that this person may tell apart, each with its words."""
    whole = directory().is_quality_team(user.pk)
    return [(kind.key, kind.label) for kind in kinds_to_do() if whole or kind.on_record]


# -- the list behind it -------------------------------------------------------------------------------------


def page_of_work(user: Any, wanted: Wanted, asked_for: str | None) -> Page:
    """One page of the work itself, as it stands now, soonest first. All of its records open to whoever manages their
    teams."""
    book = directory()
    due_from, due_before = _as_it_stands(wanted.stands)
    said = {
        "teams": None if _are_all(wanted.teams) else tuple(sorted(wanted.teams)),
        "whole": book.is_quality_team(user.pk),
        "kind": wanted.kind,
        "due_from": due_from,
        "due_before": due_before,
    }

    def read(offset: int) -> tuple[list[Deadline], int]:
        if wanted.person is None:
            found = _page(**said, offset=offset)
            return found["work"], number_of(found["number"])
        rows = work_found(**said).filter(_is_of(wanted.person))
        return list(rows[offset : offset + PAGE]), number_of(list(counted(rows, offset)))

    return read_page(asked_for, read)


def _as_it_stands(stands: str | None) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From when and before when it is due."""
    now = clock.now()
    later = horizon(now) + dt.timedelta.resolution
    return {OVERDUE: (None, now), SOON: (now, later), LATER: (later, None)}.get(stands or "", (None, None))


@prepared
def _page(
    teams: Keys | None,
    whole: bool,
    kind: str | None,
    due_from: dt.datetime | None,
    due_before: dt.datetime | None,
    offset: Start,
) -> Parts:
    found = work_found(teams, whole, kind, due_from, due_before)
    return {"work": found[offset : offset + PAGE], "number": counted(found, offset)}


def work_found(
    teams: Keys | None,
    whole: bool,
    kind: str | None,
    due_from: dt.datetime | None,
    due_before: dt.datetime | None,
) -> QuerySet[Deadline]:
    """Open work of these teams (None: of all), where not ``whole`` without the kinds that would tell what isn't for
    everybody; of one kind and time, where that is said. Soonest first."""
    of_teams = Q(subject__team__isnull=False) if teams is None else Q(subject__team__in=teams)
    found = open_work().filter(of_teams)
    if not whole:
        found = found.exclude(kind__in=kinds_off_record())
    if kind:
        found = found.filter(kind=kind)
    if due_from:
        found = found.filter(due_at__gte=due_from)
    if due_before:
        found = found.filter(due_at__lt=due_before)
    found = found.select_related("subject__team").order_by("due_at", "pk")
    return found.only(*OF_DEADLINE, *OF_SUBJECT, "subject__team__name")


def _is_of(person: int) -> Q:
    """The deadlines that ``_whose`` finds to be this person's (0: nobody's)."""
    book = directory()
    posts = [p.pk for p in book.posts.values() if _first_holder(book, p.role, p.team_pk) == person]
    of_post = Q(owner_person=None, owner_post__in=posts)
    of_nobody = Q(owner_person=None, owner_post=None, with_person=None)
    fallen = Q(pk__in=[])
    for owner, role in (*RELATION_FALLS_TO.items(), *((role, role) for role in Role.values)):
        teams = [team for team in book.parent_of if _first_holder(book, role, team) == person]
        if teams:
            fallen |= of_nobody & Q(owner=owner, subject__team__in=teams)
    if not person:
        return of_post | fallen
    named = Q(owner_person=person) | Q(owner_person=None, owner_post=None, with_person=person)
    return named | of_post | fallen
