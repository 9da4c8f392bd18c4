"""Who audits in a cycle, and how many each: the cohort that the framework names, less what they have and less leave."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from audits.models import Cycle, CycleReviewer
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.words import weekday_date
from qa_portal.people.directory import Directory, directory
from qa_portal.people.models import Cover
from qa_portal.people.roles import QUALITY_TEAM, REVIEWERS


@dataclass(frozen=True)
class Share:
    """Somebody of the cohort: in which role, how many they take, and why it isn't the usual number."""

    person_pk: int
    role: str
    share: int
    because: str = ""


def cohort_of(cycle: Cycle) -> list[Share]:
    """Everybody who holds one of the framework's reviewing roles where it is worked by, each once, by name.

    A share is what the framework says of the role, less what the person has in another cycle of the same month (KNO-03:
    one a month), and none for whoever is away for more than half of the cycle's working days.
    """
    book = directory()
    elsewhere = _taken_elsewhere(cycle)
    away = leave_in(cycle.begins_on, cycle.ends_on)
    found: dict[int, Share] = {}
    for member in cycle.policy.cohort_for(cycle.tool_key):
        for post in book.posts.values():
            if post.role != member.role or not _counts(book, cycle, post):
                continue
            for person_pk in book.substantive.get(post.pk, ()):
                if person_pk not in found:
                    found[person_pk] = _share(person_pk, str(member.role), member.each, elsewhere, away)
    return sorted(found.values(), key=lambda one: (book.people[one.person_pk].name, one.person_pk))


def _counts(book: Directory, cycle: Cycle, post: Any) -> bool:
    """Whether a post is one of those who work by the cycle's framework, or serves the whole council."""
    return (
        post.role in QUALITY_TEAM | REVIEWERS
        or book.framework_key_of(post.team_pk) == cycle.framework.key
        or post.team_pk in book.line_of_teams(cycle.team_id)
    )


def _share(
    person_pk: int, role: str, each: int, elsewhere: dict[int, list[str]], away: dict[int, list[Any]]
) -> Share:
    absence = next((one for one in away.get(person_pk, ()) if one.is_long), None)
    if absence is not None:
        return Share(person_pk, role, 0, absence.words)
    if taken := elsewhere.get(person_pk):
        left = max(0, each - len(taken))
        return Share(person_pk, role, left, f"Has {len(taken)} in {taken[0]}.")
    short = away.get(person_pk)
    return Share(person_pk, role, each, short[0].words if short else "")


def _taken_elsewhere(cycle: Cycle) -> dict[int, list[str]]:
    """Each person's shares in the other cycles of the same month, as the teams of those cycles."""
    taken: dict[int, list[str]] = defaultdict(list)
    others = CycleReviewer.objects.filter(cycle__month=cycle.month, cycle__framework__key=cycle.framework.key)
    for person, share, team in others.exclude(cycle=cycle.pk).values_list(
        "person_id", "share", "cycle__team__name"
    ):
        taken[person] += [f"the cycle of {team} in the same month"] * share
    return taken


@dataclass(frozen=True)
class Absence:
    """Leave within a period; long when it takes more than half of its working days."""

    words: str
    is_long: bool


def leave_in(first: dt.date, last: dt.date) -> dict[int, list[Absence]]:
    """Who is covered for within a period, from when until when: leave as the directory knows it."""
    calendar = current_calendar()
    day_before = first - dt.timedelta(days=1)
    whole = calendar.working_days_between(day_before, last)
    found: dict[int, list[Absence]] = defaultdict(list)
    covers = Cover.objects.filter(starts_on__lte=last, ends_on__gte=first).order_by("starts_on", "pk")
    for person, starts_on, ends_on in covers.values_list("absent_id", "starts_on", "ends_on"):
        missed = calendar.working_days_between(
            max(starts_on, first) - dt.timedelta(days=1), min(ends_on, last)
        )
        words = f"Away from {weekday_date(starts_on)} until {weekday_date(ends_on)}."
        found[person].append(Absence(words, missed * 2 > whole))
    return found
