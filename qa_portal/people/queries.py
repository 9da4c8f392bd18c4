"""The reads of people, teams, posts and cover."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from qa_portal import clock

from .models import Appointment, User
from .roles import Role


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
