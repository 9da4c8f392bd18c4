"""From the words of a framework (a role, a relation) to the people who hold them today."""

from __future__ import annotations

from collections.abc import Iterable

from qa_portal.children.models import Subject
from qa_portal.people.directory import Directory, directory
from qa_portal.people.holding import Holding, PostKey
from qa_portal.people.roles import Role

from .actions import Recipient

#: Relations and the role whose post hears when nobody stands in them.
RELATION_FALLS_TO = {
    "practitioner": Role.TEAM_MANAGER,
    "iro": Role.IRO_MANAGER,
    "cp_chair": Role.IRO_MANAGER,
}

_RELATION_IN_WORDS = {"practitioner": "practitioner", "iro": "reviewing officer", "cp_chair": "chair"}


def people_for(
    word: str | int,
    subject: Subject,
    *,
    book: Directory | None = None,
    guardians: Iterable[int] | None = None,
    without: frozenset[int] = frozenset(),
) -> list[Recipient]:
    """Whom a role, a relation or a person's key means for a record today, each with the reason why it is they.

    A vacancy climbs; nobody at all falls to the quality assurance team (silence, never authority). ``without``
    names those who stand on a lower rung already: a person on two rungs skips up. For a restricted record
    only its named people hear; ``guardians`` are their keys, given by whoever has them already. An empty
    list is an incident.
    """
    book = book or directory()
    if isinstance(word, int):
        found = _one_person(word, subject, book)
    elif word in RELATION_FALLS_TO:
        found = _in_relation(word, subject, book)
    elif word == "qa_team":
        found = [
            Recipient(p.pk, "You are in the quality assurance team.")
            for p in book.quality_team_for(subject.team_id).people
        ]
    else:
        found = in_post(book, book.who_holds(word, subject.team_id, without=without), without)
    if subject.is_restricted:
        found = only_named(found, subject, book, guardians)
    return found


def in_post(book: Directory, holding: Holding, without: frozenset[int] = frozenset()) -> list[Recipient]:
    """The people of a holding, each with how it came to them: their own post goes without saying."""
    return [Recipient(p.pk, _why(book, holding, p.pk, without)) for p in holding.people]


def _why(book: Directory, holding: Holding, person: int, without: frozenset[int]) -> str:
    said = []
    if holding.fell_to_quality_team:
        said.append(
            f"Nobody holds the role of {Role(holding.asked).label}, nor any role above it, "
            "so it comes to the quality assurance team."
        )
    elif holding.climbed_from or (holding.post and holding.post.role != holding.asked):
        said.append(_climbed(book, holding, without))
    if holding.post and person not in book.substantive.get(holding.post.pk, ()):
        said.append(_covers(book, holding.post, person))
    return " ".join(said)


def _climbed(book: Directory, holding: Holding, without: frozenset[int]) -> str:
    here = holding.post.label if holding.post else ""
    asked = holding.climbed_from
    if asked is None:
        return f"There is no post of {Role(holding.asked).label} for this team, so it comes to you as {here}."
    if on_lower_rung := [pk for pk in book.held.get(asked.pk, ()) if pk in without]:
        names = ", ".join(book.people[pk].name for pk in on_lower_rung)
        return f"{names} ({asked.label}) has it on a lower rung already, so it comes to you as {here}."
    return f"The post of {asked.label} is vacant, so it comes to you as {here}."


def _covers(book: Directory, post: PostKey, person: int) -> str:
    absent = [
        book.people[pk].name
        for pk in book.substantive.get(post.pk, ())
        if person in book.stand_ins.get(pk, ()) and pk in book.people
    ]
    return (
        f"You cover for {', '.join(absent)} ({post.label})."
        if absent
        else "You cover for an absent colleague."
    )


def _one_person(pk: int, subject: Subject, book: Directory) -> list[Recipient]:
    """A person, or whoever covers for them; when they have left, the quality assurance team."""
    if found := _with_cover(pk, book):
        return found
    return [
        Recipient(p.pk, "Whoever it was meant for has left, so it comes to the quality assurance team.")
        for p in book.quality_team_for(subject.team_id).people
    ]


def _in_relation(word: str, subject: Subject, book: Directory) -> list[Recipient]:
    pk = getattr(subject, f"{word}_id")
    if pk is not None and (found := _with_cover(pk, book)):
        return found
    holding = book.who_holds(RELATION_FALLS_TO[word], subject.team_id)
    said = f"This record has no {_RELATION_IN_WORDS[word]}, so it comes to {holding.names}."
    return [Recipient(p.pk, said) for p in holding.people]


def _with_cover(pk: int, book: Directory) -> list[Recipient]:
    absent = book.people.get(pk)
    return [
        Recipient(
            who, "" if who == pk else f"You cover for {absent.name if absent else 'an absent colleague'}."
        )
        for who in book.standing_in(pk)
    ]


def only_named(
    found: list[Recipient], subject: Subject, book: Directory, guardians: Iterable[int] | None = None
) -> list[Recipient]:
    """Of the people found, those whom a restricted record is open to; else all its named people.

    Nobody at all gives an empty list: an incident, without identity.
    """
    if guardians is None:
        guardians = subject.guardians.values_list("person_id", flat=True)
    named = {pk for pk in guardians if pk in book.people}
    may_see = [who for who in found if who.person_pk in named]
    return may_see or [Recipient(pk, "You are named on this restricted record.") for pk in sorted(named)]
