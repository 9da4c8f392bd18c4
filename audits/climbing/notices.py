"""Events of what climbs rung by rung: the words, and whom they reach. No name from a record is in any of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audits.models import Challenge, SafetyAlert
from audits.notices import ALERT, tell_about
from qa_portal.outbox.actions import Notice, tell
from qa_portal.outbox.recipients import people_for

# -- safety alerts ----------------------------------------------------------------------------------------------------

SAFETY_RAISED = Notice(
    "safety_alert_raised",
    "Safety alert, act now: record {reference}",
    "{who} has an immediate concern for somebody’s safety. Act on it, and record what was discussed and what came of "
    "it by {by_when}.",
    ALERT,
)
SAFETY_ALSO_TOLD = Notice(
    "safety_alert_told",
    "A safety alert was raised: record {reference}",
    "{who} has an immediate concern for somebody’s safety. It is with {holder}, who must answer by {by_when}.",
    ALERT,
)
SAFETY_CLIMBED = Notice(
    "safety_alert_climbed",
    "Safety alert, now with you: record {reference}",
    "It wasn’t resolved at “{before}”. Reason: {reason} Act on it, and record what was discussed and what came of it "
    "by {by_when}.",
    ALERT,
)
SAFETY_WENT_ON = Notice(
    "safety_alert_went_on",
    "A safety alert went on to “{rung}”: record {reference}",
    "It wasn’t resolved at “{before}”. Reason: {reason} It is now with {holder}, who must answer by {by_when}.",
    ALERT,
)
SAFETY_UNRESOLVED = Notice(
    "safety_alert_unresolved",
    "A safety alert isn’t resolved: record {reference}",
    "{who} has recorded that it isn’t resolved at “{rung}”. {next}",
    ALERT,
)
SAFETY_RESOLVED = Notice(
    "safety_alert_resolved",
    "A safety alert is resolved: record {reference}",
    "{who} has recorded what was discussed and what came of it.",
)


def tell_about_alert(
    notice: Notice,
    alert: SafetyAlert,
    words: Iterable[str | int],
    *,
    occasion: str,
    but_not: Iterable[int | None] = (),
    **given: Any,
) -> None:
    """Tell whoever a role, a relation or a person's key means today; what has no audit has no reviewer.

    ``but_not`` are the keys of those who know it already.
    """
    parties = {"reviewer": alert.audit.reviewer_id} if alert.audit_id else {"reviewer": alert.raised_by_id}
    left_out = set(but_not)
    people = [who for word in words for who in people_for(parties.get(str(word), word), alert.subject)]
    tell(
        notice,
        [who for who in people if who.person_pk not in left_out],
        about=alert,
        subject=alert.subject,
        occasion=f"{notice.event}:{occasion}"[:120],
        url=alert.get_absolute_url(),
        **given,
    )


# -- challenges -------------------------------------------------------------------------------------------------------

CHALLENGED = Notice(
    "grade_challenged",
    "A grade is challenged: record {reference}",
    "{who} challenges the grade {grade}. The auditor meets with the practitioner and the manager by {by_when}.",
)
CHALLENGE_MET = Notice(
    "challenge_met",
    "The meeting on a challenge was held: record {reference}",
    "Its summary and outcome are shared by {by_when}: resolved with the grade that stands, or on to the formal steps.",
)
CHALLENGE_FORMAL = Notice(
    "challenge_formal",
    "A challenge is with you: record {reference}",
    "“{rung}”. {who} takes it on. Reason: {reason} Discuss it and record what came of it by {by_when}.",
)
CHALLENGE_WENT_ON = Notice(
    "challenge_went_on",
    "A challenge went on to “{rung}”: record {reference}",
    "{who} takes it on. Reason: {reason} It is to be answered by {by_when}.",
)
CHALLENGE_RESOLVED = Notice(
    "challenge_resolved",
    "A challenge is resolved: record {reference}",
    "{who} has recorded the outcome: {grade}. {report}",
)


def tell_about_challenge(
    notice: Notice, challenge: Challenge, words: Iterable[str | int], *, occasion: str, **given: Any
) -> None:
    """As ``tell_about``, on the challenge's own page."""
    tell_about(notice, challenge, list(words), occasion=f"{challenge.pk}:{occasion}", **given)
