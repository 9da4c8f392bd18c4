"""Who could audit in somebody's place (WAL-14): the cohort, without those who are barred from the record."""

from __future__ import annotations

from audits.bars import earlier_ties, ties_of
from audits.models import Audit
from qa_portal.people.directory import directory


def replacements_for(audit: Audit) -> list[tuple[int, str]]:
    """The people who may audit a record instead, each with their post, by name.

    Those who audit in its cycle; without one, everybody in the roles that the framework names. Nobody who is away,
    answers for its team, supervises its practitioner, or worked on it (NEW-04).
    """
    book = directory()
    roles = [str(member.role) for member in audit.policy.selection.cohort]
    people = {
        person
        for post in book.posts.values()
        if post.role in roles
        for person in book.substantive.get(post.pk, ())
        if person not in book.stand_ins
    }
    subject = audit.subject
    earlier = earlier_ties(people, [subject.pk]).get(subject.pk, {})
    found = []
    for person in people - {audit.reviewer_id, subject.practitioner_id} - earlier.keys():
        ties = ties_of(person, book)
        if subject.team_id in ties.teams or subject.practitioner_id in ties.supervises:
            continue
        post = book.post_in_words(person, preferring=roles[0])
        found.append((person, f"{book.people[person].name} ({post})"))
    return sorted(found, key=lambda pair: pair[1])
