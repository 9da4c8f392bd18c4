"""Actions in words, the same on pages and papers."""

from __future__ import annotations

from typing import Any

from qa_portal.people.roles import Role

from .models import Action


def owner_in_words(action: Action, terms: Any) -> str:
    """Who does an action: a person, a role with its team, or whoever stands in a relation to the record.

    ``terms`` are the framework's words.
    """
    if action.owner_person_id:
        return action.owner_person.name
    if action.owner in ("practitioner", "iro") and action.owner_post_id is None:
        return getattr(terms, action.owner)
    label = Role(action.owner).label if action.owner in Role.values else action.owner
    return f"{label}, {action.owner_post.team.name}" if action.owner_post_id else label
