"""Who may do what by the posts they hold: predicates that compose with ``&`` and ``|``."""

from __future__ import annotations

from typing import Any

import rules

from .directory import Directory, directory
from .holding import PostKey
from .roles import MANAGERS, QUALITY_TEAM, REVIEWERS, Role, line_above


def holds(*roles: str) -> Any:
    """A predicate: the person holds or covers one of these roles today, anywhere."""
    wanted = frozenset(roles)

    @rules.predicate(name=f"holds_{'_or_'.join(sorted(wanted))}")
    def _holds(user: Any, thing: Any = None) -> bool:
        return bool(directory().roles_of(user.pk) & wanted)

    return _holds


@rules.predicate
def is_administrator(user: Any, thing: Any = None) -> bool:
    """Keeps people, posts, cover, closure days and frameworks."""
    return Role.ADMINISTRATOR in directory().roles_of(user.pk)


@rules.predicate
def is_quality_team(user: Any, thing: Any = None) -> bool:
    """Insights, the IRO Manager, the Principal Social Worker: all records but the restricted ones."""
    return bool(directory().roles_of(user.pk) & QUALITY_TEAM)


@rules.predicate
def is_iro_manager(user: Any, thing: Any = None) -> bool:
    """Confirms recommendations, reopens, changes due dates."""
    return Role.IRO_MANAGER in directory().roles_of(user.pk)


@rules.predicate
def is_reviewer(user: Any, thing: Any = None) -> bool:
    """Holds a reviewing role: IRO, Fostering IRO, child-protection chair."""
    return bool(directory().roles_of(user.pk) & REVIEWERS)


@rules.predicate
def is_manager(user: Any, thing: Any = None) -> bool:
    """Manages at least one team today, cover and vacancies included."""
    return bool(directory().teams_managed_by(user.pk))


@rules.predicate
def may_keep_cover_of(user: Any, absent: Any) -> bool:
    """Records who covers for a person: an administrator, or a manager of the teams of their posts."""
    book = directory()
    if Role.ADMINISTRATOR in book.roles_of(user.pk):
        return True
    if user.pk == absent.pk:
        return False
    mine = [book.posts[pk] for pk in book.posts_answered_by(user.pk)]
    return any(stands_over(book, post, theirs) for theirs in book.posts_of(absent.pk) for post in mine)


def stands_over(book: Directory, post: PostKey, theirs: PostKey) -> bool:
    """Whether whoever holds ``post`` manages whoever holds ``theirs``."""
    if post.role in MANAGERS:
        return theirs.team_pk in book.teams_under(post.team_pk) and (
            theirs.role not in MANAGERS or post.role in line_above(theirs.role)
        )
    return post.role in line_above(theirs.role)
