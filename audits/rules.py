"""Who keeps an audit of care planning."""

from __future__ import annotations

from typing import Any

import rules

from qa_portal.children.meeting_rules import may_keep_meeting


@rules.predicate
def may_keep_planning_audit(user: Any, audit: Any) -> bool:
    """Whoever keeps the review answers its audit, until the review is completed."""
    return may_keep_meeting(user, audit.meeting) and not audit.meeting.is_completed
