"""The deadlines that a person must meet today, as rows of *my work* (LEE-05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.holders import Hearers
from qa_portal.deadlines.kinds import upcoming_kinds
from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import Directory
from qa_portal.people.roles import Role
from qa_portal.reading.prepared import Keys, Parts, prepared

from .legs import MOST, Leg, Legs, among, among_many, moment
from .work import Row, Section

#: What is due later than this many working days from now is upcoming, not yet to do.
HORIZON = 5

#: Up to so many posts each has a leg of its own; who answers for more has them in one.
MOST_LEGS = 20

_SUBJECT = f"JOIN {Subject._meta.db_table} AS subject ON subject.id = it.subject_id"


def horizon(now: dt.datetime) -> dt.datetime:
    """The end of the day after which what is due is upcoming."""
    return clock.at_london(
        current_calendar().add_working_days(clock.london_date(now), HORIZON), dt.time(23, 59)
    )


def deadline_legs(user: Any, book: Directory, now: dt.datetime) -> dict[str, Legs]:
    """The open deadlines that she must meet, now and later; those that answer a request are shown as the request.

    What opens on its day (a re-audit) is upcoming until then, and to be done from then on.
    """
    later, opening, this_moment = moment(horizon(now)), upcoming_kinds(), moment(now)
    held = held_by(user, book)
    to_do = [leg.also("it.due_at <= %s", later) for leg in held]
    if opening:
        opened = f"(it.due_at <= %s OR it.kind NOT IN {among(opening)})"
        to_do = [leg.also(opened, this_moment, *opening) for leg in to_do]
    upcoming = [leg.also("it.due_at > %s", later) for leg in held]
    if opening:
        # Apart, not as an OR: each is a question that an index answers.
        upcoming += [
            leg.also(
                f"it.due_at > %s AND it.due_at <= %s AND it.kind IN {among(opening)}",
                this_moment,
                later,
                *opening,
            )
            for leg in held
        ]
    return {
        Section.TO_DO: Legs(Deadline, "due_at", to_do),
        Section.UPCOMING: Legs(Deadline, "due_at", upcoming),
    }


def held_by(user: Any, book: Directory) -> list[Leg]:
    """The open deadlines that a person must meet today, as legs without a row in common.

    Each is read from an index of its own; those that answer a request are in none of them.
    """
    running = Leg("it.met_at IS NULL AND it.cancelled_at IS NULL AND NOT it.answers_request")
    acts_for = sorted(book.acts_for(user.pk))
    legs = of_each(running, "owner_person_id", acts_for)
    legs += of_each(running, "owner_post_id", book.posts_answered_by(user.pk))
    in_relation = running.also("it.owner_post_id IS NULL AND it.owner_person_id IS NULL")
    legs += of_each(in_relation, "with_person_id", acts_for)
    for relation, role in (
        ("practitioner", Role.TEAM_MANAGER),
        ("iro", Role.IRO_MANAGER),
        ("cp_chair", Role.IRO_MANAGER),
    ):
        if teams := sorted(teams_fallen_to(user.pk, role, book)):
            nobodys = Leg(
                f"{in_relation.where} AND it.with_person_id IS NULL AND it.owner = %s", (relation,), _SUBJECT
            )
            legs.append(nobodys.also(*among_many("subject.team_id", teams)))
    return legs


def of_each(leg: Leg, column: str, keys: Iterable[int]) -> list[Leg]:
    """A leg for each post or person, or one for all of very many."""
    keys = sorted(keys)
    if len(keys) <= MOST_LEGS:
        return [leg.also(f"it.{column} = %s", pk) for pk in keys]
    return [leg.also(*among_many(f"it.{column}", keys))]


def teams_fallen_to(user_pk: int, role: str, book: Directory) -> frozenset[int]:
    """The teams for whose records this person acts where nobody stands in a relation: those whose ``role`` she is."""
    known: dict[str, dict[int, set[int]]] = book.__dict__.setdefault("_fallen_to", {})
    if role not in known:
        known[role] = {}
        for team in book.parent_of:
            for person in book.who_holds(role, team).people:
                known[role].setdefault(person.pk, set()).add(team)
    return frozenset(known[role].get(user_pk, ()))


def add_deadlines(rows: dict[str, list[Row]], user: Any, keys: Keys, book: Directory) -> None:
    """Add the rows of these deadlines: one query."""
    hearers = Hearers(book, _NobodyNamed())
    opening, now = set(upcoming_kinds()), clock.now()
    later = horizon(now)
    for deadline in _deadlines(keys=keys)["deadlines"]:
        is_later = deadline.due_at > (now if deadline.kind in opening else later)
        rows[Section.UPCOMING if is_later else Section.TO_DO].append(
            Row(
                what=deadline.label,
                url=_url_of(deadline),
                subject=deadline.subject,
                from_whom=_raiser(deadline, user, book),
                note=_why_mine(deadline, user, hearers),
                deadline=deadline,
            )
        )


#: What a row says of a record, and why it is whose: no more of it is read.
OF_SUBJECT = tuple(
    f"subject__{name}" for name in ("reference", "is_restricted", "team", "iro", "practitioner", "cp_chair")
)
#: What a row says of a deadline, and how its chip says it.
OF_DEADLINE = (
    "kind", "label", "about_type", "about_id", "owner", "owner_post", "owner_person", "parties",
    "due_at", "first_due_at", "met_at", "cancelled_at",
)  # fmt: skip


@prepared
def _deadlines(keys: Keys) -> Parts:
    found = Deadline.objects.filter(pk__in=keys).select_related("subject").order_by("due_at", "pk")
    return {"deadlines": found.only(*OF_DEADLINE, *OF_SUBJECT)[: 3 * MOST]}


def _url_of(deadline: Deadline) -> str:
    """Where it can be done; "" for a kind that no app brings any more, whose row still counts."""
    try:
        return deadline.get_absolute_url()
    except (KeyError, NoReverseMatch):
        return ""


class _NobodyNamed(dict):
    """A page says why a row is hers without asking who is named on a restricted record."""

    def get(self, key: Any, default: Any = None) -> Any:
        return ()


def _raiser(deadline: Deadline, user: Any, book: Directory) -> str:
    """Whoever raised the concern, by name, unless it is she herself."""
    raiser = deadline.parties.get("raiser")
    pk = raiser if isinstance(raiser, int) else getattr(deadline.subject, f"{raiser}_id", None)
    person = book.people.get(pk) if pk is not None and pk not in book.acts_for(user.pk) else None
    return person.name if person else ""


def _why_mine(deadline: Deadline, user: Any, hearers: Hearers) -> str:
    """Why it is hers, where that doesn't go without saying: she covers, or a post below is vacant."""
    if deadline.subject.is_restricted:
        return ""
    return next((who.why for who in hearers.holders(deadline) if who.person_pk == user.pk), "")
