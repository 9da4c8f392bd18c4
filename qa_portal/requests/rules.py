"""Who may answer a request, and who that is today."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.rules import sight_of
from qa_portal.people.directory import directory
from qa_portal.people.holding import Holding
from qa_portal.people.roles import LINE_OF_QUALITY


@rules.predicate
def may_answer_request(user: Any, request: Any) -> bool:
    """Whoever answers for the post it was sent to today, cover and vacancy included, or the person.

    The cover of a person answers where the record opens to them. What falls to the quality assurance team because
    nobody is left on the line is told to them, and isn't theirs to answer: authority never falls (LEE-02).
    """
    book = directory()
    if request.to_person_id is None:
        return request.to_post_id in book.posts_answered_by(user.pk) and not _has_fallen(
            request, _holding(request)
        )
    if request.to_person_id == user.pk:
        return True
    return request.to_person_id in book.acts_for(user.pk) and sight_of(user, request.subject).opens


@rules.predicate
def may_see_request(user: Any, request: Any) -> bool:
    """Everybody to whom the record opens; what is off the record is for whoever was asked and the quality team."""
    if request.kind not in request.OFF_RECORD:
        return True
    return request.to_person_id == user.pk or directory().is_quality_team(user.pk)


def _holding(request: Any) -> Holding:
    book = directory()
    post = book.posts[request.to_post_id]
    return book.who_holds(post.role, post.team_pk)


def _has_fallen(request: Any, holding: Holding) -> bool:
    """Whether a post's request has gone past the last rung; whose a confirmation is, its own process says."""
    is_confirmation = request.kind == request.Kind.CONFIRMATION
    return holding.fell_to_quality_team and holding.asked not in LINE_OF_QUALITY and not is_confirmation


def person_in_post(pk: int, role: str) -> str:
    """One person with role and team: "Wendy Worker (Social worker, North)"."""
    book = directory()
    post = book.post_in_words(pk, preferring=role)
    return f"{book.people[pk].name} ({post})" if post else book.people[pk].name


def holder_in_words(request: Any) -> str:
    """Whoever answers a request today, cover and vacancy included: "Tamsin Manager (Team Manager, North)"."""
    book = directory()
    if request.to_person_id is None:
        holding = _holding(request)
        if not _has_fallen(request, holding):
            return holding.names
        return f"nobody (the post of {book.posts[request.to_post_id].label} is vacant, and so is every one above it)"
    asked, here = request.to_person_id, book.standing_in(request.to_person_id)
    if here == (asked,):
        return person_in_post(asked, request.to_role)
    names = ", ".join(book.people[pk].name for pk in here)
    return (
        f"{names} (cover for {book.people[asked].name})"
        if asked in book.people
        else names or request.to_words
    )
