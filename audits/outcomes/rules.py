"""Who sees the outcomes of an individual's audits put together: they themselves, and their line manager (WAL-23).

Waltham Forest's framework (2.6) uses them "in supervision and appraisal": that is between the two. Nobody else gets
them by person, whatever else they may read: not a manager of another team or further up, not a colleague or a cover of
the practitioner, not whoever audited, and not the quality assurance team, which reads each audit as such.
"""

from __future__ import annotations

from typing import Any

from qa_portal.people.directory import Directory, directory
from qa_portal.people.holding import Person, PostKey
from qa_portal.people.roles import Role, line_above


def line_managers_of(person_pk: int) -> frozenset[int]:
    """The keys of those who manage a person today: the nearest rung above their own post that somebody holds.

    A manager who is away stays one beside their cover; a vacancy climbs, and never to the quality assurance team. A
    post that a person only covers gives them no manager.
    """
    book = directory()
    found: set[int] = set()
    for post in book.posts_of(person_pk):
        if person_pk in book.substantive.get(post.pk, ()):
            found |= _over(book, post)
    return frozenset(found - {person_pk})


def _over(book: Directory, post: PostKey) -> set[int]:
    for rung in line_above(post.role):
        above = book.post_for(rung, post.team_pk)
        if above is not None and (held := book.held.get(above.pk)):
            return {*held, *book.substantive.get(above.pk, ())}
    return set()


def may_see_outcomes(user: Any, person_pk: int) -> bool:
    """Sees what a person's audits came to, as theirs: the person, and whoever manages them (WAL-23)."""
    return _is_theirs(user.pk, person_pk)


def _is_theirs(reader_pk: int, person_pk: int) -> bool:
    return reader_pk == person_pk or reader_pk in line_managers_of(person_pk)


def whose_work(reader_pk: int, audit: Any) -> str:
    """Whose work an audit looked at, as a list or a file of audits says it: a name for the person and their manager, ""
    for others. With names beside grades every list would be one of individuals, once it is sorted (WAL-23)."""
    if audit.practitioner_id is None or not _is_theirs(reader_pk, audit.practitioner_id):
        return ""
    return audit.practitioner.name


def supervised_by(user: Any) -> list[Person]:
    """The people whom somebody manages today, by name."""
    book = directory()
    mine = {post.pk for post in book.posts_of(user.pk)}
    found = {
        pk
        for post_pk, people in book.substantive.items()
        if post_pk not in mine and user.pk in _over(book, book.posts[post_pk])
        for pk in people
        if pk != user.pk
    }
    return sorted((book.people[pk] for pk in found), key=lambda person: (person.name, person.pk))


def has_outcomes(user: Any) -> bool:
    """Whether the navigation leads there: whoever holds cases, and whoever manages a team."""
    book = directory()
    return Role.SOCIAL_WORKER in book.roles_of(user.pk) or bool(book.teams_managed_by(user.pk))
