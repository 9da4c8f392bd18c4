"""What stands in the way of an issue with another agency, and what one of them is in the way of (KNO-20)."""

from __future__ import annotations

from typing import Any

from qa_portal.workflow.blockers import Blocker


def blockers_to_outside(issue: Any, step: str) -> list[Blocker]:
    """Nothing that an audit says leaves the house before its own team has it (MER-04)."""
    if step == "send" and issue.audit.returned_at is None:
        return [Blocker("It is sent once the audit is returned to its team.", issue.audit.get_absolute_url())]
    return []


def blockers_of_outside(audit: Any) -> list[Blocker]:
    """Issues that aren't sent, or whose reply isn't there, keep an audit's loop open."""
    return [
        Blocker(f"“{issue}” is {_lower(issue.get_state_display())}.", issue.get_absolute_url())
        for issue in audit.outside_issues.all()
        if issue.state in (issue.State.PREPARED, issue.State.SENT)
    ]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
