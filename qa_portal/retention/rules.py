"""Who reviews what is no longer to be kept, who signs, who places a legal hold and who lifts it (LAW-09).

The roles that the service's procedure names review and sign, where the record opens to them. A hold is a precaution:
the whole quality assurance team and the record's managers place one; only those who sign lift it.
"""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.rules import sight_of
from qa_portal.frameworks.policy import Retention
from qa_portal.frameworks.policy.retention import ANSWER_FOR_IT
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.people.directory import directory


def retention_for(subject: Any) -> Retention:
    """What the procedure of a record's team says today of how long records are kept; the house's own where none serves
    it."""
    known = subject.__dict__.get(_POLICY)
    if known is None:
        key = directory().framework_key_of(subject.team_id) if subject.team_id else None
        policy = policies_by_key().get(key) if key else None
        known = subject.__dict__[_POLICY] = policy.retention if policy else Retention()
    return known


#: Where an object of a record keeps it, so that the rules of a page ask once.
_POLICY = "_retention_policy"


def _signs(user: Any, policy: Retention) -> bool:
    return bool(directory().roles_of(user.pk) & {str(role) for role in policy.signed_by})


@rules.predicate
def may_review_retention(user: Any, disposal: Any) -> bool:
    """Reviews one record: keeps it on, signs first, stops it."""
    return may_lift_hold(user, disposal.subject)


@rules.predicate
def may_sign_second(user: Any, disposal: Any) -> bool:
    """Signs second: another than who signed first."""
    return may_review_retention(user, disposal) and disposal.proposed_by_id != user.pk


@rules.predicate
def may_lift_hold(user: Any, subject: Any) -> bool:
    """Lifts a hold: whoever signs, where the record opens to them."""
    return sight_of(user, subject).opens and _signs(user, retention_for(subject))


@rules.predicate
def may_place_hold(user: Any, subject: Any) -> bool:
    """Places a legal hold, and reads how long a record is kept."""
    book = directory()
    return sight_of(user, subject).opens and (
        book.is_quality_team(user.pk)
        or subject.team_id in book.teams_managed_by(user.pk)
        or _signs(user, retention_for(subject))
    )


def may_see_retention(user: Any) -> bool:
    """Whether there is a review list for this person: those whom a procedure can name to sign. Asks the directory
    alone."""
    return bool(directory().roles_of(user.pk) & {str(role) for role in ANSWER_FOR_IT})
