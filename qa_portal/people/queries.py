"""The reads of people, teams, posts and cover."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from qa_portal import clock

from .models import Appointment, User
from .roles import LINE_OF_QUALITY, MANAGERS, Role


def on_day(day: dt.date) -> Q:
    """Appointments or cover that run on a day."""
    return Q(starts_on__lte=day) & current_or_later(day)


def current_or_later(day: dt.date) -> Q:
    """Appointments or cover that haven't ended by a day; those still to come included."""
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def administrators() -> QuerySet[Appointment]:
    """Appointments that make somebody an administrator today."""
    return Appointment.objects.filter(
        on_day(clock.today()), post__role=Role.ADMINISTRATOR, person__is_active=True
    )


def is_last_administrator_appointment(appointment: Appointment) -> bool:
    """Whether nobody would be administrator today without this appointment."""
    standing = administrators()
    return standing.filter(pk=appointment.pk).exists() and not standing.exclude(pk=appointment.pk).exists()


def is_last_administrator(person: User) -> bool:
    """Whether this person alone is administrator today."""
    standing = administrators()
    return standing.filter(person=person).exists() and not standing.exclude(person=person).exists()


def people_managed_by(user: User) -> frozenset[int]:
    """The people whose cover this person may record because they manage them; from memory, no query."""
    from .directory import directory
    from .rules import stands_over

    book = directory()
    mine = [book.posts[pk] for pk in book.posts_answered_by(user.pk)]
    mine = [
        post
        for post in mine
        if post.role in MANAGERS or post.role == Role.IRO_MANAGER or post.role in LINE_OF_QUALITY
    ]
    found = {
        person
        for pk, people in book.substantive.items()
        if any(stands_over(book, post, book.posts[pk]) for post in mine)
        for person in people
    }
    return frozenset(found - {user.pk})
