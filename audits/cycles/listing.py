"""The list of cycles, and how far each has got: what a person may see of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from audits.counting import is_challenged
from audits.models import Audit, Cycle, Draw
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker, asker
from qa_portal.dashboards.paging import PAGE, counted, read_page
from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import directory
from qa_portal.reading.prepared import Keys, Parts, Start, prepared
from qa_portal.requests.models import RequestForResponse

State = Audit.State

#: Where the audits of a cycle stand, in few words: label → states.
STANDS = (
    ("Not begun", (State.ALLOCATED,)),
    ("Being written", (State.BEGUN, State.SENT_BACK)),
    ("Being checked or moderated", (State.SUBMITTED, State.TO_MODERATE, State.ACCEPTED)),
    ("Returned to the team", Audit.COUNTED),
    ("Not accepted in time", (State.NOT_ACCEPTED,)),
    ("Withdrawn", (State.WITHDRAWN,)),
)


def sees_all_cycles(user: Any) -> bool:
    """Whether a person sees cycles as a whole, and not the cases of their own teams alone."""
    return directory().is_quality_team(user.pk)


def teams_concerned(user: Any) -> Keys:
    """The teams whose cycles concern a manager: theirs, and those above them."""
    book = directory()
    managed = book.teams_managed_by(user.pk)
    above = {pk for team in managed for pk in book.line_of_teams(team)}
    return tuple(sorted(managed | above)) or (0,)


def _visible(sees_all: bool, teams: Keys) -> QuerySet[Cycle]:
    """All cycles for the quality assurance team, a manager's own otherwise."""
    return Cycle.objects.all() if sees_all else Cycle.objects.filter(team__in=teams)


def cycle_seen_by(user: Any, pk: int) -> Cycle | None:
    """One cycle with whoever opened, sent and closed it; None where it isn't there for this person."""
    found = _one(sees_all=sees_all_cycles(user), teams=teams_concerned(user), cycle=pk)["cycles"]
    return found[0] if found else None


@prepared
def _one(sees_all: bool, teams: Keys, cycle: int) -> Parts:
    people = ("team", "framework", "opened_by", "sent_by", "closed_by")
    return {"cycles": _visible(sees_all, teams).filter(pk=cycle).select_related(*people)[:1]}


def page_of_cycles(user: Any, state: str | None, asked_for: str | None) -> Page:
    """One page of the list, newest first, each with how many audits it has and how many came to an end."""

    def read(offset: int) -> tuple[list[Cycle], int]:
        found = _page(sees_all=sees_all_cycles(user), teams=teams_concerned(user), state=state, offset=offset)
        return found["cycles"], found["number"][0][0] if found["number"] else 0

    page = read_page(asked_for, read)
    give_progress(page.object_list)
    return page


@prepared
def _page(sees_all: bool, teams: Keys, state: str | None, offset: Start) -> Parts:
    found = _visible(sees_all, teams)
    if state is not None:
        found = found.filter(state=state)
    rows = found.select_related("team", "framework").order_by("-month", "-pk")
    return {"cycles": rows[offset : offset + PAGE], "number": counted(found, offset)}


def give_progress(cycles: list[Cycle]) -> None:
    """Give each cycle ``number`` (its audits), ``done`` (those that were returned) and ``challenged`` (those of them
    whose grade is under challenge, which don't count), in one query."""
    pks = [cycle.pk for cycle in cycles]
    is_returned = Q(state__in=[str(state) for state in Audit.COUNTED])
    rows = (
        Audit.objects.filter(cycle__in=pks)
        .exclude(state=State.WITHDRAWN)
        .order_by()
        .values("cycle")
        .annotate(
            number=Count("pk"),
            done=Count("pk", filter=is_returned),
            challenged=Count("pk", filter=is_returned & Q(is_challenged())),
        )
    )
    known = {row["cycle"]: row for row in rows}
    for cycle in cycles:
        row = known.get(cycle.pk, {"number": 0, "done": 0, "challenged": 0})
        cycle.number, cycle.done, cycle.challenged = row["number"], row["done"], row["challenged"]


@dataclass(frozen=True)
class Standing:
    """How many audits of a cycle stand where; ``state`` is what the list is filtered by."""

    label: str
    number: int
    key: str


@dataclass(frozen=True)
class Progress:
    """A cycle at a glance. Of those that are back with the team (``done``), ``challenged`` don't count (WAL-25), and in
    ``reflected`` the reflective conversation took place (MER-03)."""

    standings: tuple[Standing, ...]
    number: int
    done: int
    challenged: int
    overdue: int
    without_reviewer: int
    reflected: int

    @property
    def sentence(self) -> str:
        """In words: "3 of 8 audits are back with the team, 1 of them under challenge, so not counted; 1 is overdue"."""
        said = f"{self.done} of {self.number} {'audit is' if self.number == 1 else 'audits are'} back with the team"
        if self.challenged:
            said += f", {self.challenged} of them under challenge, so not counted"
        if self.overdue:
            said += f"; {self.overdue} {'is' if self.overdue == 1 else 'are'} overdue"
        return f"{said}."


@dataclass(frozen=True)
class CycleRead:
    """What a cycle's page shows of its audits, over the cases that this person may see."""

    page: Page
    progress: Progress
    drawn: Draw | None


def read_cycle(cycle: Cycle, user: Any, stands: str | None, asked_for: str | None) -> CycleRead:
    """A page of a cycle's audits by reviewer, each with its ``clock``; how far they have got; the draw that stands.

    One statement, and another for the clocks of the audits shown. ``stands`` is the number of one of ``STANDS``.
    """
    states = [str(state) for state in STANDS[int(stands)][1]] if stands else []
    one, other, third = [*states, *states[-1:] * 3][:3] if states else (None, "", "")
    who, kept = asker(user), {}
    about = ContentType.objects.get_for_model(Audit).pk

    def read(offset: int) -> tuple[list[Audit], int]:
        found = _cycle(
            **vars(who), cycle=cycle.pk, about=about, one=one, other=other, third=third, offset=offset
        )
        kept.update(found)
        return found["audits"], found["number"][0][0] if found["number"] else 0

    page = read_page(asked_for, read)
    _give_clocks(page.object_list, about)
    drawn = kept["drawn"][0] if kept["drawn"] else None
    return CycleRead(page, _progress(kept), drawn)


def _progress(found: dict[str, list[Any]]) -> Progress:
    counts = dict(found["counts"])
    standings = tuple(
        Standing(label, sum(counts.get(str(state), 0) for state in states), str(number))
        for number, (label, states) in enumerate(STANDS)
    )
    number = sum(counts.values()) - counts.get(str(State.WITHDRAWN), 0)
    done = sum(counts.get(str(state), 0) for state in Audit.COUNTED)
    challenged, late, left, reflected = (
        found[name][0][0] if found[name] else 0 for name in ("challenged", "late", "left", "reflected")
    )
    return Progress(standings, number, done, challenged, late, left, reflected)


@prepared
def _cycle(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    cycle: int,
    about: int,
    one: str | None,
    other: str,
    third: str,
    offset: Start,
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    seen = Audit.objects.filter(
        Exists(seen_by(who).filter(pk=OuterRef("subject_id")).order_by()), cycle=cycle
    )
    found = seen
    if one is not None:
        found = found.filter(Q(state=one) | Q(state=other) | Q(state=third))
    rows = found.select_related("subject__team", "reviewer", "framework").order_by("reviewer__name", "pk")
    late = _running(about).filter(about_id=OuterRef("pk"), due_at__lt=now)
    asked = RequestForResponse.objects.filter(
        about_type=about, about_id=OuterRef("pk"), kind=RequestForResponse.Kind.AUDIT, state="sent"
    )
    writable = seen.filter(state__in=[str(state) for state in Audit.WRITABLE])
    return {
        "audits": rows[offset : offset + PAGE],
        "number": counted(found, offset),
        "counts": seen.order_by()
        .values("state")
        .annotate(number=Count("pk"))
        .values_list("state", "number")[:20],
        "challenged": counted(
            seen.filter(is_challenged(), state__in=[str(state) for state in Audit.COUNTED])
        ),
        "reflected": counted(seen.filter(reflections__took_place=True)),
        "late": counted(seen.filter(Exists(late.order_by()))),
        "left": counted(writable.filter(~Exists(asked.order_by()))),
        "drawn": Draw.objects.filter(cycle=cycle).order_by("-number")[:1],
    }


def _running(about: int) -> QuerySet[Deadline]:
    """The running clocks of what reviewers must do; ``about`` is the content type of audits."""
    return Deadline.objects.filter(
        about_type=about, kind__in=["audit_complete", "audit_amend"], met_at=None, cancelled_at=None
    )


def _give_clocks(audits: list[Audit], about: int) -> None:
    """Give each audit its reviewer's running clock, in one query."""
    pks = tuple(audit.pk for audit in audits) or (0,)
    known = {deadline.about_id: deadline for deadline in _clocks(about=about, audits=pks)["clocks"]}
    for audit in audits:
        audit.clock = known.get(audit.pk)


@prepared
def _clocks(about: int, audits: Keys) -> Parts:
    return {"clocks": _running(about).filter(about_id__in=audits).order_by("due_at", "pk")[: 2 * PAGE]}
