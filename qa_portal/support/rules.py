"""Who may do what with requests for support.

Everybody whose procedure takes them may ask. Whoever asked sees their own; the quality assurance team sees all. The
roles that the procedure names answer them, never the one who asked.
"""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.people.directory import directory


@rules.predicate
def asked_for_it(user: Any, request: Any) -> bool:
    """Withdraws it: whoever asked, or covers for them."""
    return request.asked_by_id in directory().acts_for(user.pk)


@rules.predicate
def may_answer_support(user: Any, request: Any) -> bool:
    """Takes it on, puts it back, answers it: the roles that the procedure names, never whoever asked."""
    support = request.policy.support
    named = {str(role) for role in support.answered_by} if support else set()
    return bool(directory().roles_of(user.pk) & named) and request.asked_by_id != user.pk


def sees_queue(user: Any) -> bool:
    """Whether this person sees everybody's requests: the quality assurance team."""
    return directory().is_quality_team(user.pk)
