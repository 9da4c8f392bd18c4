"""What people are told of actions: the words, and whom they reach. No name from a record is in any of them."""

from __future__ import annotations

from typing import Any

from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.recipients import people_for
from qa_portal.people.roles import Role

from .models import Action

DONE = Notice(
    "action_done",
    "An action is done, to be verified: record {reference}",
    "{who} says that it is done. Look at what shows it, and verify it or give it back.",
)
VERIFIED = Notice(
    "action_verified", "Your action is verified: record {reference}", "{who} has seen that it was done."
)
GIVEN_BACK = Notice(
    "action_given_back",
    "Your action came back: record {reference}",
    "{who} could not see that it was done. Still missing: {reason}",
)
DROPPED = Notice(
    "action_dropped",
    "Your action is no longer needed: record {reference}",
    "{who} dropped it. Reason: {reason}",
)
REDATED = Notice(
    "action_redated",
    "Your action has another date: record {reference}",
    "{who} changed the date. Reason: {reason}",
)

COPIED = Notice(
    "action_copied",
    "An action for siblings is on record {reference} too",
    "{who} copied it there, because it concerns both. It is yours to do.",
)


def owners_of(action: Action) -> list[Recipient]:
    """Whose the action is today: the person, or whoever holds its post or stands in its relation."""
    return people_for(action.owner_person_id or action.owner, action.subject)


def tell_owner(notice: Notice, action: Action, *, by: Any, **words: Any) -> None:
    """Tell whose it is, unless it was they."""
    _tell(notice, [who for who in owners_of(action) if who.person_pk != by.pk], action, by=by, **words)


def tell_verifiers(action: Action, *, by: Any) -> None:
    """Tell the Team Manager that an action is to be verified, or whoever is above when it was theirs."""
    found = people_for(Role.TEAM_MANAGER, action.subject, without=frozenset({by.pk}))
    _tell(DONE, found, action, by=by)


def _tell(notice: Notice, people: list[Recipient], action: Action, *, by: Any, **words: Any) -> None:
    tell(
        notice,
        people,
        about=action,
        subject=action.subject,
        occasion=f"{notice.event}:{action.pk}:{action.version}",
        url=action.get_absolute_url(),
        who=by.name,
        **words,
    )
