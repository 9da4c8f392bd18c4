"""The teams that a list can be narrowed to, for its filter."""

from __future__ import annotations

from typing import Any

from qa_portal.people.directory import directory

from .selects import Choices

ANY = ("", "Any")


def team_options(user: Any) -> Choices:
    """ "Any", and the teams whose records this person sees, by name: a manager's own and all below them, else all.

    Put together once for each picture of the directory.
    """
    book = directory()
    managed = book.teams_managed_by(user.pk)
    sees_all = not managed or book.is_quality_team(user.pk)
    known: dict[int | None, Choices] = book.__dict__.setdefault("_team_options", {})
    key = None if sees_all else user.pk
    if key not in known:
        seen = set(book.team_names) if sees_all else managed
        by_name = sorted(((str(pk), book.team_names[pk]) for pk in seen), key=lambda pair: pair[1])
        known[key] = Choices([ANY, *by_name])
    return known[key]
