"""Events of audits: the words, and whom they reach. No name from a record is in any of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audits.clocks import parties_of
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import people_for

ALERT = Message.Urgency.ALERT

# -- allocations ------------------------------------------------------------------------------------------------------

AUDIT_ALLOCATED = Notice(
    "audit_allocated",
    "{title}: record {reference} is yours to audit",
    "{who} has allocated it to you. Complete it {by_when}, or say that you can’t and why.",
)
AUDIT_COMING = Notice(
    "audit_coming",
    "{title}: record {reference} will be audited",
    "{reviewer} audits it and completes it {by_when}.{conversation}",
)
AUDIT_GIVEN_BACK = Notice(
    "audit_given_back",
    "{title}: record {reference} needs another reviewer",
    "{who} can’t audit it. Note: {note} Name somebody else; it keeps its month.",
)
AUDIT_PASSED_ON = Notice(
    "audit_passed_on",
    "{title}: record {reference} has another reviewer",
    "{reviewer} now audits it and completes it {by_when}. Reason: {reason}",
)
AUDIT_WITHDRAWN = Notice(
    "audit_withdrawn",
    "{title}: the audit of record {reference} doesn’t take place",
    "{who} has withdrawn it. Reason: {reason}",
)

# -- the conversation -------------------------------------------------------------------------------------------------

CONVERSATION_BOOKED = Notice(
    "audit_conversation_booked",
    "{name} about record {reference}: {when}",
    "{reviewer} has booked it for {when}{where}. The calendar file is attached, and on the audit’s page.",
)

CONVERSATION_LEFT_OUT = Notice(
    "audit_conversation_left_out",
    "{name} about record {reference} doesn’t take place",
    "It was booked for {when}. {reviewer} has recorded that there is none, and why: take it out of your calendar.",
)

# -- child and family --------------------------------------------------------------------------------------------------

FAMILY_HEARD = Notice(
    "audit_family_heard",
    "{who} has answered through the link: record {reference}",
    "Read it today, and act at once where somebody may not be safe: nobody else has read it yet.{answer}",
)

# -- earlier practice -------------------------------------------------------------------------------------------------

EARLIER_PRACTICE = Notice(
    "audit_earlier_practice",
    "What an audit found of earlier work on record {reference}",
    "It is about the work of {who}. {kind}: {words} {reviewer} wrote it, and can be asked about it.",
)
EARLIER_TO_FEED_BACK = Notice(
    "audit_earlier_to_feed_back",
    "Earlier practice to feed back: record {reference}",
    "An audit found something of the earlier practice of {who}, who can’t be told by the portal. Please feed it back.",
)

# -- inadequate -------------------------------------------------------------------------------------------------------

FOUND_INADEQUATE = Notice(
    "audit_found_inadequate",
    "Found inadequate: record {reference}",
    "{because}. {next}",
    ALERT,
)

ASSURED = Notice(
    "audit_assured",
    "Assurance is recorded: record {reference}",
    "{who} has reviewed the record and recorded the safety of everyone concerned.",
)
LEVEL_DISPUTED = Notice(
    "audit_level_disputed",
    "The level of concern is disputed: record {reference}",
    "{who} disputes that it is {grade}. Decide by {by_when} which level stands, and why.",
    ALERT,
)
LEVEL_DECIDED = Notice(
    "audit_level_decided",
    "The level of concern was decided: record {reference}",
    "{who} decided: {grade}. The reason is with the decision.",
)

TO_CHECK = Notice(
    "audit_to_check",
    "Ready for its quality check: record {reference}",
    "{who} has completed it. Accept it or send it back by {by_when}.",
)
SENT_BACK = Notice(
    "audit_sent_back",
    "Your audit came back with comments: record {reference}",
    "{who} asks you to look at it again and to complete it by {by_when}.{discussion}",
)
NOT_ACCEPTED = Notice(
    "audit_not_accepted",
    "Not amended in time, so not accepted: record {reference}",
    "It is due by {by_when}, beside the reviewer’s next allocation.",
    ALERT,
)
TO_MODERATE = Notice(
    "audit_to_moderate",
    "Waiting for the moderation panel: record {reference}",
    "It was accepted and is moderated before it goes back to the team. The panel’s grade is due by {by_when}.",
)
MODERATED = Notice(
    "audit_moderated",
    "Your audit was moderated: record {reference}",
    "The panel’s grade and its reasons are with the audit. Yours stands beside it.",
)
TO_RETURN = Notice(
    "audit_to_return",
    "Ready to go back to the team: record {reference}",
    "It was accepted. Return it to the team by {by_when}.",
)
RETURNED = Notice(
    "audit_returned",
    "{title}: record {reference}",
    "{who} has returned it to you: {grade}. {actions} came of it. Practitioner and manager discuss the findings and "
    "record it by {by_when}.{offer}",
)
FILED = Notice(
    "audit_filed",
    "An audit is on the record: {reference}",
    "{title}, {grade}. Its report is among the documents, and the actions are in the plan.",
    ALERT,
)
FILED_AGAIN = Notice(
    "audit_filed_again",
    "An audit’s report was amended: {reference}",
    "{title}, now {grade}. {because} The version before stays on the record.",
    ALERT,
)
DISCUSSED = Notice(
    "audit_discussed",
    "The findings were discussed: record {reference}",
    "{who} recorded it as {kind}. Read it before you finalise the audit.",
)
CLOSED = Notice(
    "audit_loop_closed",
    "An audit’s loop is closed: record {reference}",
    "{who} closed it: what was found has been put right, and it has lasted.",
)


# -- re-audits --------------------------------------------------------------------------------------------------------

REAUDIT_DUE = Notice(
    "audit_reaudit_due",
    "{title} can be allocated now: record {reference}",
    "It was {grade}, completed on {completed}. Choose a senior manager who has nothing to do with the team.",
)
REAUDIT_BELOW = Notice(
    "audit_reaudit_below",
    "A re-audit hasn’t reached the required outcome: record {reference}",
    "{title}: {grade}, {before}. Another one follows; its report goes to you as well.",
)
REAUDIT_BELOW_AGAIN = Notice(
    "audit_reaudit_below_again",
    "A second re-audit hasn’t reached the required outcome: record {reference}",
    "{title}: {grade}, {before}. The procedure asks that you are told.",
    ALERT,
)

# -- the library ------------------------------------------------------------------------------------------------------

EXAMPLE_PROPOSED = Notice(
    "good_practice_proposed",
    "Good practice was proposed for the library: record {reference}",
    "{who} proposes it. Read it, and publish it once nothing in it identifies a child, or decline it.",
)
EXAMPLE_PUBLISHED = Notice(
    "good_practice_published",
    "Your example of good practice is in the library",
    "{who} has published “{title}”. Everybody who signs in can read it.",
)
EXAMPLE_DECLINED = Notice(
    "good_practice_declined",
    "Your example of good practice isn’t for the library",
    "{who} has declined it. Reason: {reason}",
)
EXAMPLE_WITHDRAWN = Notice(
    "good_practice_withdrawn",
    "Your example of good practice was taken out of the library",
    "{who} has taken it out. Reason: {reason}",
)


def tell_about(
    notice: Notice,
    thing: Any,
    words: Iterable[str | int] | str | int,
    *,
    occasion: str,
    audit: Any = None,
    url: str = "",
    but_not: Any = None,
    without: frozenset[int] = frozenset(),
    **given: Any,
) -> None:
    """Tell whoever a role, a relation or a person's key means today; ``but_not`` leaves out the person who did it, and
    what would be one of ``without``'s climbs.

    ``audit`` is given where the thing is a part of one. Whom the framework calls *reviewer* is the audit's own.
    """
    audit = audit or getattr(thing, "audit", None) or thing
    wanted = [words] if isinstance(words, str | int) else list(words)
    parties = parties_of(audit)
    people: list[Recipient] = [
        who
        for word in wanted
        for who in people_for(parties.get(str(word), word), audit.subject, without=without)
    ]
    if but_not is not None:
        people = [who for who in people if who.person_pk != but_not.pk]
    tell(
        notice,
        people,
        about=thing,
        subject=audit.subject,
        occasion=f"{notice.event}:{occasion}"[:120],
        url=url or thing.get_absolute_url(),
        **given,
    )
