"""Events of a record, whom they reach, and in what words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from qa_portal import clock
from qa_portal.deadlines.words import weekday_date, weekday_time
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import people_for
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role

from .models import EmergencyAccess, Guardian, Subject

EMERGENCY_ACCESS_OPENED = Notice(
    "emergency_access_opened",
    "Emergency access to restricted record {reference}",
    "{who} opened restricted record {reference} in an emergency. Reason given: {reason} "
    "Access ends on {until}. If this is not right, tell the IRO Manager now.",
    Message.Urgency.ALERT,
)

NAMED_ON_RECORD = Notice(
    "named_on_restricted_record",
    "You are named on restricted record {reference}",
    "{who} restricted record {reference} to named people, and you are one of them. Whoever opens it in an "
    "emergency gives a reason, and you are told at once.",
    Message.Urgency.NOTICE,
)


def tell_named_people(subject: Subject, guardians: Iterable[Guardian], *, by: Any) -> None:
    """Tell people that a restricted record is open to them; whoever named them knows it already."""
    for guardian in guardians:
        if guardian.person_id != by.pk:
            tell(
                NAMED_ON_RECORD,
                [Recipient(guardian.person_id)],
                about=subject,
                subject=subject,
                occasion=f"named_on_record:{guardian.pk}",
                url=reverse("record", args=[subject.pk]),
                who=by.name,
            )


def tell_of_emergency_access(access: EmergencyAccess) -> None:
    """Tell the named people and the IRO Manager at once."""
    named = [
        Recipient(pk, "You are named on this restricted record.")
        for pk in access.subject.guardians.values_list("person_id", flat=True)
    ]
    managers = [
        Recipient(person.pk, "You hold the post of IRO Manager.")
        for person in directory().who_holds(Role.IRO_MANAGER, access.subject.team_id).people
    ]
    tell(
        EMERGENCY_ACCESS_OPENED,
        [*named, *managers] or people_for("qa_team", access.subject),
        about=access,
        subject=access.subject,
        occasion=f"emergency_access:{access.pk}",
        url=reverse("record", args=[access.subject_id]),
        who=access.person.name,
        reason=access.reason,
        until=weekday_time(access.ends_at),
    )


IRO_MISSING = Notice(
    "iro_missing",
    "Record {reference} has no reviewing officer",
    "The child of record {reference} is looked after and has had no reviewing officer since {day}. Allocate one.",
    Message.Urgency.ALERT,
)
IROS_MISSING = Notice(
    "iros_missing",
    "{count} looked-after children have no reviewing officer",
    "The children of these records are looked after and have had no reviewing officer since {day}: {records}. "
    "Allocate one to each.",
    Message.Urgency.ALERT,
)

#: A message names this many records; the rest are counted.
MOST_NAMED = 30


def tell_of_missing_iros(subjects: list[Subject], *, occasion: str) -> None:
    """Tell the IRO Manager at once that looked-after children have no reviewing officer (LAW-11).

    One message each, however many records it is about; the same ``occasion`` is told once.
    """
    theirs: dict[int, list[Subject]] = defaultdict(list)
    why: dict[int, str] = {}
    for subject in subjects:
        for who in people_for(Role.IRO_MANAGER, subject):
            theirs[who.person_pk].append(subject)
            why.setdefault(who.person_pk, who.why)
    for person, records in theirs.items():
        single = records[0] if len(records) == 1 else None
        more = len(records) - MOST_NAMED
        tell(
            IRO_MISSING if single else IROS_MISSING,
            [Recipient(person, why[person])],
            about=single,
            subject=single,
            occasion=f"iro_missing:{occasion}",
            url=reverse("record", args=[single.pk]) if single else reverse("without_iro"),
            day=weekday_date(clock.today()),
            count=len(records),
            records=", ".join(s.reference for s in records[:MOST_NAMED])
            + (f", and {more} more" if more > 0 else ""),
        )
