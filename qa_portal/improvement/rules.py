"""Who may do what with the actions of improvement plans."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.people.directory import directory


def owns(user: Any, action: Any) -> bool:
    """Whether its post's work reaches this person today: cover and vacancies included."""
    return action.owner_post_id in directory().posts_answered_by(user.pk)


def manages(user: Any, action: Any) -> bool:
    """Whether a person manages the service whose action it is."""
    return action.team_id in directory().teams_managed_by(user.pk)


@rules.predicate
def may_complete_service_action(user: Any, action: Any) -> bool:
    """Says that it is done: whoever owns it, or a manager of the service."""
    return owns(user, action) or manages(user, action)


@rules.predicate
def may_verify_service_action(user: Any, action: Any) -> bool:
    """Verifies it, or gives it back: the quality assurance team, never whoever says that it was done."""
    return directory().is_quality_team(user.pk) and action.done_by_id != user.pk


@rules.predicate
def may_keep_improvement(user: Any, action: Any) -> bool:
    """Drops it: the quality assurance team, which tracks the plan (MER-07)."""
    return directory().is_quality_team(user.pk)


def may_see_improvement(user: Any) -> bool:
    """Whether there is a list for this person: the quality assurance team and managers. To whoever else has an action
    its notice leads."""
    book = directory()
    return book.is_quality_team(user.pk) or bool(book.teams_managed_by(user.pk))
