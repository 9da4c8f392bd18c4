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
    "{reviewer} audits it and completes it {by_when}. The practitioner is asked for a conversation about it.",
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

# -- inadequate -------------------------------------------------------------------------------------------------------

FOUND_INADEQUATE = Notice(
    "audit_found_inadequate",
    "Found inadequate: record {reference}",
    "{because}. {next}",
    ALERT,
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
    **given: Any,
) -> None:
    """Tell whoever a role, a relation or a person's key means today; ``but_not`` leaves out the person who did it.

    ``audit`` is given where the thing is a part of one. Whom the framework calls *reviewer* is the audit's own.
    """
    audit = audit or getattr(thing, "audit", None) or thing
    wanted = [words] if isinstance(words, str | int) else list(words)
    parties = parties_of(audit)
    people: list[Recipient] = [
        who for word in wanted for who in people_for(parties.get(str(word), word), audit.subject)
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
