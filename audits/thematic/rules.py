"""Who may do what with a thematic review.

Those who plan a service's activities keep it. The roles that its procedure names endorse its report. The quality
assurance team reads it, and whoever leads it; the two of a pair read their own case. A case is on a child's record:
whatever is shown of one is asked of the record first.
"""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.activities.rules import may_keep_activity
from qa_portal.children.rules import sight_of
from qa_portal.people.directory import directory


@rules.predicate
def may_keep_review(user: Any, review: Any) -> bool:
    """Prepares it, begins it, records what follows, closes it: those who keep its activity in the calendar."""
    return may_keep_activity(user, review.activity)


@rules.predicate
def may_endorse_review(user: Any, review: Any) -> bool:
    """Endorses its report: the roles that its procedure names, never whoever leads it (KNO-19)."""
    named = {str(role) for role in review.thematic.endorsed_by}
    return bool(directory().roles_of(user.pk) & named) and user.pk != review.activity.lead_id


def may_read_review(user: Any, review: Any) -> bool:
    """Reads it: the quality assurance team, and whoever leads it."""
    book = directory()
    return book.is_quality_team(user.pk) or review.activity.lead_id in book.acts_for(user.pk)


def may_read_case(user: Any, case: Any) -> bool:
    """Reads one of its cases: whoever reads the review, and the pair, while the record opens to them."""
    is_of_pair = bool({case.first_id, case.second_id} & directory().acts_for(user.pk))
    return (may_read_review(user, case.review) or is_of_pair) and sight_of(user, case.subject).opens
