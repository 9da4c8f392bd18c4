"""Who answers a subject access request (LAW-10): the quality assurance team, where the record opens. It alone knows all
that is held, audits that aren't returned yet among it; those of it who answer for quality assurance release."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.rules import sight_of
from qa_portal.frameworks.policy.retention import ANSWER_FOR_IT
from qa_portal.people.directory import directory


@rules.predicate
def may_take_request(user: Any, subject: Any) -> bool:
    """Records that somebody has asked for what is held on a record."""
    return may_see_requests(user) and sight_of(user, subject).opens


@rules.predicate
def may_review_request(user: Any, request: Any) -> bool:
    """Decides on its items."""
    return may_take_request(user, request.subject)


@rules.predicate
def may_release_request(user: Any, request: Any) -> bool:
    """Releases it, and ends it without an answer."""
    answers = directory().roles_of(user.pk) & {str(role) for role in ANSWER_FOR_IT}
    return bool(answers) and may_take_request(user, request.subject)


def may_see_requests(user: Any) -> bool:
    """Whether there is a list for this person: the quality assurance team."""
    return directory().is_quality_team(user.pk)
