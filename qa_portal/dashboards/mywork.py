"""*My work*: everything that waits for a person today, from ground tables alone (MOS-20, LEE-05).

It asks for the posts that she answers for, cover and vacancies included, and for the records that she stands in a
relation to; the apps above add what only they know (``work.register_work``). The number of queries is the same for
any number of rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch

from qa_portal import clock
from qa_portal.children.queries import visible_to
from qa_portal.deadlines.closures import current_calendar
from qa_portal.deadlines.holders import Hearers
from qa_portal.deadlines.kinds import answering_kinds, upcoming_kinds
from qa_portal.deadlines.models import Deadline
from qa_portal.outbox.models import Message
from qa_portal.people.directory import Directory, directory
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse

from .legs import MOST, Legs, count_each, first_of
from .work import HEADINGS, Heading, Row, Section, sources

#: How many rows of a section the page shows; the rest has a page of its own.
SHOWN = 25

#: What is due later than this many working days from now is upcoming, not yet to do.
HORIZON = 5

#: How long what is done stays in sight.
LATELY = dt.timedelta(days=14)

#: Up to so many posts each has a leg of its own; who answers for more has them in one.
POST_LEGS = 20


@dataclass
class WorkSection:
    """One section as a page shows it."""

    key: str
    heading: Heading
    number: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def is_counted_in_full(self) -> bool:
        """Whether ``number`` is all there is; else it is "1,000 or more"."""
        return self.number < MOST

    @property
    def has_more(self) -> bool:
        """Whether there are rows that the first page doesn't show."""
        return self.number > len(self.rows)


@dataclass
class MyWork:
    """All of a person's work."""

    sections: dict[str, WorkSection]
    unread_alerts: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits for her."""
        waiting = (Section.TO_DO, Section.INCOMING, Section.INCOMPLETE, Section.UPCOMING)
        return not any(self.sections[key].number for key in waiting)


def work_of(user: Any, *, section: str | None = None, upto: int = SHOWN) -> MyWork:
    """A person's work, the first ``upto`` rows of each section, or of one ``section`` alone; soonest first."""
    book, now = directory(), clock.now()
    deadlines, requests = deadline_legs(user, book, now), request_legs(user, book, now)
    counts = _counts(user, deadlines, requests)
    rows: dict[str, list[Row]] = {key: [] for key in Section}
    if section is not None:
        deadlines = {key: legs for key, legs in deadlines.items() if key == section}
        requests = {key: legs for key, legs in requests.items() if key == section}
    _add_deadlines(rows, user, deadlines, upto, book)
    _add_requests(rows, user, requests, upto, book)
    for source in sources():
        if section in (None, source.section):
            rows[source.section] += [source.as_row(each) for each in source.rows_for(user)[:upto]]
    shown = {
        key: WorkSection(key, HEADINGS[key], counts[key], sorted(found, key=_order_in(key))[:upto])
        for key, found in rows.items()
    }
    _close(user, shown)
    return MyWork(shown, counts["alerts"])


def _counts(user: Any, *grouped: dict[str, Legs]) -> dict[str, int]:
    legs: dict[str, list[QuerySet]] = {key: [] for key in Section}
    for groups in grouped:
        for key, found in groups.items():
            legs[key] += found.legs
    for source in sources():
        legs[source.section].append(source.rows_for(user))
    legs["alerts"] = [Message.objects.filter(recipient=user, read_at=None, urgency=Message.Urgency.ALERT)]
    return count_each(legs)


def _order_in(section: str) -> Any:
    newest_first = section == Section.DONE

    def place(row: Row) -> float:
        moment = row.deadline.due_at if row.deadline is not None and not newest_first else row.at
        if moment is None:
            return float("inf")
        return -moment.timestamp() if newest_first else moment.timestamp()

    return place


# -- deadlines that she holds -----------------------------------------------------------------------------------


def horizon(now: dt.datetime) -> dt.datetime:
    """The end of the day after which what is due is upcoming."""
    return clock.at_london(
        current_calendar().add_working_days(clock.london_date(now), HORIZON), dt.time(23, 59)
    )


def deadline_legs(user: Any, book: Directory, now: dt.datetime) -> dict[str, Legs]:
    """The open deadlines that she must meet, now and later; those that answer a request are shown as the request."""
    later = horizon(now)
    is_upcoming = Q(kind__in=upcoming_kinds()) | Q(due_at__gt=later)
    held = [leg.exclude(kind__in=answering_kinds()) for leg in held_by(user, book)]
    return {
        Section.TO_DO: Legs(
            "due_at", [leg.filter(due_at__lte=later).exclude(kind__in=upcoming_kinds()) for leg in held]
        ),
        Section.UPCOMING: Legs("due_at", [leg.filter(is_upcoming) for leg in held]),
    }


def held_by(user: Any, book: Directory) -> list[QuerySet[Deadline]]:
    """The open deadlines that a person must meet today, as legs without a row in common."""
    running = Deadline.objects.filter(met_at=None, cancelled_at=None)
    acts_for = book.acts_for(user.pk)
    legs = [running.filter(owner_person__in=acts_for)]
    legs += [running.filter(owner_post__in=posts) for posts in _in_legs(book.posts_answered_by(user.pk))]
    related = running.filter(owner_post=None, owner_person=None)
    for relation, role in (
        ("practitioner", Role.TEAM_MANAGER),
        ("iro", Role.IRO_MANAGER),
        ("cp_chair", Role.IRO_MANAGER),
    ):
        theirs = related.filter(owner=relation)
        legs.append(theirs.filter(**{f"subject__{relation}__in": acts_for}))
        if teams := teams_fallen_to(user.pk, role, book):
            legs.append(theirs.filter(**{f"subject__{relation}": None, "subject__team__in": teams}))
    return legs


def _in_legs(posts: Iterable[int]) -> list[list[int]]:
    posts = sorted(posts)
    return [[pk] for pk in posts] if len(posts) <= POST_LEGS else [posts]


def teams_fallen_to(user_pk: int, role: str, book: Directory) -> frozenset[int]:
    """The teams for whose records this person acts where nobody stands in a relation: those whose ``role`` she is."""
    known: dict[str, dict[int, set[int]]] = book.__dict__.setdefault("_fallen_to", {})
    if role not in known:
        known[role] = {}
        for team in book.parent_of:
            for person in book.who_holds(role, team).people:
                known[role].setdefault(person.pk, set()).add(team)
    return frozenset(known[role].get(user_pk, ()))


def _add_deadlines(
    rows: dict[str, list[Row]], user: Any, legs: dict[str, Legs], upto: int, book: Directory
) -> None:
    keys = first_of(legs.values(), upto)
    if keys is None:
        return
    hearers = Hearers(book, _NobodyNamed())
    upcoming, later = set(upcoming_kinds()), horizon(clock.now())
    for deadline in Deadline.objects.filter(pk__in=keys).select_related("subject").order_by("due_at", "pk"):
        is_later = deadline.kind in upcoming or deadline.due_at > later
        rows[Section.UPCOMING if is_later else Section.TO_DO].append(
            Row(
                what=deadline.label,
                url=_url_of(deadline),
                subject=deadline.subject,
                from_whom=_raiser(deadline, user, book),
                note=_why_mine(deadline, user, hearers),
                deadline=deadline,
            )
        )


def _url_of(deadline: Deadline) -> str:
    """Where it can be done; "" for a kind that no app brings any more, whose row still counts."""
    try:
        return deadline.get_absolute_url()
    except (KeyError, NoReverseMatch):
        return ""


class _NobodyNamed(dict):
    """A page says why a row is hers without asking who is named on a restricted record."""

    def get(self, key: Any, default: Any = None) -> Any:
        return ()


def _raiser(deadline: Deadline, user: Any, book: Directory) -> str:
    """Whoever raised the concern, by name, unless it is she herself."""
    raiser = deadline.parties.get("raiser")
    pk = raiser if isinstance(raiser, int) else getattr(deadline.subject, f"{raiser}_id", None)
    person = book.people.get(pk) if pk is not None and pk not in book.acts_for(user.pk) else None
    return person.name if person else ""


def _why_mine(deadline: Deadline, user: Any, hearers: Hearers) -> str:
    """Why it is hers, where that doesn't go without saying: she covers, or a post below is vacant."""
    if deadline.subject.is_restricted:
        return ""
    return next((who.why for who in hearers.holders(deadline) if who.person_pk == user.pk), "")


# -- requests ---------------------------------------------------------------------------------------------------


def request_legs(user: Any, book: Directory, now: dt.datetime) -> dict[str, Legs]:
    """Requests that wait for her, that came back to her, that she waits for, and that she answered lately.

    Ordered by when they were sent: what was asked first is, as a rule, due first, and a page of them is sorted
    by its due dates.
    """
    State = RequestForResponse.State
    sent = RequestForResponse.objects.filter(state=State.SENT)
    done = RequestForResponse.objects.filter(completed_by=user, completed_at__gte=now - LATELY)
    to_me = [
        sent.filter(to_person=user),
        *(sent.filter(to_post__in=posts) for posts in _in_legs(book.posts_answered_by(user.pk))),
    ]
    return {
        Section.TO_DO: Legs("returned_at", [_returned_to(user)]),
        Section.INCOMING: Legs("sent_at", to_me),
        Section.WAITING: Legs("sent_at", [sent.filter(sent_by=user)]),
        Section.DONE: Legs("completed_at", [done], newest_first=True),
    }


def _returned_to(user: Any) -> QuerySet[RequestForResponse]:
    """What she asked and got back with a note, while the clock of the answer runs on (LAW-02).

    Until it is sent again, and unless the process has opened a clock for that, which is listed then.
    """
    same = {"about_type": OuterRef("about_type"), "about_id": OuterRef("about_id")}
    running = Deadline.objects.filter(met_at=None, cancelled_at=None, **same)
    later = RequestForResponse.objects.filter(sent_at__gt=OuterRef("sent_at"), **same)
    return RequestForResponse.objects.filter(
        Exists(running.filter(kind__in=answering_kinds())),
        ~Exists(running.filter(starts_at__gte=OuterRef("returned_at"))),
        ~Exists(later),
        sent_by=user,
        state=RequestForResponse.State.RETURNED,
        is_mandatory=True,
    )


def _add_requests(
    rows: dict[str, list[Row]], user: Any, legs: dict[str, Legs], upto: int, book: Directory
) -> None:
    keys = first_of(legs.values(), upto)
    if keys is None:
        return
    found = list(
        RequestForResponse.objects.filter(pk__in=keys)
        .select_related("subject", "sent_by", "returned_by")
        .order_by("sent_at", "pk")
    )
    dues = _dues_of(found)
    posts = book.posts_answered_by(user.pk)
    State = RequestForResponse.State
    for request in found:
        due = dues.get((request.about_type_id, request.about_id))
        common = {
            "what": due.label if due else request.get_kind_display(),
            "url": request.get_absolute_url(),
            "subject": request.subject,
            "deadline": due,
            "state": request.state,
        }
        if request.state == State.COMPLETED:
            common |= {"deadline": None, "what": request.get_kind_display()}
            rows[Section.DONE].append(
                Row(**common, from_whom=request.sent_by.name, at=request.completed_at, at_words="Completed")
            )
            continue
        if request.state == State.RETURNED:
            who = request.returned_by.name if request.returned_by else "them"
            rows[Section.TO_DO].append(
                Row(**common, note=f"Sent back by {who} with a note. Put it right and send it again.",
                    at=request.returned_at, at_words="Returned")
            )  # fmt: skip
            continue
        common |= {"at": request.sent_at, "at_words": "Asked"}
        if request.to_person_id == user.pk or request.to_post_id in posts:
            optional = "" if request.is_mandatory else "You may answer; the process does not wait for it."
            rows[Section.INCOMING].append(Row(**common, from_whom=request.sent_by.name, note=optional))
        if request.sent_by_id == user.pk:
            rows[Section.WAITING].append(Row(**common, note=f"From {request.to_words}"))


def _dues_of(requests: list[RequestForResponse]) -> dict[tuple[int, int], Deadline]:
    """The running clock of each request's answer, by what the request is about; one query."""
    asked: dict[int, set[int]] = {}
    for request in requests:
        if request.state != RequestForResponse.State.COMPLETED:
            asked.setdefault(request.about_type_id, set()).add(request.about_id)
    about = Q(pk__in=[])
    for about_type, keys in asked.items():
        about |= Q(about_type=about_type, about_id__in=keys)
    if not asked:
        return {}
    running = Deadline.objects.filter(about, kind__in=answering_kinds(), met_at=None, cancelled_at=None)
    return {(each.about_type_id, each.about_id): each for each in running.order_by("-due_at")}


# -- what may be shown --------------------------------------------------------------------------------------------


def _close(user: Any, sections: dict[str, WorkSection]) -> None:
    """Leave nothing but the reference of restricted records that don't open to this person."""
    subjects = {row.subject.pk for each in sections.values() for row in each.rows if _is_restricted(row)}
    if not subjects:
        return
    opens = set(visible_to(user).filter(pk__in=subjects).values_list("pk", flat=True))
    for each in sections.values():
        each.rows = [
            Row("Work on a restricted record", "", subject=row.subject, is_closed=True)
            if _is_restricted(row) and row.subject.pk not in opens
            else row
            for row in each.rows
        ]


def _is_restricted(row: Row) -> bool:
    return row.subject is not None and row.subject.is_restricted
