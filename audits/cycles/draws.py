"""The reads of draws: which one stands, what has changed since, its lines a page at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Subquery
from django.db.models.functions import Cast

from audits.cycles.bars import earlier_ties, ties_of
from audits.models import Audit, Cycle, Draw, DrawLine
from qa_portal.children.models import Subject
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker, asker
from qa_portal.dashboards.paging import PAGE, counted, read_page
from qa_portal.people.directory import directory
from qa_portal.reading.prepared import Keys, Parts, Start, prepared
from qa_portal.workflow.blockers import Blocker

#: How many sentences say what has changed since a draw.
_MANY = 6


def latest_draw(cycle: Cycle) -> Draw | None:
    """The draw that stands; the earlier ones are kept beside it."""
    return Draw.objects.filter(cycle=cycle).order_by("-number").first()


def shares_have_changed(cycle: Cycle, drawn: Draw) -> bool:
    """Whether somebody takes more or fewer than when it was drawn."""
    now = dict(cycle.reviewers.values_list("person_id", "share"))
    return any(now.get(who["person"]) != who["share"] for who in drawn.settings_used["reviewers"])


def stale_lines(drawn: Draw) -> list[Blocker]:
    """What has changed since a draw so that a drawn case can't be sent to whoever it was paired with.

    Each is a sentence; it is mended by drawing again, which keeps this draw and its reason beside the new one. A number
    of queries that doesn't grow with the cases.
    """
    lines = list(drawn.lines.filter(fate=DrawLine.Fate.DRAWN).select_related("subject", "reviewer"))
    people = {line.reviewer_id for line in lines}
    book = directory()
    ties = {person: ties_of(person, book) for person in people}
    earlier = earlier_ties(people, [line.subject_id for line in lines])
    under_way = set(
        Audit.objects.filter(subject__in=[line.subject_id for line in lines], returned_at=None)
        .exclude(state__in=Audit.ENDED)
        .values_list("subject_id", flat=True)
    )
    not_own_team = drawn.settings_used["rules"]["not_own_team"]
    said = []
    for line in lines:
        subject, name = line.subject, line.reviewer.name
        own = ties[line.reviewer_id]
        if subject.closed_on or subject.died_on:
            said.append(f"The record {subject.reference} has been closed since.")
        elif subject.is_restricted:
            said.append("A record that was drawn has been restricted since.")
        elif subject.pk in under_way:
            said.append(f"An audit of the record {subject.reference} has begun since.")
        elif line.reviewer_id not in book.people:
            said.append(f"{name} has left since.")
        elif line.reviewer_id == subject.practitioner_id:
            said.append(f"{name} is the practitioner of {subject.reference} by now.")
        elif not_own_team and subject.team_id in own.teams:
            said.append(f"{name} answers for the team of {subject.reference} by now.")
        elif subject.practitioner_id in own.supervises:
            said.append(f"{name} supervises the practitioner of {subject.reference} by now.")
        elif line.reviewer_id in earlier.get(subject.pk, {}):
            said.append(f"{name} {earlier[subject.pk][line.reviewer_id][0]}: {subject.reference}.")
    if not said:
        return []
    rest = len(said) - _MANY
    more = [f"{rest} more cases have changed, too."] if rest > 0 else []
    return [
        Blocker(f"{sentence} Draw again, with this as the reason.") for sentence in [*said[:_MANY], *more]
    ]


# -- its lines --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What the filters of the explanation ask for; None is not narrowed."""

    fate: str | None = None
    team: int | None = None
    record: int | None = None


def wanted_by(said: dict[str, Any]) -> Wanted:
    """What a filter form's values ask for. A reference that isn't any record's finds nothing."""
    reference = (said.get("reference") or "").strip()
    record = None
    if reference:
        known = Subject.objects.filter(reference__in={reference, reference.upper()}).values_list(
            "pk", flat=True
        )
        # Found by its reference alone, and only where it isn't restricted: that page shows no identity.
        record = known.filter(is_restricted=False).first() or 0
    team = said.get("team")
    return Wanted(said.get("fate") or None, int(team) if team else None, record)


@dataclass(frozen=True)
class DrawRead:
    """What the pages of a draw show: the draw, all of its cycle's draws (number and reason), a page of its lines.

    ``open_to`` are the records among them that open to whoever asks; the others show no identity.
    """

    drawn: Draw
    draws: list[tuple[int, str]]
    page: Any
    open_to: frozenset[int]


def read_draw(
    cycle: Cycle, user: Any, number: int | None, wanted: Wanted, asked_for: str | None, *, whole: bool
) -> DrawRead | None:
    """One draw of a cycle, the latest unless another's number is given, in one query; None where there is none.

    ``whole``: with its settings and report, and whom each line was barred to, which are long.
    """
    kept: dict[str, list[Any]] = {}

    def read(offset: int) -> tuple[list[DrawLine], int]:
        said = {**vars(asker(user)), **vars(wanted), "cycle": cycle.pk, "which": number}
        kept.update(_draw(**said, offset=offset, whole=whole))
        return kept["lines"], kept["number"][0][0] if kept["number"] else 0

    page = read_page(asked_for, read)
    if not kept["drawn"]:
        return None
    open_to = frozenset(pk for (pk,) in kept["open_to"])
    return DrawRead(kept["drawn"][0], kept["draws"], page, open_to)


@prepared
def _draw(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    cycle: int,
    which: int | None,
    fate: str | None,
    team: int | None,
    record: int | None,
    offset: Start,
    whole: bool,
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    draws = Draw.objects.filter(cycle=cycle).order_by("-number")
    # As a long number: what stands for it while the SQL is prepared is longer than a small one.
    drawn = (
        draws.alias(nth=Cast("number", BigIntegerField())).filter(nth=which) if which is not None else draws
    )
    found = DrawLine.objects.filter(draw=Subquery(drawn.values("pk")[:1]))
    if fate is not None:
        found = found.filter(fate=fate)
    if team is not None:
        found = found.filter(team=team)
    if record is not None:
        found = found.filter(subject=record)
    # The page's keys first, from an index alone: else the lines of earlier draws are read to find where it begins.
    shown = DrawLine.objects.filter(pk__in=found.order_by("pk").values("pk")[offset : offset + PAGE])
    unread = ("lot", "ties", "too_new") if whole else ("lot", "ties", "too_new", "barred")
    people = ("subject", "team", "practitioner", "reviewer")
    rows = shown.select_related(*people).defer(*unread).order_by("pk")
    drawn_one = drawn.select_related("drawn_by")
    return {
        "drawn": (drawn_one if whole else drawn_one.defer("settings_used", "fairness", "infeasible_because"))[
            :1
        ],
        "draws": draws.values_list("number", "reason")[:50],
        "lines": rows[:PAGE],
        "number": counted(found, offset),
        "open_to": seen_by(who).filter(pk__in=shown.values("subject")).order_by().values_list("pk")[:PAGE],
    }
