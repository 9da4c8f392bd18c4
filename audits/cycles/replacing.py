"""Who could audit a record (WAL-14, WAL-16): those in the roles that may, without those who are barred from it."""

from __future__ import annotations

from typing import Any

from audits.cycles.bars import earlier_ties, ties_of
from audits.models import Audit
from audits.rules import has_role_of
from qa_portal.children.models import Subject
from qa_portal.people.directory import directory


def replacements_for(audit: Audit) -> list[tuple[int, str]]:
    """The people who may audit a record instead, each with their post, by name: the roles that the framework names."""
    roles = [str(member.role) for member in audit.policy.cohort_for(audit.tool_key)]
    return [(pk, words) for pk, words in fit_to_audit(audit.subject, roles) if pk != audit.reviewer_id]


def fit_to_audit(subject: Subject, roles: list[str]) -> list[tuple[int, str]]:
    """The people in these roles who may audit a record, each with their post, by name.

    Nobody who is away, answers for its team, supervises its practitioner, or worked on it (NEW-04).
    """
    book = directory()
    people = {
        person
        for post in book.posts.values()
        if post.role in roles
        for person in book.substantive.get(post.pk, ())
        if person not in book.stand_ins
    }
    earlier = earlier_ties(people, [subject.pk]).get(subject.pk, {})
    found = []
    for person in people - {subject.practitioner_id} - earlier.keys():
        ties = ties_of(person, book)
        if subject.team_id in ties.teams or subject.practitioner_id in ties.supervises:
            continue
        role = next(each for each in roles if each in book.roles_of(person))
        found.append((person, f"{book.people[person].name} ({book.post_in_words(person, preferring=role)})"))
    return sorted(found, key=lambda pair: pair[1])


def replaceable_among(user: Any, audits: list[Any]) -> set[int]:
    """As ``may_replace_reviewer``, for a list of audits on records that open to this person: the keys of those."""
    book = directory()
    managed = book.teams_managed_by(user.pk)
    allocates: dict[int, bool] = {}
    found = set()
    for audit in audits:
        if not audit.is_writable:
            continue
        if audit.framework_id not in allocates:
            allocates[audit.framework_id] = has_role_of(user, audit.policy.cycles.opened_by)
        theirs = {post.team_pk for post in book.posts_of(audit.reviewer_id)}
        if allocates[audit.framework_id] or (theirs & managed and user.pk != audit.reviewer_id):
            found.add(audit.pk)
    return found
