"""What people are told about posts and cover."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.actions import Notice, Recipient, tell

from .models import Appointment, Cover

APPOINTED = Notice(
    "appointed",
    "You are {post} {when}",
    "{by} recorded your appointment as {post} {when}{until}{acting}. "
    "The open work of this post comes to you in that time.",
)
COVER_RECORDED = Notice(
    "cover_recorded",
    "You cover for {absent} {when}",
    "{by} recorded that you answer for {absent} {when}, until {until}. "
    "Their posts, their records and their open work come to you in that time.",
)
ABSENCE_RECORDED = Notice(
    "absence_recorded",
    "{cover} covers for you {when}",
    "{by} recorded that {cover} answers for you {when}, until {until}. "
    "What is due from you in that time comes to {cover}.",
)


def tell_of_appointment(appointment: Appointment, *, by: Any) -> None:
    """Tell a person that a post is theirs, unless they wrote it themselves."""
    if appointment.person_id == by.pk:
        return
    tell(
        APPOINTED,
        [Recipient(appointment.person_id)],
        about=appointment,
        subject=None,
        occasion=f"appointed:{appointment.pk}",
        url=reverse("profile"),
        by=by.name,
        post=str(appointment.post),
        when=f"from {weekday_date(appointment.starts_on)}",
        until=f", until {weekday_date(appointment.ends_on)}" if appointment.ends_on else "",
        acting=", acting up" if appointment.is_acting else "",
    )


def tell_of_cover(cover: Cover, *, by: Any) -> None:
    """Tell the one who covers and the one who is covered."""
    words = {
        "by": by.name,
        "absent": cover.absent.name,
        "cover": cover.covered_by.name,
        "when": f"from {weekday_date(cover.starts_on)}",
        "until": weekday_date(cover.ends_on),
    }
    for notice, person in ((COVER_RECORDED, cover.covered_by_id), (ABSENCE_RECORDED, cover.absent_id)):
        if person != by.pk:
            tell(
                notice,
                [Recipient(person)],
                about=cover,
                subject=None,
                occasion=f"{notice.event}:{cover.pk}",
                url=reverse("profile"),
                **words,
            )
