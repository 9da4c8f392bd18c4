"""Who sees what standards checklists come to together; a single one is seen and kept as its meeting is."""

from __future__ import annotations

from typing import Any

from qa_portal.people.directory import directory
from qa_portal.people.roles import REVIEWERS


def may_see_standards(user: Any) -> bool:
    """The quality assurance team, managers for their teams, and those who chair."""
    book = directory()
    chairs = bool(book.roles_of(user.pk) & {str(role) for role in REVIEWERS})
    return chairs or book.is_quality_team(user.pk) or bool(book.teams_managed_by(user.pk))


def teams_counted_for(user: Any) -> set[int] | None:
    """The teams whose meetings are counted for this person; None for all of them: who chairs holds no team's alone."""
    book = directory()
    chairs = bool(book.roles_of(user.pk) & {str(role) for role in REVIEWERS})
    return None if chairs or book.is_quality_team(user.pk) else book.teams_managed_by(user.pk)
