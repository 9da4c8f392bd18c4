"""The reads of a record. Every query of every view starts at ``visible_to``."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from qa_portal import clock
from qa_portal.people.directory import directory

from .models import EmergencyAccess, Guardian, Subject
from .rules import asked_of


def in_scope_of(user: Any) -> QuerySet[Subject]:
    """The records that are this person's to know of, restricted ones included.

    A reviewing officer's and a practitioner's own, a manager's teams', those of whom a request waits,
    and for the quality assurance team all; a named person's and an emergency's as well.
    """
    book = directory()
    named = Exists(Guardian.objects.filter(subject=OuterRef("pk"), person=user))
    emergency = Exists(
        EmergencyAccess.objects.filter(subject=OuterRef("pk"), person=user, ends_at__gt=clock.now())
    )
    everything = Subject.objects.all()
    if book.is_quality_team(user.pk):
        return everything
    from qa_portal.requests.models import RequestForResponse

    acts_for = book.acts_for(user.pk)
    asked = Exists(RequestForResponse.objects.filter(asked_of(user), subject=OuterRef("pk")))
    return everything.filter(
        Q(iro__in=acts_for)
        | Q(practitioner__in=acts_for)
        | Q(cp_chair__in=acts_for)
        | Q(team__in=book.teams_managed_by(user.pk))
        | Q(asked)
        | Q(named)
        | Q(emergency)
    )


def visible_to(user: Any) -> QuerySet[Subject]:
    """The records that open to this person today: in scope, and not restricted from them."""
    named = Exists(Guardian.objects.filter(subject=OuterRef("pk"), person=user))
    emergency = Exists(
        EmergencyAccess.objects.filter(subject=OuterRef("pk"), person=user, ends_at__gt=clock.now())
    )
    return in_scope_of(user).filter(Q(is_restricted=False) | Q(named) | Q(emergency))


def search(user: Any, words: str) -> QuerySet[Subject]:
    """Records in scope whose name or reference begins with each of the words, best order by name (LEE-10).

    A restricted record is found by its reference alone, never by its name.
    """
    found = in_scope_of(user)
    opens = Q(pk__in=visible_to(user).values("pk"))
    for word in words.split()[:5]:
        named = opens & (
            Q(last_name__istartswith=word) | Q(first_name__istartswith=word) | Q(known_as__istartswith=word)
        )
        referenced = Q(reference__istartswith=word) | (opens & Q(other_reference__iexact=word))
        found = found.filter(named | referenced)
    return found if words.split() else found.none()
