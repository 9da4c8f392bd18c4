"""Who works with a record, over time: the one place where an allocation changes, and its consequences.

``Allocation`` rows say who stood in which relation from when until when; ``Subject`` keeps today's. A
looked-after child without a reviewing officer is alerted on from here (LAW-11).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any

import rules
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from qa_portal import clock
from qa_portal.deadlines.actions import meet_deadlines, open_deadline
from qa_portal.deadlines.kinds import DeadlineKind, register
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.queries import NoFramework, framework_for_subject, policy_of, published_version
from qa_portal.people.directory import directory
from qa_portal.people.models import Team, User
from qa_portal.people.roles import Role
from qa_portal.trail.records import acting

from .models import Allocation, Subject

IRO_MISSING = register(DeadlineKind("iro_missing", "Allocate a reviewing officer", "record"))

Relation = Allocation.Relation

#: What stands for *leave it as it is*, where None means *nobody*.
KEEP: Any = object()


@rules.predicate
def may_allocate_practitioner(user: Any, subject: Subject) -> bool:
    """Chooses team and practitioner: an administrator, and the managers of the record's team."""
    book = directory()
    return Role.ADMINISTRATOR in book.roles_of(user.pk) or subject.team_id in book.teams_managed_by(user.pk)


@rules.predicate
def may_allocate_reviewer(user: Any, subject: Subject) -> bool:
    """Chooses reviewing officer and chair: an administrator, and the IRO Manager."""
    return bool({Role.ADMINISTRATOR, Role.IRO_MANAGER} & directory().roles_of(user.pk))


def may_allocate(user: Any, subject: Subject, relation: str) -> bool:
    """Whether a person may choose who stands in this relation to a record."""
    if relation == Relation.PRACTITIONER:
        return may_allocate_practitioner(user, subject)
    return may_allocate_reviewer(user, subject)


def set_relation(
    subject: Subject, relation: str, person: User | None, team: Team | None, starts_on: dt.date
) -> bool:
    """Change one relation of a locked record, in the rows alone; give whether anything changed.

    ``team`` counts for the practitioner's relation only: it becomes the record's team. What follows (the
    open work, the notices, LAW-11) is ``transfer_records``' business.
    """
    running = subject.allocations.filter(relation=relation, ends_on=None).first()
    is_practitioner = relation == Relation.PRACTITIONER
    team_pk = team.pk if team and is_practitioner else None
    person_pk = person.pk if person else None
    stands = getattr(subject, f"{relation}_id") == person_pk
    if stands and (not is_practitioner or subject.team_id == team_pk):
        return False
    if running is not None:
        if starts_on < running.starts_on:
            began_later = f"The running allocation of {subject.reference} began later. Choose a later day."
            raise ValidationError({"starts_on": began_later})
        running.ends_on = max(starts_on - dt.timedelta(days=1), running.starts_on)
        running.save()
    if person_pk or team_pk:
        Allocation.objects.create(
            subject=subject,
            relation=relation,
            person=person,
            team=team if team_pk else None,
            starts_on=starts_on,
        )
    setattr(subject, f"{relation}_id", person_pk)
    fields = [relation]
    if is_practitioner:
        subject.team_id = team_pk
        fields.append("team")
    subject.save(update_fields=fields)
    Deadline.objects.filter(subject=subject, owner=relation, met_at=None, cancelled_at=None).update(
        with_person=person
    )
    return True


# -- LAW-11 -----------------------------------------------------------------------------------------------


def without_iro() -> QuerySet[Subject]:
    """Open records of looked-after children whose reviewing officer is missing or has left (LAW-11).

    Asks at once which reviewing officers have left: as a rule nobody has who still reviews a child, and the rest is a
    question that an index answers without reading any other record.
    """
    return _reviewed().filter(Q(iro=None) | Q(iro__in=_reviewers_who_left()))


def _reviewed() -> QuerySet[Subject]:
    return Subject.objects.filter(
        kind=Subject.Kind.CHILD, case_kind=Subject.CaseKind.LOOKED_AFTER, closed_on=None
    )


def _reviewers_who_left() -> list[int]:
    """The people who can't sign in any more and still review a child; by one look at the index for each."""
    first = _reviewed().filter(iro=OuterRef("pk")).order_by().values("pk")[:1]
    left = User.objects.filter(is_active=False).alias(reviews=Subquery(first)).filter(reviews__isnull=False)
    return list(left.order_by("pk").values_list("pk", flat=True))


def look_to_iro(subjects: Iterable[Subject]) -> list[Subject]:
    """Open the clock for each looked-after child without a reviewing officer, and stop it for the others.

    Gives the records that are newly without one, whose IRO Manager is told at once. Safe to run twice.
    """
    from .notices import tell_of_missing_iros

    subjects = list(subjects)
    pks = [subject.pk for subject in subjects]
    missing = set(without_iro().filter(pk__in=pks).values_list("pk", flat=True))
    running = set(_running().filter(subject__in=pks).values_list("subject_id", flat=True))
    opened: dict[Subject, str] = {}
    for subject in subjects:
        if subject.pk in missing and subject.pk not in running:
            opened[subject] = _open_clock(subject)
        elif subject.pk in running and subject.pk not in missing:
            meet_deadlines(subject, IRO_MISSING.key)
    tell_of_missing_iros(list(opened), occasion=_short(opened.values()))
    return list(opened)


def alert_on_missing_iros(most: int = 500) -> int:
    """What the sweep looks for each time: children whose IRO went missing by any road, and those found.

    Three queries when there is nothing to do, none of which reads the records of children who have one; at most
    ``most`` clocks a time. Where no framework's clock serves the team, there is no clock to remind, so the IRO Manager
    is told once a day instead. Gives how many clocks it opened or stopped.
    """
    from .notices import tell_of_missing_iros

    missing = without_iro()
    running = _running().filter(subject=OuterRef("pk"))
    without_clock = missing.exclude(Exists(running)).order_by("pk")
    stopping = _running().exclude(Exists(missing.filter(pk=OuterRef("subject")))).order_by("subject")
    found = list(stopping.values_list("subject", flat=True)[:most])
    if not found and not without_clock.exists():
        return 0
    has_clock = Q(team__in=_teams_with_clock())
    lost = list(without_clock.filter(has_clock).select_related("team")[:most])
    unserved = list(without_clock.exclude(has_clock)[:most])
    with transaction.atomic(), acting(step="alert_on_missing_iros", role="The portal, because time passed"):
        look_to_iro([*lost, *Subject.objects.filter(pk__in=found).order_by("pk")])
        tell_of_missing_iros(unserved, occasion=f"without_clock:{clock.today()}")
    return len(lost) + len(found)


def _running() -> QuerySet[Deadline]:
    return Deadline.objects.filter(kind=IRO_MISSING.key, met_at=None, cancelled_at=None)


def _teams_with_clock() -> list[int]:
    """The teams whose framework has a clock for this."""
    book = directory()
    key_of = {team_pk: book.framework_key_of(team_pk) for team_pk in book.parent_of}
    with_clock = {key for key in set(key_of.values()) if _gives_clock(key)}
    return [team_pk for team_pk, key in key_of.items() if key in with_clock]


def _gives_clock(framework_key: str) -> bool:
    try:
        return bool(framework_key) and IRO_MISSING.key in policy_of(published_version(framework_key)).clocks
    except NoFramework:
        return False


def _open_clock(subject: Subject) -> str:
    """Open the framework's clock where one serves the team; give what makes the notice of it unique."""
    if not _gives_clock(directory().framework_key_of(subject.team_id)):
        return f"{subject.pk}@{clock.today()}"
    deadline = open_deadline(
        IRO_MISSING.key,
        about=subject,
        subject=subject,
        framework=framework_for_subject(subject),
        owner=Role.IRO_MANAGER,
    )
    return str(deadline.pk)


def _short(occasions: Iterable[str]) -> str:
    return hashlib.sha256(",".join(occasions).encode()).hexdigest()[:32]
