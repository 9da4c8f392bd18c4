"""The rolling plan as a person may see it: filtered, soonest first (KNO-04, MER-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.children.queries import siblings_of, siblings_to_copy_to
from qa_portal.children.queries import visible_to as records_visible_to
from qa_portal.deadlines.actions import RELATIONS
from qa_portal.documents.models import Document
from qa_portal.people.directory import directory

from .actions import actions_about, first_of
from .models import Action


def visible_to(user: Any) -> QuerySet[Action]:
    """The actions on records that open to this person, but for those that are only proposed yet."""
    return Action.objects.filter(subject__in=records_visible_to(user)).exclude(state=Action.State.PROPOSED)


def documents_of(action: Action) -> list[Document]:
    """The documents that show that an action was done, the oldest first; each opens for whom its record does."""
    kind = ContentType.objects.get_for_model(Action)
    found = Document.objects.filter(about_type=kind, about_id=action.pk).select_related("added_by")
    return list(found.defer("content").order_by("added_at", "pk"))


def is_mine(user: Any) -> Q:
    """Actions that are this person's today: their own, their posts', or their cases'; cover and vacancies included."""
    book = directory()
    acts_for, posts = book.acts_for(user.pk), book.posts_answered_by(user.pk)
    mine = Q(owner_person__in=acts_for) | Q(owner_person=None, owner_post__in=posts)
    for relation in RELATIONS:
        mine |= Q(owner_person=None, owner=relation, **{f"subject__{relation}__in": acts_for})
    return mine


@dataclass(frozen=True)
class Wanted:
    """What the filters of the plan say; None is not narrowed."""

    state: str | None = None
    priority: str | None = None
    team: int | None = None
    is_mine: bool = False
    is_overdue: bool = False
    due_from: dt.date | None = None
    due_to: dt.date | None = None


def wanted_by(said: dict[str, Any]) -> Wanted:
    """What a filter form's values ask for."""
    return Wanted(
        state=said.get("state") or None,
        priority=said.get("priority") or None,
        team=int(said["team"]) if said.get("team") else None,
        is_mine=said.get("whose") == "mine",
        is_overdue=said.get("due") == "overdue",
        due_from=said.get("due_from"),
        due_to=said.get("due_to"),
    )


def actions_found(user: Any, wanted: Wanted) -> QuerySet[Action]:
    """The actions that a person may see and the filters leave; soonest first. Without a state: those unfinished."""
    found = visible_to(user)
    unfinished = [Action.State.OPEN, Action.State.DONE]
    if wanted.state != "all":
        found = found.filter(state__in=[wanted.state] if wanted.state else unfinished)
    if wanted.priority:
        found = found.filter(priority=wanted.priority)
    if wanted.team is not None:
        found = found.filter(subject__team__in=directory().teams_under(wanted.team))
    if wanted.is_mine:
        found = found.filter(is_mine(user))
    if wanted.is_overdue:
        found = found.filter(state=Action.State.OPEN, due_on__lt=clock.today())
    if wanted.due_from:
        found = found.filter(due_on__gte=wanted.due_from)
    if wanted.due_to:
        found = found.filter(due_on__lte=wanted.due_to)
    return found.select_related(
        "subject__team", "subject__practitioner", "subject__iro", "owner_person", "about_type"
    )


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


def copies_of(user: Any, action: Action) -> list[tuple[Action, bool]]:
    """The copies of an action on siblings' records, each with whether it opens to this person (LEE-08)."""
    found = actions_about(action).select_related("subject")[:50]
    opens = {each.pk for each in siblings_of(user, action.subject) if each.may_open} if found else set()
    return [(copy, copy.subject_id in opens) for copy in found]


def siblings_without(user: Any, action: Action) -> list[Subject]:
    """The siblings whose records open to this person and that lack an action (LEE-08)."""
    first = first_of(action)
    has_it = [first.subject_id, *actions_about(first).values_list("subject", flat=True)]
    return siblings_to_copy_to(user, action.subject, but_not=has_it)
