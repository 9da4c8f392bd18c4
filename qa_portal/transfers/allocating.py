"""Allocating one record: a transfer of one, so that its open work follows and its new owners are told."""

from __future__ import annotations

import datetime as dt

from qa_portal.children.allocation import KEEP
from qa_portal.children.models import Allocation, Subject
from qa_portal.people.models import Team, User

from .actions import Destination, transfer_records

Relation = Allocation.Relation


def allocate(
    subject: Subject,
    relation: str,
    *,
    by: User,
    person: User | None = None,
    team: Team | None = None,
    starts_on: dt.date | None = None,
    reason: str = "",
) -> Allocation | None:
    """Allocate a record to a person, or to a team whose practitioner is still to be named.

    Ends the allocation that runs in this relation and opens the new one from ``starts_on`` (today unless
    given; a past day corrects the past). The open work follows and keeps its dates, its new owners are
    told (LEE-22), and LAW-11 is looked to. Raises NotYours, and ValidationError by field for a day in the
    future or before the running allocation began, and for a person who can't sign in.
    """
    destination = (
        Destination(practitioner=person, team=team or KEEP)
        if relation == Relation.PRACTITIONER
        else Destination(**{relation: person})
    )
    transfer_records([subject], destination, by=by, starts_on=starts_on, reason=reason)
    subject.refresh_from_db(fields=["team", "practitioner", "iro", "cp_chair"])
    return subject.allocations.filter(relation=relation, ends_on=None).first()


def end_allocation(subject: Subject, relation: str, *, by: User, reason: str = "") -> None:
    """End the allocation that runs in this relation today. Raises as ``allocate``."""
    allocate(subject, relation, by=by, reason=reason)
