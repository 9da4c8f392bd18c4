"""The rolling plan as a person may see it: filtered, soonest first (KNO-04, MER-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page
from django.db.models import Q, QuerySet

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.queries import seen_by, siblings_of, siblings_to_copy_to
from qa_portal.children.rules import Asker
from qa_portal.dashboards.paging import PAGE, counted, number_of, read_page
from qa_portal.deadlines.actions import RELATIONS
from qa_portal.deadlines.models import Deadline
from qa_portal.documents.models import Document
from qa_portal.people.directory import directory
from qa_portal.reading.giving import type_of
from qa_portal.reading.prepared import Keys, Parts, Start, prepared

from .actions import actions_about, first_of
from .models import Action

#: What the filter by owner calls one's own actions.
MINE = "mine"


def documents_of(action: Action) -> list[Document]:
    """The documents that show that an action was done, the oldest first; each opens for whom its record does."""
    kind = ContentType.objects.get_for_model(Action)
    found = Document.objects.filter(about_type=kind, about_id=action.pk).select_related("added_by")
    return list(found.defer("content").order_by("added_at", "pk"))


def is_mine(who: Asker) -> Q:
    """Actions that are this person's today: their own, their posts', or their cases'; cover and vacancies included."""
    mine = Q(owner_person__in=who.acts_for) | Q(owner_person=None, owner_post__in=who.posts)
    for relation in RELATIONS:
        mine |= Q(owner_person=None, owner=relation, **{f"subject__{relation}__in": who.acts_for})
    return mine


@dataclass(frozen=True)
class Wanted:
    """What the filters of the plan say, as the database is asked; None is not narrowed."""

    state: str | None = None
    priority: str | None = None
    of_teams: Keys | None = None
    mine: bool = False
    owner: str | None = None
    overdue: bool = False
    due_from: dt.date | None = None
    due_to: dt.date | None = None


def wanted_by(said: dict[str, Any]) -> Wanted:
    """What a filter form's values ask for: a team with the teams under it."""
    return Wanted(
        state=said.get("state") or None,
        priority=said.get("priority") or None,
        of_teams=tuple(sorted(directory().teams_under(int(said["team"])))) if said.get("team") else None,
        mine=said.get("whose") == MINE,
        owner=said["whose"] if said.get("whose") not in ("", None, MINE) else None,
        overdue=said.get("due") == "overdue",
        due_from=said.get("due_from"),
        due_to=said.get("due_to"),
    )


def actions_found(who: Asker, wanted: Wanted, today: dt.date) -> QuerySet[Action]:
    """The actions that a person may see and the filters leave, but for those that are only proposed yet; soonest first.

    Without a state: those unfinished.
    """
    found = Action.objects.filter(subject__in=seen_by(who)).exclude(state=Action.State.PROPOSED)
    unfinished = [Action.State.OPEN, Action.State.DONE]
    if wanted.state is None:
        found = found.filter(state__in=unfinished)
    elif wanted.state != "all":
        found = found.filter(state=wanted.state)
    if wanted.priority:
        found = found.filter(priority=wanted.priority)
    if wanted.of_teams is not None:
        found = found.filter(subject__team__in=wanted.of_teams)
    if wanted.mine:
        found = found.filter(is_mine(who))
    if wanted.owner:
        found = found.filter(owner=wanted.owner)
    if wanted.overdue:
        found = found.filter(state=Action.State.OPEN, due_on__lt=today)
    if wanted.due_from:
        found = found.filter(due_on__gte=wanted.due_from)
    if wanted.due_to:
        found = found.filter(due_on__lte=wanted.due_to)
    return found.select_related("subject__team", "subject__practitioner", "subject__iro", "owner_person")


def page_of_plan(who: Asker, wanted: Wanted, asked_for: str | None) -> Page:
    """One page of the actions found, each with its running ``clock``."""
    everything = wanted.state == "all"

    def read(offset: int) -> tuple[list[Action], int]:
        said = {**vars(wanted), "state": None if everything else wanted.state}
        found = _page(**vars(who), **said, everything=everything, today=clock.today(), offset=offset)
        return found["actions"], number_of(found["number"])

    page = read_page(asked_for, read)
    keys = tuple(action.pk for action in page.object_list) or (0,)
    clocks = {each.about_id: each for each in _clocks(an_action=type_of(Action), actions=keys)["clocks"]}
    for action in page.object_list:
        action.clock = clocks.get(action.pk)
    return page


@prepared
def _page(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    everything: bool,
    state: str | None,
    priority: str | None,
    of_teams: Keys | None,
    mine: bool,
    owner: str | None,
    overdue: bool,
    due_from: dt.date | None,
    due_to: dt.date | None,
    today: dt.date,
    offset: Start,
) -> Parts:
    found = actions_found(
        Asker(person, acts_for, posts, teams, sees_all, now),
        Wanted("all" if everything else state, priority, of_teams, mine, owner, overdue, due_from, due_to),
        today,
    )
    return {"actions": found[offset : offset + PAGE], "number": counted(found, offset)}


@prepared
def _clocks(an_action: int, actions: Keys) -> Parts:
    running = Deadline.objects.filter(
        about_type=an_action, about_id__in=actions, met_at=None, cancelled_at=None
    )
    return {"clocks": running.filter(kind="action_done").order_by("pk")[: 2 * PAGE]}


def action_for_page(pk: int) -> Action | None:
    """One action with all that its page says of it."""
    return (
        Action.objects.select_related(
            "subject",
            "framework",
            "owner_person",
            "proposed_by",
            "done_by",
            "verified_by",
            "dropped_by",
            "document",
        )
        .filter(pk=pk)
        .first()
    )


def unfinished_on(subject: Any) -> Iterable[Action]:
    """The unfinished actions of a record, soonest first; at most fifty."""
    found = Action.objects.filter(subject=subject, state__in=[Action.State.OPEN, Action.State.DONE])
    return found.select_related("owner_person").order_by("due_on", "pk")[:50]


@prepared
def _beside(action: int, an_action: int) -> Parts:
    about = {"about_type": an_action, "about_id": action}
    papers = Document.objects.filter(**about).select_related("added_by").defer("content")
    copies = Action.objects.filter(**about).select_related("subject")
    return {
        "documents": papers.order_by("added_at", "pk")[:100],
        "copies": copies.order_by("position", "pk")[:50],
    }


def read_beside(action: Action) -> tuple[list[Document], list[Action]]:
    """The documents that show that an action was done, the oldest first, and its copies on siblings' records; one
    query. Each opens for whom its record does."""
    found = _beside(action=action.pk, an_action=type_of(Action))
    return found["documents"], found["copies"]


def copies_of(user: Any, action: Action, found: list[Action]) -> list[tuple[Action, bool]]:
    """The copies of an action on siblings' records, each with whether it opens to this person (LEE-08)."""
    opens = {each.pk for each in siblings_of(user, action.subject) if each.may_open} if found else set()
    return [(copy, copy.subject_id in opens) for copy in found]


def siblings_without(user: Any, action: Action) -> list[Subject]:
    """The siblings whose records open to this person and that lack an action (LEE-08)."""
    first = first_of(action)
    has_it = [first.subject_id, *actions_about(first).values_list("subject", flat=True)]
    return siblings_to_copy_to(user, action.subject, but_not=has_it)
