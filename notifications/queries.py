"""The reads of the inbox and of the incidents page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet

from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker, asker
from qa_portal.dashboards.paging import PAGE
from qa_portal.documents.models import Document
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.rules import is_administrator
from qa_portal.reading.prepared import Keys, Parts, prepared

#: What the inbox can be narrowed to.
SHOWN = {"all": "All", "unread": "Not read yet", "alerts": "Alerts"}


def notices_for(user: Any, show: str = "all") -> QuerySet[Message]:
    """A person's own notices, newest first, narrowed to one of ``SHOWN``."""
    mine = Message.objects.filter(recipient=user)
    if show == "unread":
        mine = mine.filter(read_at=None)
    elif show == "alerts":
        mine = mine.filter(urgency=Message.Urgency.ALERT)
    return mine.select_related("subject").order_by("-created_at", "-pk")


def closed_to(user: Any, messages: list[Message]) -> set[int]:
    """Of the records that these messages are about, those that don't open to this person today.

    Of a restricted one the inbox shows the reference alone, of one that has gone to somebody else the heading too.
    What an administrator is told is written for one who sees no record.
    """
    told_of = tuple(sorted({message.subject_id for message in messages if message.subject_id}))
    if not told_of:
        return set()
    open_ones = {pk for (pk,) in _opening(**vars(asker(user)), told_of=told_of)["records"]}
    if is_administrator(user):
        open_ones |= {m.subject_id for m in messages if m.subject and not m.subject.is_restricted}
    return set(told_of) - open_ones


@prepared
def _opening(
    person: int, acts_for: Keys, posts: Keys, teams: Keys, sees_all: bool, now: dt.datetime, told_of: Keys
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    return {"records": seen_by(who).filter(pk__in=told_of).order_by().values_list("pk")[:PAGE]}


#: The sections of the incidents page: key → (heading, the kinds of incident in it).
SECTIONS = {
    "deadlines": ("Deadlines set apart", (Incident.Kind.SET_ASIDE, Incident.Kind.CONSEQUENCE)),
    "mail": ("Emails that could not be sent", (Incident.Kind.MAIL,)),
    "nobody": ("Nobody to tell", (Incident.Kind.NOBODY,)),
    "checks": ("Regular checks that fail", (Incident.Kind.CHECK,)),
}


def open_incidents_in(section: str) -> QuerySet[Incident]:
    """The open incidents of one section, newest first."""
    _, kinds = SECTIONS[section]
    return Incident.objects.filter(closed_at=None, kind__in=kinds).select_related("subject")


def incident_counts() -> dict[str, int]:
    """How many open incidents each section has; documents that could not be made beside them."""
    by_kind = dict(
        Incident.objects.filter(closed_at=None).order_by().values_list("kind").annotate(number=Count("pk"))
    )
    counts = {key: sum(by_kind.get(kind, 0) for kind in kinds) for key, (_, kinds) in SECTIONS.items()}
    return counts | {"documents": failed_documents().count()}


def failed_documents() -> QuerySet[Document]:
    """Papers that could not be made, of records that aren't restricted by name alone: a title and a reference."""
    return (
        Document.objects.filter(state=Document.State.FAILED)
        .select_related("subject")
        .order_by("-added_at", "-pk")
    )
