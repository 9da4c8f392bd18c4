"""What people are told of requests for support. No child is named in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.actions import Notice, Recipient
from qa_portal.outbox.actions import tell as tell_people
from qa_portal.outbox.models import Message
from qa_portal.people.directory import directory

from .models import SupportRequest

ASKED = Notice(
    "support_asked",
    "A request for support is in the queue, to be answered by {due}",
    "{who} asks for: {kind}.",
)
TAKEN = Notice("support_taken", "Your request for support was taken on", "{who} sees to it. Answer by {due}.")
ANSWERED = Notice("support_answered", "Your request for support is answered", "{who} has answered it.")
WITHDRAWN = Notice(
    "support_withdrawn",
    "A request for support was withdrawn",
    "{who} doesn’t need it any more. Reason: {reason}",
)
DUE_SOON = Notice(
    "support_due_soon",
    "A request for support is to be answered by {due}",
    "Answer it, or take it on and say when you can.",
    Message.Urgency.REMINDER,
)
OVERDUE = Notice(
    "support_overdue",
    "A request for support was to be answered by {due}",
    "Whoever asked still waits. Answer it now.",
    Message.Urgency.ALERT,
)


def those_who_answer(request: SupportRequest) -> list[int]:
    """Whoever took it on, or covers for them; before that everybody of the quality assurance team who serves the
    asker's team."""
    book = directory()
    if request.taken_by_id:
        return list(book.standing_in(request.taken_by_id))
    return [person.pk for person in book.quality_team_for(request.team_id).people]


def tell_those_who_answer(notice: Notice, request: SupportRequest, *, by: Any = None, **words: Any) -> None:
    """Tell whoever is to answer it."""
    _tell(notice, request, those_who_answer(request), by, **words)


def tell_asker(notice: Notice, request: SupportRequest, *, by: Any) -> None:
    """Tell whoever asked, or covers for them."""
    _tell(notice, request, directory().standing_in(request.asked_by_id), by)


def _tell(notice: Notice, request: SupportRequest, people: Iterable[int], by: Any, **words: Any) -> None:
    tell_people(
        notice,
        [Recipient(pk) for pk in people if by is None or pk != by.pk],
        about=request,
        subject=None,
        occasion=f"{notice.event}:{request.pk}:{request.taken_by_id or 0}",
        url=request.get_absolute_url(),
        who=by.name if by is not None else "",
        due=weekday_date(request.due_on),
        kind=request.get_kind_display().lower(),
        **words,
    )
