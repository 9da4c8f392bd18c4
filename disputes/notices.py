"""Events of QAPs and disputes: the words, and whom they reach. No name from a record is in any of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import people_for

ALERT = Message.Urgency.ALERT

QAP_STARTED = Notice(
    "qap_started", "A QAP has been started: {reference}", "It is in your work, ready to be written."
)
QAP_REQUESTED = Notice(
    "qap_requested",
    "Update asked for: record {reference}",
    "{who} asks for your update on each issue of a QAP {by_when}.{note}",
)
QAP_RETURNED = Notice(
    "qap_returned",
    "Your request was returned: record {reference}",
    "{who} returned it with this note: {note}",
)
QAP_ANSWERED = Notice(
    "qap_answered",
    "Your QAP was answered: record {reference}",
    "{who} has completed the request. Decide on each issue.",
)
QAP_ENDED = Notice("qap_ended", "A QAP has ended: record {reference}", "{who} ended it: {what}.")
QAP_REOPENED = Notice(
    "qap_reopened", "A QAP was reopened: record {reference}", "{who} reopened it. Reason: {reason}"
)

STAGE_REQUESTED = Notice(
    "stage_requested",
    "{stage}: your answer is asked for on record {reference}",
    "{who} asks you to answer on each action {by_when}.{note}",
)
STAGE_COPIED = Notice(
    "stage_copied",
    "{stage} of a dispute: record {reference}",
    "{who} has sent the request to {to}. You are told because you work with this record.",
)
STAGE_RETURNED = Notice(
    "stage_returned",
    "{stage} was returned to you: record {reference}",
    "{who} returned it with this note: {note}",
)
STAGE_ANSWERED = Notice(
    "stage_answered",
    "{stage} was answered: record {reference}",
    "{who} has completed the request. Record the progress and the outcome.",
)
STAGE_UNANSWERED = Notice(
    "stage_unanswered",
    "{stage} was not answered in time: record {reference}",
    "The time to answer has passed. {next_stage} is ready for you to send.",
    ALERT,
)
STAGE_OPENED_BY_TIME = Notice(
    "stage_opened_by_time",
    "{stage} has opened: record {reference}",
    "Nobody answered the stage before in time, and this procedure opens the next by itself.",
    ALERT,
)
STAGE_TO_CONFIRM = Notice(
    "stage_to_confirm",
    "{stage} waits for your confirmation: record {reference}",
    "{who} has signed the outcome “{outcome}” and asks you to confirm the recommendations {by_when}.",
)
NOBODY_CONFIRMS = Notice(
    "nobody_confirms",
    "Nobody can confirm {stage}: record {reference}",
    "The post of {role} is held by nobody who may confirm this, and neither is its deputy's. Fill or cover the post.",
    ALERT,
)
STAGE_SENT_BACK = Notice(
    "stage_sent_back",
    "{stage} came back to you: record {reference}",
    "{who} returned it with this note: {note}",
)
STAGE_CONFIRMED = Notice(
    "stage_confirmed",
    "{stage} is confirmed: record {reference}",
    "{who} confirmed the recommendations. {what}",
)
STAGE_BYPASSED = Notice(
    "stage_bypassed",
    "{stage} was bypassed: record {reference}",
    "{who} has gone on to {next_stage}. Reason given: {reason}",
)
DISPUTE_CLOSED = Notice("dispute_closed", "A dispute is closed: record {reference}", "Outcome: {outcome}.")
DISPUTE_REOPENED = Notice(
    "dispute_reopened", "A dispute was reopened: record {reference}", "{who} reopened it. Reason: {reason}"
)
CAP_FORECAST = Notice(
    "cap_forecast",
    "A dispute will pass its limit at this pace: record {reference}",
    "{sentence} Think about which stage is right for the child now.",
    ALERT,
)
INFORMAL_LIMIT_PASSED = Notice(
    "informal_limit_passed",
    "The time for an informal solution is over: record {reference}",
    "Go on to the first formal stage, or record that it was resolved.",
    ALERT,
)
WORK_OPENED = Notice("work_opened", "{what} has started: record {reference}", "You scheduled it for today.")
REFERRED_TO_CAFCASS = Notice(
    "referred_to_cafcass",
    "A dispute was referred to Cafcass: record {reference}",
    "{who} recorded the referral. The document is on the record.",
)
DUE_DATE_CHANGED = Notice(
    "due_date_changed",
    "A due date has changed: record {reference}",
    "{label} is now due {by_when}. {who} changed it. Reason: {reason}",
)
COMMENDED = Notice(
    "commended", "Good practice was commended: record {reference}", "{who} has commended work on this record."
)


def tell_about(
    notice: Notice,
    thing: Any,
    words: Iterable[str] | str,
    *,
    occasion: str,
    but_not: Any = None,
    subject: Any = None,
    **given: Any,
) -> None:
    """Tell whoever a role or relation means today; ``but_not`` leaves out the person who did it."""
    subject = subject or thing.subject
    wanted = [words] if isinstance(words, str) else list(words)
    people: list[Recipient] = [who for word in wanted for who in people_for(word, subject)]
    if but_not is not None:
        people = [who for who in people if who.person_pk != but_not.pk]
    tell(
        notice,
        people,
        about=thing,
        subject=subject,
        occasion=f"{notice.event}:{occasion}",
        url=thing.get_absolute_url(),
        **given,
    )


def tell_request(notice: Notice, request: Any, thing: Any, **given: Any) -> None:
    """Tell whoever a request was sent to."""
    from qa_portal.people.directory import directory

    if request.to_person_id:
        people = [Recipient(pk) for pk in directory().standing_in(request.to_person_id)]
    else:
        post = directory().posts[request.to_post_id]
        holding = directory().who_holds(post.role, post.team_pk)
        people = [Recipient(p.pk, holding.says) for p in holding.people]
    tell(
        notice,
        people,
        about=thing,
        subject=request.subject,
        occasion=f"{notice.event}:{request.pk}",
        url=request.get_absolute_url(),
        **given,
    )
