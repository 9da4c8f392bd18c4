"""Who has to do with a record today, in words: from the directory in memory, without a query."""

from __future__ import annotations

from typing import Any

from qa_portal.people.directory import directory
from qa_portal.people.roles import Role

from .models import Subject


def people_on(subject: Subject) -> list[dict[str, str]]:
    """Who has to do with a record today, each with role and team, from memory: no query."""
    book = directory()
    manager = book.who_holds(Role.TEAM_MANAGER, subject.team_id)
    rows = [
        _person("Practitioner", subject.practitioner, subject.team.name if subject.team else ""),
        {
            "role": "Team Manager today",
            "name": "" if manager.fell_to_quality_team else ", ".join(p.name for p in manager.people),
            "post": manager.post.label if manager.post and not manager.fell_to_quality_team else "",
            "note": manager.says,
        },
        _person("Reviewing officer", subject.iro, _post(subject.iro_id, Role.IRO)),
    ]
    if subject.cp_chair_id:
        rows.append(
            _person("Child-protection chair", subject.cp_chair, _post(subject.cp_chair_id, Role.CP_CHAIR))
        )
    return rows


def _person(role: str, person: Any, post: str) -> dict[str, str]:
    stands_in = [
        directory().people[pk].name
        for pk in (directory().standing_in(person.pk) if person else ())
        if pk != person.pk
    ]
    note = f"Away. {', '.join(stands_in)} covers." if stands_in else ""
    return {"role": role, "name": person.name if person else "", "post": post, "note": note}


def _post(person_pk: int | None, preferring: str) -> str:
    return directory().post_in_words(person_pk, preferring) if person_pk else ""
