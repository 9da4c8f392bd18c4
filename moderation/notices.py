"""Events of panels: the words, and whom they reach. No name from a record is in any of them, and no grade."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message

PANEL_MEMBER = Notice(
    "panel_member",
    "You sit on a panel: {when}",
    "{who} has convened it{where}. {number} on its agenda. Grade each alone by {by_when}: what you give is seen by "
    "nobody until the grades are shown. Step out of an audit where you have a conflict of interest.",
)
PANEL_CHAIR = Notice(
    "panel_chair",
    "You chair the panel: {when}",
    "{who} has asked you to{where}. Begin it, show the grades of each audit once they are in, record what is agreed.",
)
PANEL_INVITED = Notice(
    "panel_invited",
    "You are invited to the moderation panel: {when}",
    "It moderates {references}{where}, and would like to talk it over with you. {chair} chairs it.",
)
PANEL_MOVED = Notice(
    "panel_moved",
    "The panel has another date or place: {when}",
    "{who} has moved it{where}. The calendar file takes the place of the one before.",
)
PANEL_CANCELLED = Notice(
    "panel_cancelled",
    "The panel doesn’t take place: {when}",
    "{who} has called it off. Reason: {reason} What was on its agenda waits for the next one.",
)
PANEL_REMINDER = Notice(
    "panel_reminder",
    "{number} for your grade: panel {when}",
    "Grade {them} alone by {by_when}, or step out where you have a conflict of interest.",
    Message.Urgency.REMINDER,
)
ALL_IN = Notice(
    "panel_all_in",
    "Every grade is in: record {reference}",
    "The members have graded it alone. The grades can be shown once the panel sits.",
)
STEPPED_OUT = Notice(
    "panel_stepped_out",
    "A member stepped out of an audit: record {reference}",
    "{who} has a conflict of interest: {reason}",
)
FEEDBACK = Notice(
    "panel_feedback",
    "Feedback on your audit: record {reference}",
    "{who} has written it for the moderation panel. It is about the audit, and for you.",
)


def tell_people(
    notice: Notice, people: Iterable[int], *, about: Any, occasion: str, subject: Any = None, **given: Any
) -> int:
    """Tell people by their keys, each once; give how many were asked for."""
    return tell(
        notice,
        [Recipient(pk) for pk in people],
        about=about,
        subject=subject,
        occasion=f"{notice.event}:{occasion}"[:120],
        url=given.pop("url", None) or about.get_absolute_url(),
        **given,
    )
