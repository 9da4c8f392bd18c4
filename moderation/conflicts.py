"""Who has a conflict of interest in an audit, as far as the portal knows: they step out before they see any of it."""

from __future__ import annotations

from typing import Any

from qa_portal.children.rules import sight_of
from qa_portal.people.directory import directory


def conflict_of(person: Any, audit: Any) -> str:
    """Why somebody can't judge an audit, in a sentence; "" where the portal knows no reason.

    Nobody judges an audit that they wrote or of their own work; nobody in the very team whose work it is; nobody to
    whom the restricted record isn't open.
    """
    book, subject = directory(), audit.subject
    if person.pk == audit.reviewer_id:
        return "They wrote the audit."
    if person.pk in (audit.practitioner_id, subject.practitioner_id):
        return "It is their own work that was audited."
    if {audit.team_id, subject.team_id} & {post.team_pk for post in book.posts_of(person.pk)}:
        return "It is the work of their own team."
    if person.pk in (subject.iro_id, subject.cp_chair_id):
        return "They are the reviewing officer or chair of the record."
    if subject.is_restricted and not sight_of(person, subject).opens:
        return "The record is restricted, and they aren’t named on it."
    return ""
