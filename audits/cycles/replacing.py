"""Who could audit a record (WAL-14, WAL-16): those in the roles that may, without those who are barred from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from audits.cycles.bars import bars_in_words, earlier_ties, ties_of
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
    return [(each.person, each.name) for each in asked_of(subject, roles) if not each.bars]


@dataclass(frozen=True)
class Asked:
    """Somebody in a role that audits, with their post, and why they can't audit this record: phrases that follow their
    name, none where they can."""

    person: int
    name: str
    bars: tuple[str, ...]


def asked_of(subject: Subject, roles: list[str]) -> list[Asked]:
    """Everybody in these roles, by name, with what bars them from auditing a record (NEW-04). Five queries, whatever
    the number."""
    book = directory()
    role_of: dict[int, str] = {}
    for role in roles:
        for post in book.posts.values():
            if post.role == role:
                role_of |= {pk: role for pk in book.substantive.get(post.pk, ()) if pk not in role_of}
    earlier = earlier_ties(role_of.keys(), [subject.pk]).get(subject.pk, {})
    found = []
    for person, role in role_of.items():
        bars = bars_in_words(subject, person, ties_of(person, book), earlier.get(person, []))
        away = ["is away"] if person in book.stand_ins else []
        name = f"{book.people[person].name} ({book.post_in_words(person, preferring=role)})"
        found.append(Asked(person, name, (*bars, *away)))
    return sorted(found, key=lambda each: each.name)


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
