"""What people are told of the calendar of quality assurance. No child is named in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.actions import Notice, Recipient
from qa_portal.outbox.actions import tell as tell_people
from qa_portal.outbox.models import Message
from qa_portal.people.directory import directory

from .models import Activity

PLANNED = Notice(
    "activity_planned", "You lead {what}, on {when}", "{who} put it into the calendar of quality assurance."
)
CHANGED = Notice(
    "activity_changed",
    "{named}, which you lead, is on {when}",
    "{who} changed what was planned. Look at it again.",
)
NO_LONGER = Notice(
    "activity_no_longer_led", "Somebody else leads {what} now", "{who} changed what was planned."
)
CALLED_OFF = Notice(
    "activity_called_off",
    "{named}, which you lead, doesn’t take place",
    "{who} called it off. Reason: {reason}",
)
NOT_WRITTEN = Notice(
    "activity_not_written",
    "What {what} found isn’t written yet",
    "It ended on {ended}. Say that it was held and write what it found, or call it off.",
    Message.Urgency.REMINDER,
)


def tell_lead(notice: Notice, activity: Activity, *, by: Any = None, **words: Any) -> None:
    """Tell whoever leads it, or covers for them, unless it was they."""
    leads = directory().standing_in(activity.lead_id)
    tell(notice, activity, [pk for pk in leads if by is None or pk != by.pk], by=by, **words)


def tell(notice: Notice, activity: Activity, people: Iterable[int], *, by: Any = None, **words: Any) -> None:
    """Tell people of it, once for each version of it."""
    tell_people(
        notice,
        [Recipient(pk) for pk in people],
        about=activity,
        subject=None,
        occasion=f"{notice.event}:{activity.pk}:{activity.version}",
        url=activity.get_absolute_url(),
        who=by.name if by is not None else "",
        what=f"{activity.get_kind_display().lower()} “{activity.title}”",
        named=f"{activity.get_kind_display()} “{activity.title}”",
        when=weekday_date(activity.begins_on),
        ended=weekday_date(activity.ends_on),
        **words,
    )
