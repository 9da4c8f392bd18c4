"""Requests as rows of *my work*: what waits for a person's answer, and what she waits for (MOS-20)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef

from qa_portal.deadlines.models import Deadline
from qa_portal.people.directory import Directory
from qa_portal.reading.prepared import Keys, Parts, prepared
from qa_portal.requests.models import RequestForResponse

from .held import OF_DEADLINE, OF_SUBJECT, of_each
from .legs import MOST, Leg, Legs, among, moment
from .work import Row, Section

#: How long what is done stays in sight.
LATELY = dt.timedelta(days=14)


def request_legs(user: Any, book: Directory, now: dt.datetime) -> dict[str, Legs]:
    """Requests that wait for her, that she waits for, and that she answered lately.

    What came back to her is the business of the process that asked: it knows whose it is now to send it again.

    Ordered by when they were sent: what was asked first is, as a rule, due first, and a page of them is sorted
    by its due dates.
    """
    sent = Leg("it.state = 'sent'")
    acts_for = sorted(book.acts_for(user.pk))
    to_me = [sent.also(f"it.to_person_id IN {among(acts_for)}", *acts_for)]
    to_me += of_each(sent, "to_post_id", book.posts_answered_by(user.pk))
    done = Leg("it.completed_by_id = %s AND it.completed_at >= %s", (user.pk, moment(now - LATELY)))
    return {
        Section.INCOMING: Legs(RequestForResponse, "sent_at", to_me),
        Section.WAITING: Legs(RequestForResponse, "sent_at", [sent.also("it.sent_by_id = %s", user.pk)]),
        Section.DONE: Legs(RequestForResponse, "completed_at", [done], newest_first=True),
    }


def add_requests(rows: dict[str, list[Row]], user: Any, keys: Keys, book: Directory) -> None:
    """Add the rows of these requests, each with the clock of its answer: one query."""
    read = _requests(keys=keys)
    dues = {(each.about_type_id, each.about_id): each for each in read["dues"]}
    people, posts = book.acts_for(user.pk), book.posts_answered_by(user.pk)
    State = RequestForResponse.State
    for request in read["requests"]:
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
        common |= {"at": request.sent_at, "at_words": "Asked"}
        if request.to_person_id in people or request.to_post_id in posts:
            optional = "" if request.is_mandatory else "You may answer; the process does not wait for it."
            rows[Section.INCOMING].append(Row(**common, from_whom=request.sent_by.name, note=optional))
        if request.sent_by_id == user.pk:
            rows[Section.WAITING].append(Row(**common, note=f"From {request.is_with}"))


_OF_REQUEST = (
    "kind", "state", "about_type", "about_id", "to_role", "to_post", "to_person", "to_words", "is_mandatory",
    "sent_at", "sent_by__name", "completed_at",
)  # fmt: skip


@prepared
def _requests(keys: Keys) -> Parts:
    """The requests, and the running clock of each one's answer."""
    asked = RequestForResponse.objects.filter(pk__in=keys)
    answered_by_it = asked.filter(about_type=OuterRef("about_type"), about_id=OuterRef("about_id"))
    # By the record first: an index leads to its few running clocks.
    running = Deadline.objects.filter(
        Exists(answered_by_it.order_by()), subject__in=asked.order_by().values("subject"),
        answers_request=True, met_at=None, cancelled_at=None,
    )  # fmt: skip
    return {
        "requests": asked.select_related("subject", "sent_by")
        .only(*_OF_REQUEST, *OF_SUBJECT)
        .order_by("sent_at", "pk")[: 3 * MOST],
        "dues": running.only(*OF_DEADLINE).order_by("-due_at")[: 3 * MOST],
    }
