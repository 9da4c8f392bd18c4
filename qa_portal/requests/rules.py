"""Who may answer a request."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.people.directory import directory


@rules.predicate
def may_answer_request(user: Any, request: Any) -> bool:
    """Whoever answers for the post it was sent to today, cover and vacancy included, or the person."""
    if request.to_person_id is not None:
        return request.to_person_id == user.pk
    return request.to_post_id in directory().posts_answered_by(user.pk)
