"""People in words: a name with role and team, the same on every page and in every notice."""

from __future__ import annotations

from typing import Any

from .directory import directory


def in_post(person: Any, role: str = "") -> str:
    """A person with role and team as of today: "Tamsin Manager (Team Manager, Care Planning North)"."""
    if person is None:
        return "The portal"
    post = directory().post_in_words(person.pk, preferring=role or None)
    return f"{person.name} ({post})" if post else person.name
