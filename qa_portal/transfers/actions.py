"""Moving records from one team, practitioner or reviewing officer to another (LEE-22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from qa_portal import clock
from qa_portal.children.allocation import KEEP, look_to_iro, may_allocate, set_relation
from qa_portal.children.models import Allocation, Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import directory
from qa_portal.people.models import Team, User
from qa_portal.trail.records import acting
from qa_portal.workflow.steps import NotYours

from .notices import tell_of_transfer
from .work import Move, OpenWork, Standing, Transferred

Relation = Allocation.Relation


@dataclass(frozen=True)
class Destination:
    """Where a record goes. What is left out stays as it is; None means nobody."""

    team: Team | Any = KEEP
    practitioner: User | Any | None = KEEP
    iro: User | Any | None = KEEP
    cp_chair: User | Any | None = KEEP
    kind: str = ""
    case_kind: str = ""

    def standing(self, subject: Subject) -> Standing:
        """How the record would stand there.

        A practitioner belongs to their team: a record that goes to another team without a new one named
        is without a practitioner there, and comes to that team's manager.
        """
        team = subject.team_id if self.team is KEEP else (self.team.pk if self.team else None)
        practitioner = subject.practitioner_id if self.practitioner is KEEP else _pk(self.practitioner)
        if self.practitioner is KEEP and team != subject.team_id:
            practitioner = None
        return Standing(
            team,
            practitioner,
            subject.iro_id if self.iro is KEEP else _pk(self.iro),
            subject.cp_chair_id if self.cp_chair is KEEP else _pk(self.cp_chair),
        )

    @property
    def relations(self) -> list[str]:
        """The relations that it says something about."""
        asked = []
        if self.team is not KEEP or self.practitioner is not KEEP or self.kind or self.case_kind:
            asked.append(Relation.PRACTITIONER)
        return asked + [r for r in (Relation.IRO, Relation.CP_CHAIR) if getattr(self, r) is not KEEP]


_followers: list[Callable[..., None]] = []


def when_records_move(listen: Callable[..., None]) -> Callable[..., None]:
    """Register what an app does besides when records move: ``listen(transferred, by=)``, in the transaction."""
    _followers.append(listen)
    return listen


def preview_transfer(subjects: Iterable[Subject], to: Destination) -> list[Transferred]:
    """What ``transfer_records`` would do, without doing it; three queries for any number of records."""
    subjects = list(subjects)
    book, work = directory(), OpenWork.of(subjects)
    found = []
    for subject in subjects:
        after = to.standing(subject)
        found.append(Transferred(subject, Standing.of(subject), after, work.moves(subject, after, book)))
    return found


def transfer_records(
    subjects: Iterable[Subject],
    to: Destination,
    *,
    by: User,
    starts_on: dt.date | None = None,
    reason: str = "",
    is_leaving: bool = False,
) -> list[Transferred]:
    """Move records to another team, practitioner, reviewing officer or chair, or into adults' services.

    From ``starts_on`` (today unless given). Open deadlines and requests get their new owners at once and
    keep their dates; those owners are told, each in one message; LAW-11 is looked to. ``is_leaving``: the
    person whose records these are leaves. Gives what became of each record. Raises NotYours, and
    ValidationError by field.
    """
    starts_on = starts_on or clock.today()
    if starts_on > clock.today():
        raise ValidationError(
            {"starts_on": "A transfer takes effect at once. Choose today or an earlier day."}
        )
    _check_destination(to)
    book = directory()
    with (
        transaction.atomic(),
        acting(by=by, step="transfer", role=book.post_in_words(by.pk), reason=reason or None),
    ):
        pks = [subject.pk for subject in subjects]
        locked = list(
            Subject.objects.select_for_update(of=("self",))
            .filter(pk__in=pks)
            .select_related("team")
            .order_by("pk")
        )
        for subject in locked:
            if not all(may_allocate(by, subject, relation) for relation in to.relations):
                raise NotYours(f"The allocation of {subject.reference} is not yours to change.")
        work = OpenWork.of(locked, lock=True)
        done = [_transfer(subject, to, work, book, starts_on) for subject in locked]
        done = [one for one in done if one is not None]
        for follow in _followers:
            follow(done, by=by)
        look_to_iro([one.subject for one in done])
        tell_of_transfer(done, by=by, is_leaving=is_leaving)
    return done


def _transfer(
    subject: Subject, to: Destination, work: OpenWork, book: Any, starts_on: dt.date
) -> Transferred | None:
    before, after = Standing.of(subject), to.standing(subject)
    changes_kind = (to.kind and to.kind != subject.kind) or (
        to.case_kind and to.case_kind != subject.case_kind
    )
    if before == after and not changes_kind:
        return None
    moves = work.moves(subject, after, book)
    if changes_kind:
        subject.kind, subject.case_kind = to.kind or subject.kind, to.case_kind or subject.case_kind
        # A re-import mustn't undo the transfer.
        subject.corrected_fields = sorted({*subject.corrected_fields, "kind", "case_kind"})
        subject.version += 1
        subject.save(update_fields=["kind", "case_kind", "corrected_fields", "version"])
    team = subject.team if to.team is KEEP else to.team
    practitioner = None
    if after.practitioner is not None:
        practitioner = subject.practitioner if to.practitioner is KEEP else to.practitioner
    set_relation(subject, Relation.PRACTITIONER, practitioner, team, starts_on)
    if to.iro is not KEEP:
        set_relation(subject, Relation.IRO, to.iro, None, starts_on)
    if to.cp_chair is not KEEP:
        set_relation(subject, Relation.CP_CHAIR, to.cp_chair, None, starts_on)
    for move in moves:
        _hand_over(move, _successors(before, after))
    return Transferred(subject, before, after, moves)


def _successors(before: Standing, after: Standing) -> dict[int, int | str]:
    """Who follows whom: a person's key to the successor's, or to the relation while nobody stands in it."""
    found: dict[int, int | str] = {}
    for relation in Relation.values:
        left, comes = getattr(before, relation), getattr(after, relation)
        if left is not None and left != comes:
            found.setdefault(left, comes if comes is not None else relation)
    return found


def _hand_over(move: Move, successors: dict[int, int | str]) -> None:
    """Give one piece of work its new owner; its dates are not touched."""
    item = move.item
    if isinstance(item, Deadline):
        parties = {
            w: successors.get(who, who) if isinstance(who, int) else who for w, who in item.parties.items()
        }
        if move.changes_row or parties != item.parties:
            item.owner_post_id, item.owner_person_id = move.after.post, move.after.person
            item.parties = parties
            item.save(update_fields=["owner_post", "owner_person", "parties"])
    elif move.changes_row:
        item.to_post_id, item.to_person_id = move.after.post, move.after.person
        item.version += 1
        item.save(update_fields=["to_post", "to_person", "version"])


def _check_destination(to: Destination) -> None:
    wrong = {}
    if to.team is not KEEP and to.team is not None and not to.team.is_open:
        wrong["team"] = f"{to.team} is closed. Choose a team in use."
    if to.team is None:
        wrong["team"] = "Choose the team that takes the record over."
    for relation in Relation.values:
        person = getattr(to, relation)
        if person is not KEEP and person is not None and not person.is_active:
            wrong[relation] = f"{person} can't sign in. Choose somebody who is there."
    if wrong:
        raise ValidationError(wrong)


def _pk(person: User | None) -> int | None:
    return person.pk if person is not None else None
