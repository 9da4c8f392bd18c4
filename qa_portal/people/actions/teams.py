"""Teams: made, changed, moved in the tree, closed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from qa_portal import clock
from qa_portal.people.models import Appointment, Team, User
from qa_portal.people.queries import current_or_later

from .authority import as_administrator

_CHANGEABLE = ("name", "kind", "parent", "framework_key")


def create_team(
    *, name: str, kind: str, by: User, parent: Team | None = None, framework_key: str = ""
) -> Team:
    """Make a team below ``parent``. Raises NotYours, and ValidationError by field."""
    with as_administrator(by, "create_team"):
        team = Team(name=name.strip(), kind=kind, parent=parent, framework_key=framework_key)
        _check(team)
        team.save()
    return team


def change_team(team: Team, *, by: User, **changes: Any) -> Team:
    """Rename a team, move it below another, or give it another framework.

    Takes any of ``name``, ``kind``, ``parent`` and ``framework_key``. Work that has started keeps the
    framework it started under. Raises NotYours, and ValidationError by field: for a name that is taken,
    and for a parent that stands below the team itself.
    """
    with as_administrator(by, "change_team"):
        team = Team.objects.select_for_update().get(pk=team.pk)
        for name in _CHANGEABLE:
            if name in changes:
                setattr(team, name, changes[name])
        _check(team)
        team.save()
    return team


def close_team(team: Team, *, by: User, reason: str = "") -> Team:
    """Take a team out of use. Its posts and its past stay.

    Raises NotYours, and ValidationError while anything would be left without a home: open records, teams
    in use below it, people in its posts.
    """
    with as_administrator(by, "close_team", reason):
        team = Team.objects.select_for_update().get(pk=team.pk)
        hindrances = what_keeps_open(team)
        if hindrances:
            raise ValidationError(hindrances)
        team.is_open = False
        team.save()
    return team


def reopen_team(team: Team, *, by: User) -> Team:
    """Take a closed team into use again. Raises NotYours."""
    with as_administrator(by, "reopen_team"):
        team = Team.objects.select_for_update().get(pk=team.pk)
        team.is_open = True
        team.save()
    return team


def what_keeps_open(team: Team) -> list[str]:
    """Why a team can't be closed yet, as sentences that say how to mend it; empty when it can."""
    found = []
    if records := team.subjects.filter(closed_on=None).count():
        found.append(
            f"{_so_many(records, 'open record is', 'open records are')} allocated to it. Transfer them first."
        )
    if below := team.below.filter(is_open=True).count():
        found.append(f"{_so_many(below, 'team stands', 'teams stand')} below it. Move or close them first.")
    held = Appointment.objects.filter(current_or_later(clock.today()), post__team=team).count()
    if held:
        found.append(
            f"{_so_many(held, 'appointment runs', 'appointments run')} in its posts. End them first."
        )
    return found


def _so_many(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _check(team: Team) -> None:
    if not team.name.strip():
        raise ValidationError({"name": "Give the team a name."})
    taken = Team.objects.filter(name__iexact=team.name.strip()).exclude(pk=team.pk)
    if taken.exists():
        raise ValidationError({"name": f"There is a team called {team.name} already. Choose another name."})
    if team.parent is not None and not team.parent.is_open:
        raise ValidationError({"parent": f"{team.parent} is closed. Choose a team in use."})
    team.clean()
