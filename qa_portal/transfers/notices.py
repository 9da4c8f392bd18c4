"""What people are told when records move: each person once, however many records come to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from qa_portal import clock
from qa_portal.children.models import Allocation, Subject
from qa_portal.deadlines.words import by_when, weekday_date
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.recipients import people_for

from .work import Move, Transferred

RECORD_ALLOCATED = Notice(
    "record_allocated",
    "Record {reference}: you are now its {relation}",
    "{by} allocated record {reference} to you on {day}. {work}",
)
RECORDS_ALLOCATED = Notice(
    "records_allocated",
    "{count} records have come to you",
    "{by} allocated these records to you on {day}: {records}. {work}",
)
WORK_CAME = Notice(
    "work_came",
    "Open work on record {reference} has come to you",
    "Record {reference} was transferred on {day}. {work}",
)
WORK_CAME_MANY = Notice(
    "work_came_many",
    "Open work on {count} records has come to you",
    "Records were transferred on {day}: {records}. {work}",
)
WITHOUT_PRACTITIONER = Notice(
    "without_practitioner",
    "Record {reference} has no practitioner",
    "Record {reference} is with your team without a practitioner since {day}. Allocate one. {work}",
)
WITHOUT_PRACTITIONER_MANY = Notice(
    "without_practitioner_many",
    "{count} records have no practitioner",
    "These records are with your team without a practitioner since {day}: {records}. Allocate one to each. {work}",
)

#: A message names this many records; the rest are counted.
_MOST_NAMED = 30

_RELATION_WORDS = {
    Allocation.Relation.PRACTITIONER: "practitioner",
    Allocation.Relation.IRO: "reviewing officer",
    Allocation.Relation.CP_CHAIR: "child-protection chair",
}


def tell_of_transfer(done: list[Transferred], *, by: Any, is_leaving: bool = False) -> None:
    """Tell the new practitioner, reviewing officer and chair, and whoever else open work has come to."""
    new: dict[int, list[tuple[Transferred, str]]] = defaultdict(list)
    without: dict[int, list[Transferred]] = defaultdict(list)
    came: dict[int, list[tuple[Transferred, Move]]] = defaultdict(list)
    why: dict[int, str] = {}
    for one in done:
        for relation, words in _RELATION_WORDS.items():
            person = getattr(one.after, relation)
            if person is not None and person != getattr(one.before, relation):
                for who in _allowed([Recipient(person)], one.subject):
                    new[who.person_pk].append((one, words))
        if one.after.practitioner is None and (
            one.before.practitioner is not None or one.before.team != one.after.team
        ):
            for who in people_for(Allocation.Relation.PRACTITIONER, one.subject):
                without[who.person_pk].append(one)
                why.setdefault(who.person_pk, who.why)
        for move in one.moves:
            if move.changes_hands and not move.stays_because:
                for who in _allowed([Recipient(pk) for pk in move.people], one.subject):
                    came[who.person_pk].append((one, move))
    occasion = _occasion(done)
    for person, records in new.items():
        work = came.pop(person, []) if person not in without else []
        _say(RECORD_ALLOCATED, RECORDS_ALLOCATED, person, [r for r, _ in records], work, occasion, by,
             relation=records[0][1])  # fmt: skip
    for person, records in without.items():
        work = came.pop(person, [])
        _say(WITHOUT_PRACTITIONER, WITHOUT_PRACTITIONER_MANY, person, records, work, occasion, by,
             why=why[person])  # fmt: skip
    for person, pieces in came.items():
        _say(WORK_CAME, WORK_CAME_MANY, person, [r for r, _ in pieces], pieces, occasion, by)


def _say(
    one: Notice,
    many: Notice,
    person: int,
    records: Iterable[Transferred],
    work: list[tuple[Transferred, Move]],
    occasion: str,
    by: Any,
    *,
    relation: str = "",
    why: str = "",
) -> None:
    subjects = list(dict.fromkeys(record.subject for record in records))
    single = subjects[0] if len(subjects) == 1 else None
    notice = one if single else many
    tell(
        notice,
        [Recipient(person, why)],
        about=single,
        subject=single,
        occasion=f"{notice.event}:{occasion}"[:120],
        url=reverse("record", args=[single.pk]) if single else "/",
        by=by.name if by is not None else "The portal",
        day=weekday_date(clock.today()),
        relation=relation,
        count=len(subjects),
        records=_listed([subject.reference for subject in subjects]),
        work=_work_in_words(work, single),
    )


def _work_in_words(work: list[tuple[Transferred, Move]], single: Subject | None) -> str:
    """The open work that came along, each piece with its unchanged date."""
    if not work:
        return "No open work came with it." if single else "No open work came with them."
    pieces = []
    for one, move in work:
        record = "" if single else f"{one.subject.reference}: "
        due = f" by {by_when(move.due_at, clock.now())}" if move.due_at else ""
        pieces.append(f"{record}{move.label}{due}")
    return f"Open work, its dates unchanged: {_listed(pieces, '; ')}."


def _listed(words: list[str], between: str = ", ") -> str:
    shown = between.join(words[:_MOST_NAMED])
    more = len(words) - _MOST_NAMED
    return f"{shown}, and {more} more" if more > 0 else shown


def _allowed(found: list[Recipient], subject: Subject) -> list[Recipient]:
    """Of these, whoever a restricted record is open to."""
    if not subject.is_restricted:
        return found
    named = set(subject.guardians.values_list("person_id", flat=True))
    return [who for who in found if who.person_pk in named]


def _occasion(done: list[Transferred]) -> str:
    """One transfer, one occasion: the newest allocation that it wrote, or the moment when it wrote none."""
    newest = (
        Allocation.objects.filter(subject__in=[one.subject.pk for one in done])
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
        if done
        else None
    )
    return f"{newest or 0}@{clock.now():%Y%m%dT%H%M%S%f}"
