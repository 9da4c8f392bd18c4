"""Records of children and foster carers, allocated by the portal's own actions."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from qa_portal import clock
from qa_portal.children.models import Guardian, LegalStatus, Subject
from qa_portal.people.models import Team, User
from qa_portal.transfers.allocating import allocate

from .people import Council

_number = count(1)


def child(council: Council, **given: Any) -> Subject:
    """A looked-after child of the council's team, with its social worker and its IRO, allocated a year ago.

    ``team``, ``practitioner``, ``iro`` and ``cp_chair`` take others, or None for nobody; anything else is a
    field of the record.
    """
    number = next(_number)
    fields = {
        "kind": Subject.Kind.CHILD,
        "case_kind": Subject.CaseKind.LOOKED_AFTER,
        "reference": f"C{100_000 + number}",
        "first_name": "Robin",
        "last_name": f"Example{number}",
        "date_of_birth": dt.date(2014, 5, 17),
    }
    return _record(council, fields, given, {"iro": council.iro})


def foster_carer(council: Council, **given: Any) -> Subject:
    """A foster carer of the fostering team, with the Fostering IRO; takes what ``child`` takes."""
    number = next(_number)
    fields = {
        "kind": Subject.Kind.FOSTER_CARER,
        "case_kind": Subject.CaseKind.FOSTERING,
        "reference": f"F{100_000 + number}",
        "first_name": "Frances",
        "last_name": f"Carer{number}",
    }
    given = {
        "team": council.fostering_team,
        "practitioner": council.fostering_social_worker,
        **given,
    }
    return _record(council, fields, given, {"iro": council.fostering_iro})


def restrict(subject: Subject, *named: User) -> Subject:
    """Lock a record to these people."""
    subject.is_restricted = True
    subject.save()
    for somebody in named:
        Guardian.objects.create(subject=subject, person=somebody)
    return subject


def legal_status(subject: Subject, status: str = LegalStatus.Status.CARE_ORDER, **given: Any) -> LegalStatus:
    """A legal status that has run for a year."""
    fields = {"starts_on": clock.today() - dt.timedelta(days=365), **given}
    return LegalStatus.objects.create(subject=subject, status=status, **fields)


def _record(
    council: Council, fields: dict[str, Any], given: dict[str, Any], usual: dict[str, User | None]
) -> Subject:
    team: Team | None = given.pop("team", council.team)
    practitioner = given.pop("practitioner", council.social_worker if team == council.team else None)
    people = {"iro": given.pop("iro", usual.get("iro")), "cp_chair": given.pop("cp_chair", None)}
    starts_on = given.pop("allocated_on", clock.today() - dt.timedelta(days=365))
    subject = Subject.objects.create(**{**fields, **given})
    by = {"by": council.administrator, "starts_on": starts_on}
    if people["iro"] is not None:
        # First, so that nobody is alerted on a reviewing officer who is on the way.
        allocate(subject, "iro", person=people["iro"], **by)
    if people["cp_chair"] is not None:
        allocate(subject, "cp_chair", person=people["cp_chair"], **by)
    if team is not None:
        allocate(subject, "practitioner", person=practitioner, team=team, **by)
    subject.refresh_from_db()
    subject.messages.all().delete()
    return subject
