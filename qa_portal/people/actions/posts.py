"""Posts, and who is appointed to them from when until when."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from qa_portal import clock
from qa_portal.people.models import Appointment, Post, Team, User
from qa_portal.people.notices import tell_of_appointment
from qa_portal.people.queries import current_or_later, is_last_administrator_appointment
from qa_portal.people.roles import Role

from .authority import as_administrator


def create_post(*, role: str, team: Team, by: User) -> Post:
    """Make a post on a team, or give the one that is there. Raises NotYours and ValidationError."""
    with as_administrator(by, "create_post"):
        if role not in Role.values:
            raise ValidationError({"role": "Choose one of the roles."})
        if not team.is_open:
            raise ValidationError({"team": f"{team} is closed. Choose a team in use."})
        return Post.objects.get_or_create(role=role, team=team)[0]


def remove_post(post: Post, *, by: User) -> None:
    """Remove a post that nothing has ever happened to; its trail stays.

    Raises NotYours, and ValidationError for a post that somebody holds, or held, or that owns work.
    """
    with as_administrator(by, "remove_post"):
        if post.appointments.exists() or post.deadlines.exists() or post.requests.exists():
            raise ValidationError(
                f"{post} has been held or has owned work, so it stays on the record. "
                "End the appointments to leave it vacant."
            )
        post.delete()


def appoint(
    person: User,
    *,
    role: str,
    team: Team,
    by: User,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    is_acting: bool = False,
) -> Appointment:
    """Appoint a person to a role on a team, making the post if it isn't there.

    From ``starts_on`` (today unless given) until ``ends_on``, both included; without an end, until it is
    ended. ``is_acting`` says that the person acts up. Raises NotYours, and ValidationError by field: for
    a person who can't sign in, days the wrong way round, and an appointment that overlaps the same one.
    """
    starts_on = starts_on or clock.today()
    with as_administrator(by, "appoint"):
        if not person.is_active:
            raise ValidationError({"person": f"{person} can't sign in. Let them sign in again first."})
        if ends_on is not None and ends_on < starts_on:
            raise ValidationError({"ends_on": "The last day is before the first. Change one of the two."})
        post = create_post(role=role, team=team, by=by)
        same = Appointment.objects.filter(current_or_later(starts_on), post=post, person=person)
        if ends_on is not None:
            same = same.filter(starts_on__lte=ends_on)
        if same.exists():
            raise ValidationError(
                {"starts_on": f"{person} holds this post in that time already. Change the days."}
            )
        appointment = Appointment.objects.create(
            post=post, person=person, is_acting=is_acting, starts_on=starts_on, ends_on=ends_on
        )
        tell_of_appointment(appointment, by=by)
    return appointment


def end_appointment(
    appointment: Appointment, *, by: User, ends_on: dt.date | None = None, reason: str = ""
) -> Appointment:
    """End an appointment; ``ends_on`` is its last day (yesterday unless given, so that it ends at once).

    One that hasn't been held for a single day is deleted; its trail stays. Raises NotYours, and
    ValidationError for a last day before the first, and for the last administrator.
    """
    last_day = ends_on or clock.today() - dt.timedelta(days=1)
    with as_administrator(by, "end_appointment", reason):
        appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if is_last_administrator_appointment(appointment):
            raise ValidationError(
                "This is the last administrator. Appoint another one first, or nobody could keep the portal."
            )
        if ends_on is not None and ends_on < appointment.starts_on:
            raise ValidationError({"ends_on": "That is before the first day of the appointment."})
        if last_day < appointment.starts_on:
            appointment.delete()
        else:
            appointment.ends_on = last_day
            appointment.save()
    return appointment
