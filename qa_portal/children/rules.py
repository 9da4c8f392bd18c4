"""Who may see and keep a child's record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import rules
from django.db.models import Q

from qa_portal import clock
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role
from qa_portal.reading.prepared import Keys, Parts, prepared

from .models.access import EmergencyAccess, Guardian
from .models.subject import Subject


@dataclass(frozen=True)
class Sight:
    """How a record stands to a person: whether it opens, and why.

    ``in_scope`` without ``opens`` is a restricted record: its page shows the reference alone. ``why`` is
    the relation that gave the right, as the access log keeps it.
    """

    opens: bool
    in_scope: bool
    why: str


def sight_of(user: Any, subject: Subject) -> Sight:
    """Whether and why this person sees this record today (LEE-14, LEE-16).

    A page that has opened the record keeps what it found for as long as it is put together (``remember_sight``).
    """
    known = subject.__dict__.get(_SIGHT)
    if known is not None and known[0] == user.pk:
        return known[1]
    return _look(user, subject)


def remember_sight(user: Any, subject: Subject, sight: Sight) -> None:
    """Let the rules of a page that has opened a record with this very object not ask the database again."""
    subject.__dict__[_SIGHT] = (user.pk, sight)


_SIGHT = "_sight"


def _look(user: Any, subject: Subject) -> Sight:
    relation = _relation(user, subject)
    if not subject.is_restricted:
        return Sight(bool(relation), bool(relation), relation or "No relation to the record")
    if Guardian.objects.filter(subject=subject, person=user).exists():
        return Sight(True, True, "Named on the restricted record")
    if EmergencyAccess.objects.filter(subject=subject, person=user, ends_at__gt=clock.now()).exists():
        return Sight(True, True, "Emergency access")
    return Sight(False, bool(relation), "Restricted to named people")


def _relation(user: Any, subject: Subject) -> str:
    """The first relation that gives this person the right to see a record; empty when none does."""
    book = directory()
    acts_for = book.acts_for(user.pk)
    for pk, relation in (
        (subject.iro_id, "Reviewing officer"),
        (subject.practitioner_id, "Allocated practitioner"),
        (subject.cp_chair_id, "Child-protection chair"),
    ):
        if pk in acts_for:
            return relation if pk == user.pk else f"Cover for the {relation.lower()}"
    if subject.team_id in book.teams_managed_by(user.pk):
        return "Manager of the team"
    if book.is_quality_team(user.pk):
        return "Quality assurance team"
    if _has_request(user, subject):
        return "Asked to answer a request"
    return ""


def _has_request(user: Any, subject: Subject) -> bool:
    who = asker(user)
    return bool(_requests_of(subject=subject.pk, person=who.person, posts=who.posts)["asked"])


@prepared
def _requests_of(subject: int, person: int, posts: Keys) -> Parts:
    found = Subject.objects.filter(_asked(person, posts, of="requests__"), pk=subject)
    return {"asked": found.order_by().values_list("pk")[:1]}


@dataclass(frozen=True)
class Asker:
    """A person as the database is asked for what she may see: keys alone, so that a question can be prepared."""

    person: int
    acts_for: Keys
    posts: Keys
    teams: Keys
    sees_all: bool
    now: dt.datetime


def asker(user: Any) -> Asker:
    """What the directory knows today of somebody who asks: whom she acts for, the posts she answers for, her teams."""
    book = directory()
    return Asker(
        person=user.pk,
        acts_for=tuple(sorted(book.acts_for(user.pk))),
        posts=tuple(sorted(book.posts_answered_by(user.pk))),
        teams=tuple(sorted(book.teams_managed_by(user.pk))),
        sees_all=book.is_quality_team(user.pk),
        now=clock.now(),
    )


def asked_of(who: Asker) -> Q:
    """Requests that wait for this person's answer, or that they have answered."""
    return _asked(who.person, who.posts)


def _asked(person: int, posts: Keys, of: str = "") -> Q:
    """``of`` leads to the requests, where they aren't what is asked for."""
    to_them = Q(**{f"{of}to_person": person}) | Q(**{f"{of}to_post__in": posts})
    return (Q(**{f"{of}state": "sent"}) & to_them) | Q(**{f"{of}completed_by": person})


@rules.predicate
def may_see_record(user: Any, subject: Subject) -> bool:
    """The record opens to this person."""
    return sight_of(user, subject).opens


@rules.predicate
def may_write_on_record(user: Any, subject: Subject) -> bool:
    """May add notes, documents and corrections: everyone to whom the record opens."""
    return sight_of(user, subject).opens


@rules.predicate
def may_restrict_record(user: Any, subject: Subject) -> bool:
    """Locks a record to named people and opens it again: the heads of service and above, the IRO Manager."""
    book = directory()
    senior = {Role.HEAD_OF_SERVICE, Role.ASSISTANT_DIRECTOR, Role.SERVICE_DIRECTOR, Role.CORPORATE_DIRECTOR}
    return sight_of(user, subject).opens and bool(book.roles_of(user.pk) & (senior | {Role.IRO_MANAGER}))


@rules.predicate
def may_see_concealed(user: Any, subject: Subject) -> bool:
    """Concealed contact details: the practitioner, the reviewing officer, the team's managers (LEE-21), while the
    record opens to them."""
    is_theirs = user.pk in (subject.practitioner_id, subject.iro_id)
    manages = subject.team_id in directory().teams_managed_by(user.pk)
    return (is_theirs or manages) and sight_of(user, subject).opens


@rules.predicate
def may_ask_who_saw(user: Any, subject: Subject) -> bool:
    """Reads the access log: the quality assurance team and the team's managers, where the record opens."""
    book = directory()
    return sight_of(user, subject).opens and (
        book.is_quality_team(user.pk) or subject.team_id in book.teams_managed_by(user.pk)
    )


@rules.predicate
def may_ask_what_they_saw(user: Any, thing: Any = None) -> bool:
    """Asks the access log what a person saw: the quality assurance team and administrators (LEE-16)."""
    book = directory()
    return book.is_quality_team(user.pk) or Role.ADMINISTRATOR in book.roles_of(user.pk)
