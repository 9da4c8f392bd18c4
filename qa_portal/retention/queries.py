"""How long a record is kept, which records are on the review list, and what has been destroyed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from qa_portal.children.models import Allocation, LegalStatus, Meeting, Subject
from qa_portal.children.queries import visible_to as records_visible_to
from qa_portal.deadlines.models import Deadline
from qa_portal.disclosure.models import AccessRequest
from qa_portal.frameworks.policy import Retention
from qa_portal.frameworks.policy.retention import SAID_BY_LAW

from .models import Certificate, Disposal, LegalHold
from .periods import Period, period_of

#: The statuses under which a child is looked after.
IN_CARE = ("s20", "ico", "care_order", "placement", "epo", "remand")


def with_care(records: QuerySet[Subject]) -> QuerySet[Subject]:
    """Records with ``was_looked_after``: whether anything says that their subject ever was. Any sign counts: kept too
    long can be mended, destroyed too early can't."""
    of_this = {"subject": OuterRef("pk")}
    signs = (
        LegalStatus.objects.filter(status__in=IN_CARE, **of_this).order_by(),
        Meeting.objects.filter(kind=Meeting.Kind.LOOKED_AFTER_REVIEW, **of_this).order_by(),
        Allocation.objects.filter(
            relation=Allocation.Relation.IRO, subject__kind="child", **of_this
        ).order_by(),
        # What kind of case it ever was: a child who went home again is a child in need by now.
        Subject.history.model.objects.filter(id=OuterRef("pk"), case_kind__in=SAID_BY_LAW).order_by(),
    )
    any_sign = Q(pk__in=[])
    for sign in signs:
        any_sign |= Q(Exists(sign))
    return records.annotate(was_looked_after=any_sign)


@dataclass(frozen=True)
class Standing:
    """What decides on the end of one record's keeping, as it is now."""

    period: Period
    held_since: dt.datetime | None
    deadlines: int
    asked_for_on: dt.date | None


def standing_of(subject: Subject, policy: Retention) -> Standing:
    """How long a record is kept, whether a hold is on it, how many deadlines run on it, whether somebody has asked for
    what is held and isn't answered yet; one query."""
    of_this = {"subject": OuterRef("pk")}
    hold = LegalHold.objects.filter(lifted_at=None, **of_this).order_by()
    running = Deadline.objects.filter(met_at=None, cancelled_at=None, **of_this).order_by()
    open_states = [AccessRequest.State.GATHERING, AccessRequest.State.REVIEW]
    asked = AccessRequest.objects.filter(state__in=open_states, **of_this).order_by()
    number = running.values("subject").annotate(number=Count("pk")).values("number")
    said = (
        with_care(Subject.objects.filter(pk=subject.pk))
        .annotate(
            held_since=Subquery(hold.values("placed_at")[:1]),
            running=Subquery(number),
            asked_for_on=Subquery(asked.values("received_on")[:1]),
        )
        .order_by()
        .values("was_looked_after", "held_since", "running", "asked_for_on")
        .get()
    )
    period = period_of(subject, was_looked_after=said["was_looked_after"], policy=policy)
    return Standing(period, said["held_since"], said["running"] or 0, said["asked_for_on"])


def visible_to(user: Any) -> QuerySet[Disposal]:
    """The records on the review list that open to this person."""
    return Disposal.objects.filter(subject__in=records_visible_to(user))


def disposals_found(user: Any, state: str | None) -> QuerySet[Disposal]:
    """The review list as filtered, the longest over first; without a state, those that wait for somebody."""
    waiting = [Disposal.State.LISTED, Disposal.State.PROPOSED, Disposal.State.AGREED]
    found = visible_to(user)
    if state != "all":
        found = found.filter(state__in=[state] if state else waiting)
    held = LegalHold.objects.filter(subject=OuterRef("subject"), lifted_at=None).order_by()
    return found.select_related("subject").annotate(is_held=Exists(held)).order_by("over_since", "pk")


def certificates() -> QuerySet[Certificate]:
    """What has been destroyed, the latest first."""
    return Certificate.objects.select_related("file").defer("content").order_by("-destroyed_at", "-pk")
