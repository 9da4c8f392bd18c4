"""Who may do what with an action of the rolling plan."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.rules import sight_of
from qa_portal.deadlines.actions import RELATIONS
from qa_portal.people.directory import directory
from qa_portal.people.roles import QUALITY_TEAM


def owns_action(user: Any, action: Any) -> bool:
    """Whether an action is this person's today: their post's, their relation's, or their own; cover included."""
    book = directory()
    acts_for = book.acts_for(user.pk)
    if action.owner_person_id:
        return action.owner_person_id in acts_for
    if action.owner in RELATIONS:
        return getattr(action.subject, f"{action.owner}_id") in acts_for
    return action.owner_post_id in book.posts_answered_by(user.pk)


@rules.predicate
def may_complete_action(user: Any, action: Any) -> bool:
    """Says that it is done: whoever owns it, or a manager of the record's team, while the record opens to them."""
    manages = action.subject.team_id in directory().teams_managed_by(user.pk)
    return (manages or owns_action(user, action)) and sight_of(user, action.subject).opens


@rules.predicate
def may_verify_action(user: Any, action: Any) -> bool:
    """Verifies it: a manager of the record's team or the quality assurance team, never whoever says it was done."""
    book = directory()
    manages = action.subject.team_id in book.teams_managed_by(user.pk)
    may = manages or bool(book.roles_of(user.pk) & QUALITY_TEAM)
    return may and action.done_by_id != user.pk and sight_of(user, action.subject).opens


@rules.predicate
def may_keep_plan(user: Any, action: Any) -> bool:
    """Drops an action or changes its date: a manager of the record's team, or the quality assurance team."""
    book = directory()
    manages = action.subject.team_id in book.teams_managed_by(user.pk)
    return (manages or bool(book.roles_of(user.pk) & QUALITY_TEAM)) and sight_of(user, action.subject).opens
