"""The staff of a council of any size: teams with their managers up to forty times, caseworkers in proportion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from qa_portal.children.models import Subject
from qa_portal.people.models import Appointment, Post, Team, User
from qa_portal.people.roles import REVIEWERS, Role

#: From one copy's keys to the next one's; the story has fewer rows than this in each table.
STRIDE = 1000

#: How often the teams and their managers are there, where the council is large enough that each has some records.
AREAS = 40

#: How many copies of the story one social worker or reviewing officer has, at the least.
COPIES_EACH = 25

#: Whoever has records of their own.
CASEWORKERS = REVIEWERS | {Role.SOCIAL_WORKER}

#: What staff consists of, each after what it points to.
PEOPLE = (Team, User, Post, Appointment)


@dataclass(frozen=True)
class Staff:
    """Who and what of the story's council is there more than once: keys by model, and how often.

    ``sets`` is a multiple of ``areas``, so that a caseworker's set belongs to one area; ``areas`` divides ``AREAS``.
    """

    areas: int
    of_areas: dict[type[models.Model], frozenset[int]]
    caseworkers: dict[type[models.Model], frozenset[int]]
    sets: int

    @classmethod
    def for_copies(cls, copies: int) -> Staff:
        """The staff of so many copies of the story."""
        teams = set(Subject.objects.exclude(team=None).values_list("team", flat=True))
        above = Team.objects.exclude(kind=Team.Kind.DEPARTMENT)
        while more := set(above.filter(below__in=teams).values_list("pk", flat=True)) - teams:
            teams |= more
        held = Appointment.objects.values_list("pk", "person", "post__role", "post__team")
        # A smaller council has fewer teams: who is measured has a page full of work in one of any size.
        areas = max(
            n for n in range(1, AREAS + 1) if AREAS % n == 0 and (n == 1 or copies >= n * COPIES_EACH)
        )
        casework = {(pk, person) for pk, person, role, _team in held if role in CASEWORKERS}
        other = {(pk, person) for pk, person, role, team in held if team in teams and role not in CASEWORKERS}
        return cls(
            areas,
            of_areas={
                Team: frozenset(teams),
                Post: frozenset(Post.objects.filter(team__in=teams).values_list("pk", flat=True)),
                User: frozenset(person for _pk, person in other),
                Appointment: frozenset(pk for pk, _person in other),
            },
            caseworkers={
                User: frozenset(person for _pk, person in casework),
                Appointment: frozenset(pk for pk, _person in casework),
            },
            sets=max(1, copies // (COPIES_EACH * areas)) * areas,
        )

    def shifted(self, column: str, model: type[models.Model], number: str) -> str:
        """A column that points to a team, post or person: to its twin in the ``number``-th copy."""
        whens = [
            f"WHEN {column} IN ({', '.join(map(str, sorted(keys)))}) THEN mod({number}, {times}) * {STRIDE}"
            for keys, times in (
                (self.of_areas.get(model), self.areas),
                (self.caseworkers.get(model), self.sets),
            )
            if keys
        ]
        return f"{column} + CASE {' '.join(whens)} ELSE 0 END"


def copy_people(cursor: Any, staff: Staff) -> None:
    """The same teams, posts and people again, with a number to their names."""
    for model in PEOPLE:
        for keys, times in (
            (staff.of_areas.get(model), staff.areas),
            (staff.caseworkers.get(model), staff.sets),
        ):
            if not keys:
                continue
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            values = ", ".join(_staff_value(field, staff) for field in model._meta.concrete_fields)
            table = model._meta.db_table
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) SELECT {values} '  # noqa: S608
                f'FROM generate_series(1, {times - 1}) AS n CROSS JOIN "{table}" AS r WHERE r.id = ANY(%s)',
                [sorted(keys)],
            )


def _staff_value(field: Any, staff: Staff) -> str:
    column = f'r."{field.column}"'
    if field.primary_key:
        return f"{column} + n * {STRIDE}"
    if field.related_model in PEOPLE:
        return staff.shifted(column, field.related_model, "n")
    if field.name == "name":
        return f"{column} || ' ' || (n + 1)"
    if field.name == "email":
        return f"replace({column}, '@', '.' || (n + 1) || '@')"
    return column
