"""People: added, changed, deactivated when they leave, and let in again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from qa_portal import clock
from qa_portal.people.models import Appointment, Cover, Post, Team, User
from qa_portal.people.queries import current_or_later, is_last_administrator
from qa_portal.people.roles import Role
from qa_portal.trail.records import acting

from .authority import as_administrator

_CHANGEABLE = ("name", "email", "job_title", "phone")


@dataclass(frozen=True)
class LeftBehind:
    """What a person who leaves leaves behind: posts now vacant, records now without them."""

    posts: tuple[str, ...] = ()
    reviewed: int = 0
    practised: int = 0
    chaired: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to hand over."""
        return not (self.posts or self.reviewed or self.practised or self.chaired)


def add_person(*, name: str, email: str, by: User, job_title: str = "", phone: str = "") -> User:
    """Add a person; they set their password through the link that is sent to them.

    Raises NotYours, and ValidationError by field for a missing name and an address that is wrong or taken.
    """
    with as_administrator(by, "add_person"):
        person = User(name=name.strip(), email=email.strip().lower(), job_title=job_title, phone=phone)
        _check(person)
        person.set_unusable_password()
        person.save()
    return person


def change_person(person: User, *, by: User, **changes: Any) -> User:
    """Change a person's ``name``, ``email``, ``job_title`` or ``phone``. Raises as ``add_person``."""
    with as_administrator(by, "change_person"):
        person = User.objects.select_for_update().get(pk=person.pk)
        for name in _CHANGEABLE:
            if name in changes:
                setattr(person, name, changes[name].strip())
        person.email = person.email.lower()
        _check(person)
        person.save()
    return person


def deactivate_person(person: User, *, by: User, reason: str = "") -> LeftBehind:
    """A person leaves: they can't sign in, their posts fall vacant, and their records lose them.

    Open work passes at once to whoever holds the post today, or to the team's manager; a looked-after
    child who loses the reviewing officer is alerted on (LAW-11). Gives what they leave behind. Raises
    NotYours, and ValidationError for the last administrator and for oneself.
    """
    from qa_portal.transfers.actions import Destination, transfer_records
    from qa_portal.transfers.queries import records_of

    with as_administrator(by, "deactivate_person", reason):
        person = User.objects.select_for_update().get(pk=person.pk)
        if person.pk == by.pk:
            raise ValidationError("You can't deactivate yourself. Ask another administrator.")
        if is_last_administrator(person):
            raise ValidationError("This is the last administrator. Appoint another one first.")
        today = clock.today()
        yesterday = today - dt.timedelta(days=1)
        posts = []
        for appointment in Appointment.objects.filter(current_or_later(today), person=person):
            posts.append(str(appointment.post))
            if appointment.starts_on > yesterday:
                appointment.delete()
            else:
                appointment.ends_on = yesterday
                appointment.save()
        for cover in Cover.objects.filter(Q(absent=person) | Q(covered_by=person), ends_on__gte=today):
            if cover.starts_on > yesterday:
                cover.delete()
            else:
                cover.ends_on = yesterday
                cover.save()
        person.is_active = False
        person.save()
        counts = {}
        for relation in ("practitioner", "iro", "cp_chair"):
            records = records_of(person, relation)
            counts[relation] = len(records)
            transfer_records(
                records,
                Destination(**{relation: None}),
                by=by,
                reason=reason or f"{person.name} has left",
                is_leaving=True,
            )
        return LeftBehind(tuple(posts), counts["iro"], counts["practitioner"], counts["cp_chair"])


def reactivate_person(person: User, *, by: User) -> User:
    """Let a person who had left sign in again; their former posts stay as they are. Raises NotYours."""
    with as_administrator(by, "reactivate_person"):
        person = User.objects.select_for_update().get(pk=person.pk)
        person.is_active = True
        person.save()
    return person


def change_mail_preference(*, mail: str, by: User) -> User:
    """Choose how notices come to oneself: at once or daily. Alerts always come at once."""
    if mail not in User.Mail.values:
        raise ValidationError({"mail": "Choose how notices come to you."})
    with transaction.atomic(), acting(by=by, step="change_mail_preference"):
        person = User.objects.select_for_update().get(pk=by.pk)
        person.mail = mail
        person.save()
    return person


def install_administrator(*, name: str, email: str, password: str, team_name: str) -> User:
    """Make an administrator from the machine's own shell, and their team when there is none yet.

    The only door without a ``by``: no view may call it. Raises ValidationError by field.
    """
    with transaction.atomic(), acting(step="install_administrator", role="The machine's own shell"):
        person = User(name=name.strip(), email=email.strip().lower())
        _check(person)
        person.set_password(password)
        person.save()
        team, _ = Team.objects.get_or_create(name=team_name, defaults={"kind": Team.Kind.TEAM})
        post, _ = Post.objects.get_or_create(role=Role.ADMINISTRATOR, team=team)
        Appointment.objects.create(post=post, person=person, starts_on=clock.today())
    return person


def _check(person: User) -> None:
    wrong: dict[str, str] = {}
    if not person.name:
        wrong["name"] = "Give the person's first name and surname."
    try:
        validate_email(person.email)
    except ValidationError:
        wrong["email"] = "That isn't an email address. Write it like name@council.gov.uk."
    else:
        if User.objects.filter(email__iexact=person.email).exclude(pk=person.pk).exists():
            wrong["email"] = "Somebody signs in with this address already. Each person needs their own."
    if wrong:
        raise ValidationError(wrong)
