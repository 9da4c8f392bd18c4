"""What people are told of the actions of improvement plans, and whom it reaches."""

from __future__ import annotations

from typing import Any

from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import in_post
from qa_portal.people.directory import directory
from qa_portal.people.roles import Role

from .models import ServiceAction

AGREED = Notice(
    "service_action_agreed",
    "An action of the improvement plan is yours, by {due}",
    "{who} agreed it with the report. Do it, and say in the portal what shows it.",
)
DONE = Notice(
    "service_action_done",
    "An action of the improvement plan is done, to be verified",
    "{who} says that it is done. Look at what shows it, and verify it or give it back.",
)
VERIFIED = Notice(
    "service_action_verified",
    "Your action of the improvement plan is verified",
    "{who} has seen that it was done.",
)
GIVEN_BACK = Notice(
    "service_action_given_back",
    "Your action of the improvement plan came back",
    "{who} could not see that it was done. Still missing: {reason}",
)
DROPPED = Notice(
    "service_action_dropped",
    "Your action of the improvement plan is no longer needed",
    "{who} dropped it. Reason: {reason}",
)
DUE_SOON = Notice(
    "service_action_due_soon",
    "An action of the improvement plan is due by {due}",
    "Do it, and say in the portal what shows it.",
    Message.Urgency.REMINDER,
)
OVERDUE = Notice(
    "service_action_overdue",
    "An action of the improvement plan was due by {due}",
    "Do it now, or say to the quality assurance team why it can’t be done.",
    Message.Urgency.ALERT,
)


def owners_of(action: ServiceAction) -> list[Recipient]:
    """Whoever holds its post today; a vacancy climbs and says so."""
    book = directory()
    post = book.posts[action.owner_post_id]
    return in_post(book, book.who_holds(post.role, post.team_pk))


def tell_owner(notice: Notice, action: ServiceAction, *, by: Any = None, **words: Any) -> None:
    """Tell whoever holds its post, unless it was they."""
    _tell(
        notice,
        [who for who in owners_of(action) if by is None or who.person_pk != by.pk],
        action,
        by,
        **words,
    )


def tell_keeper(action: ServiceAction, *, by: Any) -> None:
    """Tell whoever agreed it that it is to be verified."""
    if action.agreed_by_id != by.pk:
        _tell(DONE, [Recipient(action.agreed_by_id)], action, by)


def tell_quality_team(notice: Notice, action: ServiceAction) -> None:
    """Tell who manages the quality assurance team that one is overdue (MER-07)."""
    book = directory()
    _tell(notice, in_post(book, book.who_holds(Role.INSIGHTS_MANAGER, action.team_id)), action, None)


def _tell(notice: Notice, people: list[Recipient], action: ServiceAction, by: Any, **words: Any) -> None:
    tell(
        notice,
        people,
        about=action,
        subject=None,
        occasion=f"{notice.event}:{action.pk}:{action.version}:{action.due_on}",
        url=action.get_absolute_url(),
        who=by.name if by is not None else "",
        due=weekday_date(action.due_on),
        **words,
    )
