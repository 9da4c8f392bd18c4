"""The open work of records, and whose it becomes when a record moves (LEE-22).

Deadlines and requests belong to a post or to whoever stands in a relation to the record. What belongs to
a relation follows by itself; what belongs to a post goes to the same role's post for the new team, or to
the next rung above that somebody holds. Due dates stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from qa_portal.children.models import Subject
from qa_portal.deadlines.actions import RELATIONS
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.recipients import RELATION_FALLS_TO
from qa_portal.people.directory import Directory
from qa_portal.people.holding import Holding
from qa_portal.people.roles import LINE_OF_QUALITY, Role
from qa_portal.requests.models import RequestForResponse


@dataclass(frozen=True)
class Standing:
    """Who stands how to a record: today, or after a transfer."""

    team: int | None
    practitioner: int | None
    iro: int | None
    cp_chair: int | None

    @classmethod
    def of(cls, subject: Subject) -> Standing:
        """As the record says today."""
        return cls(subject.team_id, subject.practitioner_id, subject.iro_id, subject.cp_chair_id)


@dataclass(frozen=True)
class Owner:
    """Whom a piece of work belongs to: a post, a person, or neither, when a relation alone decides."""

    post: int | None = None
    person: int | None = None


@dataclass(frozen=True)
class Move:
    """One piece of open work and whose it is before and after.

    ``people`` are those to whom it comes; ``stays_because`` says why it can't move, as a sentence.
    """

    item: Deadline | RequestForResponse
    label: str
    due_at: dt.datetime | None
    before: Owner
    after: Owner
    from_words: str
    to_words: str
    people: tuple[int, ...] = ()
    stays_because: str = ""

    @property
    def changes_row(self) -> bool:
        """Whether the row itself names another owner afterwards."""
        return self.before != self.after

    @property
    def changes_hands(self) -> bool:
        """Whether it comes to somebody else."""
        return self.from_words != self.to_words


@dataclass
class OpenWork:
    """Open deadlines and requests, by record."""

    deadlines: dict[int, list[Deadline]] = field(default_factory=lambda: defaultdict(list))
    requests: dict[int, list[RequestForResponse]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, subjects: Iterable[Subject], *, lock: bool = False) -> OpenWork:
        """Read it for many records at once, in two queries; ``lock`` holds the rows until the transaction ends."""
        pks = [subject.pk for subject in subjects]
        work = cls()
        deadlines = Deadline.objects.filter(subject__in=pks, met_at=None, cancelled_at=None)
        requests = RequestForResponse.objects.filter(subject__in=pks, state=RequestForResponse.State.SENT)
        if lock:
            deadlines, requests = deadlines.select_for_update(), requests.select_for_update()
        for deadline in deadlines.order_by("due_at", "pk"):
            work.deadlines[deadline.subject_id].append(deadline)
        for request in requests.order_by("sent_at", "pk"):
            work.requests[request.subject_id].append(request)
        return work

    def moves(self, subject: Subject, after: Standing, book: Directory) -> list[Move]:
        """What becomes of each piece of a record's open work when it stands as ``after``."""
        before = Standing.of(subject)
        found = [_move_deadline(d, before, after, book) for d in self.deadlines[subject.pk]]
        return found + [_move_request(r, before, after, book) for r in self.requests[subject.pk]]


def _move_deadline(deadline: Deadline, before: Standing, after: Standing, book: Directory) -> Move:
    own = Owner(deadline.owner_post_id, deadline.owner_person_id)
    if own.post is not None:
        goes_to, holding, stays = _same_post(own.post, before, after, book, needs_authority=False)
    elif own.person is not None:
        goes_to, holding, stays = _same_relation(own.person, deadline.owner, before, after, book)
    elif deadline.owner in RELATIONS:
        goes_to, stays = own, ""
        holding = _holding_of_relation(deadline.owner, after, book)
        return Move(
            deadline,
            deadline.label,
            deadline.due_at,
            own,
            own,
            _holding_of_relation(deadline.owner, before, book)[0],
            holding[0],
            holding[1],
        )
    else:
        # No post was there when it was opened; there may be one for the new team.
        answer = book.who_holds(deadline.owner, after.team)
        goes_to = Owner(post=answer.post.pk if answer.post else None)
        holding, stays = _words(answer), ""
    before_words = _words_of(own, before, book)
    return Move(
        deadline, deadline.label, deadline.due_at, own, goes_to, before_words, holding[0], holding[1], stays
    )


def _move_request(request: RequestForResponse, before: Standing, after: Standing, book: Directory) -> Move:
    own = Owner(request.to_post_id, request.to_person_id)
    if own.post is not None:
        goes_to, holding, stays = _same_post(own.post, before, after, book, needs_authority=True)
    else:
        goes_to, holding, stays = _same_relation(own.person, "", before, after, book, is_request=True)
    label = request.get_kind_display()
    return Move(
        request, label, None, own, goes_to, _words_of(own, before, book), holding[0], holding[1], stays
    )


Words = tuple[str, tuple[int, ...]]


def _same_post(
    post_pk: int, before: Standing, after: Standing, book: Directory, *, needs_authority: bool
) -> tuple[Owner, Words, str]:
    """The same role's post for the new team, or the first rung above it that somebody holds."""
    post = book.posts[post_pk]
    own = Owner(post=post_pk)
    if before.team == after.team:
        return own, _words_of_post(post_pk, book), ""
    there = book.post_for(post.role, after.team)
    if there is not None:
        holding = book.who_holds(post.role, after.team)
        if not needs_authority or not (holding.is_nobody or holding.fell_to_quality_team):
            return Owner(post=there.pk), _words(holding), ""
    else:
        holding = book.who_holds(post.role, after.team)
        falls = holding.fell_to_quality_team and post.role not in LINE_OF_QUALITY
        if holding.post is not None and not holding.is_nobody and not (needs_authority and falls):
            return Owner(post=holding.post.pk), _words(holding), ""
    words = _words_of_post(post_pk, book)
    return (
        own,
        words,
        f"Nobody holds the role of {Role(post.role).label} for the new team, nor any role above it, "
        f"so this stays with {words[0]}.",
    )


def _same_relation(
    person: int | None,
    owner: str,
    before: Standing,
    after: Standing,
    book: Directory,
    *,
    is_request: bool = False,
) -> tuple[Owner, Words, str]:
    """Work that names a person goes to whoever follows them in their relation to the record."""
    own = Owner(person=person)
    for relation in RELATIONS:
        left = getattr(before, relation) == person and getattr(after, relation) != person
        if not left or (owner in RELATIONS and owner != relation):
            continue
        successor = getattr(after, relation)
        words = _holding_of_relation(relation, after, book)
        if successor is not None:
            return Owner(person=successor), words, ""
        if not is_request:
            falls_to = book.who_holds(RELATION_FALLS_TO[relation], after.team)
            post = falls_to.post.pk if falls_to.post else None
            return (Owner() if owner in RELATIONS else Owner(post=post)), words, ""
        falls_to = book.who_holds(RELATION_FALLS_TO[relation], after.team)
        if falls_to.post is not None and not falls_to.is_nobody and not falls_to.fell_to_quality_team:
            return Owner(post=falls_to.post.pk), words, ""
        return own, words, f"Nobody can take this over yet, so it stays with {_name(person, book)}."
    return own, (_name(person, book), (person,) if person in book.people else ()), ""


def _holding_of_relation(relation: str, standing: Standing, book: Directory) -> Words:
    pk = getattr(standing, relation)
    if pk is not None and (stand_ins := book.standing_in(pk)):
        words = ", ".join(book.people[who].name for who in stand_ins)
        return (words if stand_ins == (pk,) else f"{words} (cover)"), stand_ins
    return _words(book.who_holds(RELATION_FALLS_TO[relation], standing.team))


def _words_of(owner: Owner, standing: Standing, book: Directory) -> str:
    if owner.post is not None:
        return _words_of_post(owner.post, book)[0]
    return _name(owner.person, book) if owner.person is not None else "nobody"


def _words_of_post(post_pk: int, book: Directory) -> Words:
    post = book.posts[post_pk]
    return _words(book.who_holds(post.role, post.team_pk))


def _words(holding: Holding) -> Words:
    return holding.names, tuple(person.pk for person in holding.people)


def _name(pk: int | None, book: Directory) -> str:
    return book.people[pk].name if pk in book.people else "somebody who has left"


@dataclass(frozen=True)
class Transferred:
    """What became of one record: how it stood, and its open work."""

    subject: Subject
    before: Standing
    after: Standing
    moves: list[Move]

    @property
    def stuck(self) -> list[Move]:
        """Work that couldn't move, and why."""
        return [move for move in self.moves if move.stays_because]
