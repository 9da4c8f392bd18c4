"""Reminds of the audits that take place each month, and alerts when a month has none (WAL-30). Time does it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from audits.cycles.monthly import LATE, MISSED, Owed, owed_months
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import in_post
from qa_portal.people.directory import directory

TO_BE_SENT = Notice(
    "monthly_audits_to_be_sent",
    "To be opened and sent: {title}",
    "{words} Open it, draw its cases and send them.",
    Message.Urgency.REMINDER,
)
NOT_SENT = Notice(
    "monthly_audits_not_sent",
    "Not sent yet: {title}",
    "{words} Open it, draw its cases and send them today; those who audit have less time now.",
    Message.Urgency.ALERT,
)
NONE_HELD = Notice(
    "monthly_audits_none",
    "There were none: {title}",
    "{words} The procedure asks for them each month. Say in the monthly report why there were none.",
    Message.Urgency.ALERT,
)
_NOTICES = {LATE: NOT_SENT, MISSED: NONE_HELD}


def remind_of_monthly_audits() -> int:
    """Tell whoever opens cycles of each month that is owed: before its day, when that has passed, when it is over.

    Once each, however often it runs; give how many notices were written. Two to four queries where there is nothing to
    say.
    """
    owed = owed_months(policies_by_key())
    if not owed:
        return 0
    events = [_NOTICES.get(one.stands, TO_BE_SENT) for one in owed]
    occasions = [f"{notice.event}:{one.policy.key}:{one.monthly.tool}:{one.month:%Y-%m}" for notice, one in
                 zip(events, owed, strict=True)]  # fmt: skip
    said = set(
        Message.objects.filter(occasion__in=occasions, deadline=None).values_list("occasion", flat=True)
    )
    written = 0
    for notice, one, occasion in zip(events, owed, occasions, strict=True):
        if occasion not in said:
            written += tell(
                notice,
                _hear(one),
                about=one.opened,
                subject=None,
                occasion=occasion,
                url=one.opened.get_absolute_url() if one.opened else reverse("cycles"),
                title=one.title,
                words=one.words,
            )
    return written


def _hear(one: Owed) -> list[Recipient]:
    """Whoever opens cycles for the teams that work by the framework; beside them, once it is late, whom it names."""
    book = directory()
    teams = sorted(pk for pk, key in book.framework_keys.items() if key == one.policy.key)
    roles: tuple[Any, ...] = one.policy.cycles.opened_by
    if one.is_late:
        roles = (*roles, *one.monthly.tell_when_late)
    return [who for role in roles for team in teams for who in in_post(book, book.who_holds(role, team))]
