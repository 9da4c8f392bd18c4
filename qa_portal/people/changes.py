"""What was changed about a person or a team, by whom and when, in words (LEE-15). Shown, never reasoned with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from qa_portal.deadlines.words import weekday_date

from .models import Appointment, Cover, Team, User

#: The page shows this many of the newest.
NEWEST = 50

_QUIET = frozenset({"id", "joined_at", "is_superuser"})


@dataclass(frozen=True)
class Change:
    """One entry of the timeline: what, when, who, in which role, and why."""

    what: str
    when: dt.datetime
    who: str
    role: str
    note: str


def changes_of_person(person: User) -> list[Change]:
    """The newest changes of a person, their appointments and their cover; four queries."""
    rows = list(User.history.filter(id=person.pk).select_related("history_user")[: NEWEST + 1])
    found = _said(rows, _person_words)
    held = Appointment.history.filter(person=person).select_related("history_user", "post__team")
    found += [_change(row, _appointment_words(row)) for row in held[:NEWEST]]
    covers = Cover.history.filter(Q(absent=person) | Q(covered_by=person))
    covers = covers.select_related("history_user", "absent", "covered_by")
    found += [_change(row, _cover_words(row)) for row in covers[:NEWEST]]
    return sorted(found, key=lambda change: change.when, reverse=True)[:NEWEST]


def changes_of_team(team: Team) -> list[Change]:
    """The newest changes of a team and of who holds its posts; two queries."""
    rows = list(Team.history.filter(id=team.pk).select_related("history_user", "parent")[: NEWEST + 1])
    found = _said(rows, _team_words)
    held = Appointment.history.filter(post__team=team)
    for row in held.select_related("history_user", "post__team", "person")[:NEWEST]:
        words = _appointment_words(row)
        found.append(_change(row, f"{row.person.name}: {words[0].lower()}{words[1:]}"))
    return sorted(found, key=lambda change: change.when, reverse=True)[:NEWEST]


def _change(row: Any, what: str) -> Change:
    who = row.history_user.name if row.history_user else "The portal"
    return Change(what, row.history_date, who, row.acting_as, row.history_change_reason or "")


def _said(rows: list[Any], words: Any) -> list[Change]:
    """The rows, newest first, each told from what the one before it says; those without a visible change left out."""
    told = ((row, words(row, older)) for row, older in zip(rows, [*rows[1:], None], strict=True))
    return [_change(row, what) for row, what in told if what][:NEWEST]


def _person_words(row: Any, older: Any) -> str:
    if row.history_type == "+":
        return "Added"
    changed = _changed(User, row, older)
    if "is_active" in changed:
        return "May sign in again" if row.is_active else "Has left"
    return f"Changed: {', '.join(changed.values())}" if changed else ""


def _team_words(row: Any, older: Any) -> str:
    if row.history_type == "+":
        return "Added"
    changed = _changed(Team, row, older)
    if "is_open" in changed:
        return "Taken into use" if row.is_open else "Closed"
    words = []
    if "name" in changed:
        words.append(f"renamed from {older.name}")
    if "parent" in changed:
        words.append(f"moved below {row.parent}" if row.parent else "moved to the top")
    if "framework_key" in changed:
        words.append(f"works by {row.framework_key or 'the framework of the team above'}")
    if "kind" in changed:
        words.append(f"is now a {row.get_kind_display().lower()}")
    return f"{'; '.join(words)[:1].upper()}{'; '.join(words)[1:]}" if words else ""


def _appointment_words(row: Any) -> str:
    post = f"{row.post}{' (acting up)' if row.is_acting else ''}"
    if row.history_type == "-":
        return f"Appointment as {post} taken back"
    if row.history_type == "+":
        return f"Appointed as {post} from {weekday_date(row.starts_on)}"
    return (
        f"Appointment as {post} ends on {weekday_date(row.ends_on)}"
        if row.ends_on
        else f"Appointment as {post} changed"
    )


def _cover_words(row: Any) -> str:
    who = f"Cover by {row.covered_by.name} for {row.absent.name}"
    if row.history_type == "-":
        return f"{who} taken back"
    if row.history_type == "+":
        return f"{who} from {weekday_date(row.starts_on)} to {weekday_date(row.ends_on)}"
    return f"{who} ends on {weekday_date(row.ends_on)}"


def _changed(model: Any, row: Any, older: Any) -> dict[str, str]:
    """The columns that differ from the row before, by name, in words."""
    if older is None:
        return {}
    return {
        field.name: str(field.verbose_name)
        for field in model._meta.concrete_fields
        if field.name not in _QUIET
        and hasattr(row, field.attname)
        and getattr(row, field.attname) != getattr(older, field.attname)
    }
