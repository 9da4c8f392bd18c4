"""What people are told of thematic reviews. No child is named in it."""

from __future__ import annotations

from typing import Any

from audits.models import ThematicCase
from qa_portal.deadlines.words import weekday_date
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.recipients import in_post, people_for
from qa_portal.people.directory import directory

NOTICE = Notice(
    "thematic_notice",
    "Your case is in a thematic review on {when}: record {reference}",
    "{who} gives you notice. The theme is “{theme}”. Two auditors talk with you about it{where}; a feedback "
    "session for all follows.",
)
CELEBRATED = Notice(
    "thematic_celebrated",
    "A case of a thematic review is celebrated, for training",
    "{why}",
)


def give_notice(case: ThematicCase, *, by: Any) -> list[Recipient]:
    """Tell the case holder; where nobody is, whoever the work falls to. Gives who was told (KNO-19)."""
    activity = case.review.activity
    people = people_for("practitioner", case.subject)
    tell(
        NOTICE,
        people,
        about=case.review,
        subject=case.subject,
        occasion=f"{NOTICE.event}:{case.pk}",
        url=case.subject.get_absolute_url(),
        who=by.name,
        when=weekday_date(activity.begins_on),
        theme=activity.title,
        where=f", at {activity.place}" if activity.place else "",
    )
    return people


def tell_training(case: ThematicCase) -> None:
    """Tell whoever answers for training of a celebrated case; the record isn't named."""
    book = directory()
    holding = book.who_holds(str(case.review.thematic.training), case.review.activity.team_id)
    tell(
        CELEBRATED,
        in_post(book, holding),
        about=case.review,
        subject=None,
        occasion=f"{CELEBRATED.event}:{case.pk}",
        url=case.review.activity.get_absolute_url(),
        why=case.celebrated,
    )
