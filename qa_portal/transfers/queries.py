"""What would move, before it does."""

from __future__ import annotations

from django.db.models import Q

from qa_portal.children.models import Subject
from qa_portal.people.models import Team, User


def records_of(person: User, relation: str) -> list[Subject]:
    """The open records to which a person stands in a relation, by reference."""
    return list(Subject.objects.filter(Q(**{relation: person}), closed_on=None).order_by("reference"))


def records_of_team(team: Team) -> list[Subject]:
    """The open records of a team, by reference."""
    return list(Subject.objects.filter(team=team, closed_on=None).order_by("reference"))
