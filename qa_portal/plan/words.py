"""An action in words: whose it is, and where it came from."""

from __future__ import annotations

from typing import Any

from qa_portal.people.directory import directory
from qa_portal.people.roles import Role
from qa_portal.people.words import in_post

from .models import Action

_RELATIONS = {"practitioner": "Allocated practitioner", "iro": "Reviewing officer", "cp_chair": "Chair"}


def owner_on_paper(action: Action, terms: Any) -> str:
    """Who does an action, as a paper says it for good: a person, a role with its team, or a relation in the
    framework's words (``terms``)."""
    if action.owner_person_id:
        return action.owner_person.name
    if action.owner in ("practitioner", "iro") and action.owner_post_id is None:
        return getattr(terms, action.owner)
    label = Role(action.owner).label if action.owner in Role.values else action.owner
    return f"{label}, {action.owner_post.team.name}" if action.owner_post_id else label


def owner_in_words(action: Action) -> str:
    """Whose an action is today: "Tamsin Manager (Team Manager, North)"; a vacancy says so."""
    if action.owner_person_id:
        return in_post(action.owner_person)
    if action.owner in _RELATIONS:
        holder = getattr(action.subject, action.owner)
        return in_post(holder) if holder else f"{_RELATIONS[action.owner]} (nobody is allocated)"
    book = directory()
    post = book.posts.get(action.owner_post_id)
    if post is None:
        return Role(action.owner).label
    return book.who_holds(post.role, post.team_pk).names


def source_in_words(action: Action) -> str:
    """What it came from."""
    about: Any = action.about
    if isinstance(about, Action):
        return f"Copied from record {about.subject.reference}"
    return str(about) if about is not None else ""


#: Who can own an action: relations and roles of the line, in words.
OWNERS = [
    ("practitioner", "The allocated practitioner"),
    ("iro", "The reviewing officer"),
    (Role.TEAM_MANAGER.value, Role.TEAM_MANAGER.label),
    (Role.SERVICE_MANAGER.value, Role.SERVICE_MANAGER.label),
    (Role.HEAD_OF_SERVICE.value, Role.HEAD_OF_SERVICE.label),
    (Role.INSIGHTS_MANAGER.value, Role.INSIGHTS_MANAGER.label),
]
