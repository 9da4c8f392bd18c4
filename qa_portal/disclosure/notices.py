"""What the quality assurance team is told of subject access requests."""

from __future__ import annotations

from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import in_post, only_named
from qa_portal.people.directory import directory

from .models import AccessRequest

GATHERED = Notice(
    "access_gathered",
    "The subject access request on {reference} is ready to be reviewed",
    "All that is held was gathered. Decide on each item; it is to be answered by {due}.",
)
DUE_SOON = Notice(
    "access_due_soon",
    "The subject access request on {reference} is to be answered by {due}",
    "Review what is left and release it, or extend it if it is complex, and tell whoever asked.",
    Message.Urgency.REMINDER,
)
OVERDUE = Notice(
    "access_overdue",
    "The subject access request on {reference} was to be answered by {due}",
    "The law’s month is over. Release it now, and tell whoever asked why it is late.",
    Message.Urgency.ALERT,
)


def tell_of(notice: Notice, request: AccessRequest) -> None:
    """Tell whoever recorded it, and once it is due the quality assurance team of that record; of a restricted record
    those who are named on it alone."""
    book, subject = directory(), request.subject
    people = [Recipient(request.recorded_by_id)]
    if notice is not GATHERED:
        people += in_post(book, book.quality_team_for(subject.team_id))
    if subject.is_restricted:
        people = only_named(people, subject, book, None)
    tell(
        notice,
        people,
        about=request,
        subject=subject,
        occasion=f"{notice.event}:{request.pk}:{request.due_on}",
        url=request.get_absolute_url(),
        due=weekday_date(request.due_on),
    )
