"""Who is barred from auditing which record, and why: own team, own supervisee, worked on it (NEW-04, KNO-03).

What a person answers for today comes from the directory, cover and vacancies included; what they had to do with a
record before comes from its allocations, from the posts that they held, from cover and from supervision. Directly
responsible for a team is whoever manages it or the unit just above: further up, everybody would be barred from
everything.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from qa_portal import clock
from qa_portal.children.models import Allocation, Subject
from qa_portal.deadlines.words import weekday_date
from qa_portal.people.directory import Directory, directory
from qa_portal.people.models import Appointment, Cover
from qa_portal.people.roles import MANAGERS, Role
from qa_portal.supervision.models import Supervision

#: The ends of what goes on.
_NEVER, _ALWAYS = dt.date.min, dt.date.max

WORKED = {
    Allocation.Relation.PRACTITIONER: "was its practitioner",
    Allocation.Relation.IRO: "was its reviewing officer",
    Allocation.Relation.CP_CHAIR: "chaired its conferences",
}


@dataclass(frozen=True)
class Ties:
    """What a person answers for today: the teams that are their own, and whom they supervise."""

    teams: frozenset[int]
    supervises: frozenset[int]


def ties_of(person_pk: int, book: Directory | None = None) -> Ties:
    """The teams that a person belongs to or is directly responsible for, and the people whom they manage there."""
    book = book or directory()
    own = {post.team_pk for post in book.posts_of(person_pk)}
    led = set()
    for post_pk in book.posts_answered_by(person_pk):
        post = book.posts[post_pk]
        if post.role in MANAGERS:
            led |= {post.team_pk, *(t for t, parent in book.parent_of.items() if parent == post.team_pk)}
    supervised = {
        who
        for team_pk in led
        for post in book.posts_on(team_pk)
        if post.role not in MANAGERS or post.role == Role.TEAM_MANAGER
        for who in book.substantive.get(post.pk, ())
    }
    return Ties(frozenset(own | led), frozenset(supervised - {person_pk}))


def why_barred(subject: Subject, person_pk: int) -> list[str]:
    """Why one person may not audit one record, each in a phrase that follows their name; empty where they may."""
    earlier = earlier_ties([person_pk], [subject.pk]).get(subject.pk, {}).get(person_pk, [])
    return bars_in_words(subject, person_pk, ties_of(person_pk), earlier)


def bars_in_words(subject: Subject, person_pk: int, ties: Ties, earlier: list[str]) -> list[str]:
    """As ``why_barred``, of what is known already: today's ties, and what the person had to do with it before."""
    found = []
    if subject.practitioner_id == person_pk:
        found.append("is its practitioner")
    if subject.team_id in ties.teams:
        found.append("answers for its team, or belongs to it")
    if subject.practitioner_id in ties.supervises:
        found.append("supervises its practitioner")
    return [*found, *(phrase for phrase in earlier if phrase not in found)]


def earlier_ties(
    people: Collection[int], subjects: Collection[int] | None = None
) -> dict[int, dict[int, list[str]]]:
    """What each of these people had to do with a record: record → person → phrases. Five queries, whatever the number.

    ``subjects`` narrows it to some records; left out, all that these people ever had to do with.
    """
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Allocation.objects.all()
    if subjects is not None:
        rows = rows.filter(subject__in=list(subjects))
    _worked(found, people, rows)
    _covered(found, people, rows)
    _managed(found, people, rows)
    _supervised(found, people, subjects)
    return found


def _worked(found: dict, people: Collection[int], rows) -> None:
    mine = rows.filter(person__in=people).values_list("subject_id", "person_id", "relation", "ends_on")
    for subject, person, relation, ends_on in mine.order_by("starts_on", "pk"):
        until = f" until {weekday_date(ends_on)}" if ends_on else ""
        words = WORKED[relation] if ends_on else WORKED[relation].replace("was ", "is ")
        _say(found[subject][person], f"{words}{until}")


def _covered(found: dict, people: Collection[int], rows) -> None:
    """They covered for somebody who was allocated then."""
    covers = Cover.objects.filter(covered_by__in=people)
    by_absent: dict[int, list[tuple[int, dt.date, dt.date]]] = defaultdict(list)
    for absent, by, first, last in covers.values_list("absent_id", "covered_by_id", "starts_on", "ends_on"):
        by_absent[absent].append((by, first, last))
    if not by_absent:
        return
    theirs = rows.filter(person__in=by_absent)
    for subject, person, starts_on, ends_on in theirs.values_list(
        "subject_id", "person_id", "starts_on", "ends_on"
    ):
        for by, first, last in by_absent[person]:
            if starts_on <= last and first <= (ends_on or _ALWAYS):
                _say(found[subject][by], f"covered for whoever worked on it, from {weekday_date(first)}")


def _managed(found: dict, people: Collection[int], rows) -> None:
    """They managed a team, or the unit just above, while it had the record. Who manages it today is known already."""
    posts = Appointment.objects.filter(person__in=people, post__role__in=MANAGERS)
    by_team: dict[int, list[tuple[int, dt.date, dt.date]]] = defaultdict(list)
    parents = directory().parent_of
    for person, team, starts_on, ends_on in posts.values_list(
        "person_id", "post__team_id", "starts_on", "ends_on"
    ):
        for led in (team, *(below for below, parent in parents.items() if parent == team)):
            by_team[led].append((person, starts_on, ends_on or _ALWAYS))
    today = clock.today()
    left = [team for team, managed in by_team.items() if any(last < today for _, _, last in managed)]
    wanted = Q(team__in=by_team, ends_on__isnull=False) | Q(team__in=left, ends_on__isnull=True)
    had = rows.filter(wanted, relation=Allocation.Relation.PRACTITIONER)
    for subject, team, starts_on, ends_on in had.values_list("subject_id", "team_id", "starts_on", "ends_on"):
        for person, first, last in by_team[team]:
            if ends_on is None:
                if starts_on <= last < today:
                    _say(found[subject][person], f"managed its team until {weekday_date(last)}")
            elif starts_on <= last and first <= ends_on:
                _say(found[subject][person], f"managed the team that had it until {weekday_date(ends_on)}")


def _supervised(found: dict, people: Collection[int], subjects: Collection[int] | None) -> None:
    held = Supervision.objects.filter(recorded_by__in=people)
    if subjects is not None:
        held = held.filter(subject__in=list(subjects))
    for subject, person, held_on in held.order_by("held_on", "pk").values_list(
        "subject_id", "recorded_by_id", "held_on"
    ):
        _say(found[subject][person], f"supervised it on {weekday_date(held_on)}")


def _say(phrases: list[str], phrase: str) -> None:
    if phrase not in phrases:
        phrases.append(phrase)
