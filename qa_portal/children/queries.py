"""The reads of a record. Every query of every view starts at ``visible_to``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    When,
)

from qa_portal import clock
from qa_portal.reading.prepared import Keys, Parts, prepared

from .models import AccessLogEntry, CaseNote, EmergencyAccess, Guardian, LegalStatus, Sibling, Subject
from .rules import Asker, asked_of, asker


def in_scope_of(user: Any) -> QuerySet[Subject]:
    """The records that are this person's to know of, restricted ones included.

    A reviewing officer's and a practitioner's own, a manager's teams', those of whom a request waits,
    and for the quality assurance team all; a named person's and an emergency's as well.
    """
    return scope_of(asker(user))


def scope_of(who: Asker) -> QuerySet[Subject]:
    """As ``in_scope_of``, for an asker; what prepared reads ask."""
    everything = Subject.objects.all()
    if who.sees_all:
        return everything
    from qa_portal.requests.models import RequestForResponse

    asked = Exists(RequestForResponse.objects.filter(asked_of(who), subject=OuterRef("pk")))
    return everything.filter(
        Q(iro__in=who.acts_for)
        | Q(practitioner__in=who.acts_for)
        | Q(cp_chair__in=who.acts_for)
        | Q(team__in=who.teams)
        | Q(asked)
        | (Q(is_restricted=True) & (Q(_named(who)) | Q(_emergency(who))))
    )


def visible_to(user: Any) -> QuerySet[Subject]:
    """The records that open to this person today: in scope, and not restricted from them."""
    return seen_by(asker(user))


def seen_by(who: Asker) -> QuerySet[Subject]:
    """As ``visible_to``, for an asker; what prepared reads ask."""
    return scope_of(who).filter(_opens(who))


def with_opens(who: Asker, subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """Records in scope with ``opens``: whether each opens to this person, or shows its reference alone."""
    return subjects.annotate(opens=ExpressionWrapper(_opens(who), output_field=BooleanField()))


def shut_to(who: Asker, subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """Those of these records that are restricted from this person: a list tells nothing of them (LEE-14)."""
    return subjects.filter(~_opens(who))


def for_page(user: Any, pk: int) -> Subject | None:
    """One record with all that its identity bar says, in one query; None when there is none.

    Says nothing of whether it opens: ``access.open_page`` asks that.
    """
    rows = _record_for_page(subject=pk, person=user.pk, today=clock.today(), now=clock.now())["record"]
    if not rows:
        return None
    subject = rows[0]
    subject.current_legal_statuses = [
        LegalStatus(pk=row.running_pk, subject=subject, status=row.running_status, starts_on=row.running_from)
        for row in rows
        if row.running_pk is not None
    ]
    return subject


@prepared
def _record_for_page(subject: int, person: int, today: dt.date, now: dt.datetime) -> Parts:
    """A row for each legal status that runs today: nearly always one, and never another query."""
    from qa_portal.deadlines.models import Deadline

    runs = Q(legal_statuses__ends_on__isnull=True) | Q(legal_statuses__ends_on__gt=today)
    overdue = Deadline.objects.filter(
        subject=OuterRef("pk"), met_at=None, cancelled_at=None, due_at__lt=now
    ).order_by()
    emergency = EmergencyAccess.objects.filter(subject=OuterRef("pk"), person=person, ends_at__gt=now)
    record = (
        Subject.objects.filter(pk=subject)
        .select_related("team", "practitioner", "iro", "cp_chair")
        .annotate(
            has_overdue=Exists(overdue),
            opened_in_emergency=Exists(emergency.order_by()),
            running=FilteredRelation(
                "legal_statuses", condition=runs & Q(legal_statuses__starts_on__lte=today)
            ),
            running_pk=F("running__pk"),
            running_status=F("running__status"),
            running_from=F("running__starts_on"),
        )
        .order_by("-running_from", "-running_pk")
    )
    return {"record": record[:20]}


#: The most records that a search shows; beyond it, it asks for more words.
MOST_FOUND = 50


#: What a row of the search says of a record, its flags included: no more of it is read.
_SHOWN_OF_EACH = (
    "reference", "first_name", "last_name", "date_of_birth", "died_on", "closed_on", "kind", "case_kind",
    "is_restricted", "iro", "practitioner__name", "team__name",
)  # fmt: skip


class _InWords(Func):
    """All that a record is found by, each word after a space; ``subject_in_words`` is PostgreSQL's index over it."""

    template = "REPLACE(' ' || %(expressions)s, '-', ' ')"
    arg_joiner = " || ' ' || "
    output_field = TextField()

    def __init__(self) -> None:
        super().__init__("last_name", "first_name", "known_as", "reference", "other_reference")


def search(user: Any, words: str) -> QuerySet[Subject]:
    """Records in scope whose name or reference begins with each of the words, in order of name (LEE-10).

    A restricted record is found by its reference alone, never by its name. Each has ``opens``.
    """
    wanted = words.replace("’", "'").replace(",", " ").split()[:5]
    who = asker(user)
    found = with_opens(who, scope_of(who)).alias(in_words=_InWords())
    for word in wanted:
        # First what an index answers at any size: whether any word of the record begins so. Then what is asked.
        found = found.filter(in_words__icontains=" " + word.replace("-", " "))
        named = Q()
        for name in ("last_name", "first_name", "known_as"):
            named |= Q(**{f"{name}__istartswith": word})
            # The second half of a double name: Smith-Jones is found by Jones.
            named |= Q(**{f"{name}__icontains": f"-{word}"}) | Q(**{f"{name}__icontains": f" {word}"})
        found = found.filter(
            Q(reference__istartswith=word) | (_opens(who) & (named | Q(other_reference__iexact=word)))
        )
    found = found.select_related("team", "practitioner").only(*_SHOWN_OF_EACH)
    return found if wanted else found.none()


def siblings_of(user: Any, subject: Subject) -> list[Subject]:
    """The siblings, each with ``may_open`` and ``link`` (the key of the row that says so); eldest first.

    A sibling's record that doesn't open to this person shows its reference alone.
    """
    return _siblings(subject=subject.pk, **vars(asker(user)))["siblings"]


def siblings_to_copy_to(user: Any, subject: Subject, *, but_not: Iterable[int] = ()) -> list[Subject]:
    """The siblings whose records open to this person, without those that have what is copied already (LEE-08)."""
    left_out = set(but_not)
    return [each for each in siblings_of(user, subject) if each.may_open and each.pk not in left_out]


@prepared
def _siblings(
    subject: int, person: int, acts_for: Keys, posts: Keys, teams: Keys, sees_all: bool, now: dt.datetime
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    links = Sibling.objects.filter(Q(one=subject) | Q(other=subject))
    others = links.annotate(there=Case(When(one=subject, then=F("other_id")), default=F("one_id")))
    link = links.filter(Q(one=OuterRef("pk")) | Q(other=OuterRef("pk")))
    siblings = (
        Subject.objects.filter(pk__in=others.values("there"))
        .annotate(
            may_open=Exists(seen_by(who).filter(pk=OuterRef("pk")).order_by()),
            link=Subquery(link.order_by().values("pk")[:1]),
        )
        .order_by("date_of_birth", "pk")
    )
    return {"siblings": siblings[:50]}


def case_notes_of(subject: Subject, *, type: str = "", significant: bool = False) -> QuerySet[CaseNote]:
    """The case notes of a record, newest first; of one type, or significant ones alone."""
    notes = CaseNote.objects.filter(subject=subject).select_related("recorded_by", "document", "follows")
    if type:
        notes = notes.filter(type=type)
    return notes.filter(is_significant=True) if significant else notes


def access_log_of(
    *, subject: Subject | None = None, person: Any = None, from_on: Any = None, until_on: Any = None
) -> QuerySet[AccessLogEntry]:
    """Who saw a record, or what a person saw, between two days, both included; newest first (LEE-16)."""
    entries = AccessLogEntry.objects.select_related("person", "subject")
    if subject is not None:
        entries = entries.filter(subject=subject)
    if person is not None:
        entries = entries.filter(person=person)
    if from_on:
        entries = entries.filter(at__gte=clock.at_london(from_on, dt.time()))
    if until_on:
        entries = entries.filter(at__lt=clock.at_london(until_on + dt.timedelta(days=1), dt.time()))
    return entries


def _named(who: Asker) -> Exists:
    return Exists(Guardian.objects.filter(subject=OuterRef("pk"), person=who.person))


def _emergency(who: Asker) -> Exists:
    return Exists(
        EmergencyAccess.objects.filter(
            subject=OuterRef("pk"), person=who.person, ends_at__gt=who.now
        ).order_by()
    )


def _opens(who: Asker) -> Q:
    """Of the records in scope, those that aren't restricted from this person."""
    return Q(is_restricted=False) | Q(_named(who)) | Q(_emergency(who))
