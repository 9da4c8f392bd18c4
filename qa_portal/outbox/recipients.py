"""From the words of a framework (a role, a relation) to the people who hold them today."""

from __future__ import annotations

from collections.abc import Iterable

from qa_portal.children.models import Subject
from qa_portal.people.directory import Directory, Holding, Person, directory
from qa_portal.people.roles import Role

from .actions import Recipient

#: Relations and the role whose post hears when nobody stands in them.
RELATION_FALLS_TO = {
    "practitioner": Role.TEAM_MANAGER,
    "iro": Role.IRO_MANAGER,
    "cp_chair": Role.IRO_MANAGER,
}


def people_for(
    word: str, subject: Subject, *, book: Directory | None = None, guardians: Iterable[int] | None = None
) -> list[Recipient]:
    """Whom a role or relation means for a record today, each with the reason it came to them.

    A vacancy climbs; nobody at all falls to the quality assurance team (silence, never authority). For a
    restricted record only those who may see it hear: its named people, the practitioner and the reviewing
    officer; ``guardians`` are their keys, given by whoever has them already. An empty list is an incident.
    """
    book = book or directory()
    if word in RELATION_FALLS_TO:
        found = _in_relation(word, subject, book)
    elif word == "qa_team":
        found = [Recipient(p.pk, "You are in the quality assurance team.") for p in _quality(subject, book)]
    else:
        found = _from(book.who_holds(word, subject.team_id))
    if subject.is_restricted:
        found = _only_named(found, subject, guardians)
    return found


def _in_relation(word: str, subject: Subject, book: Directory) -> list[Recipient]:
    pk = getattr(subject, f"{word}_id")
    if pk is not None and (stand_ins := book.standing_in(pk)):
        return [Recipient(who, "" if who == pk else "You cover for an absent colleague.") for who in stand_ins]
    role = RELATION_FALLS_TO[word]
    holding = book.who_holds(role, subject.team_id)
    label = {"practitioner": "practitioner", "iro": "reviewing officer", "cp_chair": "chair"}[word]
    return [
        Recipient(p.pk, f"This record has no {label}, so it comes to {holding.names}.")
        for p in holding.people
    ]


def _quality(subject: Subject, book: Directory) -> tuple[Person, ...]:
    return book.quality_team_for(subject.team_id).people


def _from(holding: Holding) -> list[Recipient]:
    return [Recipient(p.pk, holding.says) for p in holding.people]


def _only_named(found: list[Recipient], subject: Subject, guardians: Iterable[int] | None) -> list[Recipient]:
    """Of the people found, those whom a restricted record is open to; else the named people."""
    named = set(guardians if guardians is not None else subject.guardians.values_list("person_id", flat=True))
    may_see = [who for who in found if who.person_pk in named]
    return may_see or [Recipient(pk, "You are named on this restricted record.") for pk in sorted(named)]
