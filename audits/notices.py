"""Events of audits: the words, and whom they reach. No name from a record is in any of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audits.clocks import parties_of
from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.outbox.models import Message
from qa_portal.outbox.recipients import people_for

ALERT = Message.Urgency.ALERT

FOUND_INADEQUATE = Notice(
    "audit_found_inadequate",
    "Found inadequate: record {reference}",
    "{because}. {next}",
    ALERT,
)


def tell_about(
    notice: Notice,
    thing: Any,
    words: Iterable[str] | str,
    *,
    occasion: str,
    audit: Any = None,
    url: str = "",
    but_not: Any = None,
    **given: Any,
) -> None:
    """Tell whoever a role or relation means today; ``but_not`` leaves out the person who did it.

    ``audit`` is given where the thing is a part of one. Whom the framework calls *reviewer* is the audit's own.
    """
    audit = audit or getattr(thing, "audit", None) or thing
    wanted = [words] if isinstance(words, str) else list(words)
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
