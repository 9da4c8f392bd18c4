"""Events of a record, whom they reach, and in what words."""

from __future__ import annotations

from django.urls import reverse

from qa_portal.deadlines.words import weekday_time
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import people_for
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role

from .models import EmergencyAccess

EMERGENCY_ACCESS_OPENED = Notice(
    "emergency_access_opened",
    "Emergency access to restricted record {reference}",
    "{who} opened restricted record {reference} in an emergency. Reason given: {reason} "
    "Access ends on {until}. If this is not right, tell the IRO Manager now.",
    Message.Urgency.ALERT,
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
