"""What became of an issue with another agency, in a sentence: for papers and lists."""

from __future__ import annotations

from audits.models import OutsideIssue
from qa_portal.deadlines.words import weekday_date


def outcome_of(issue: OutsideIssue) -> str:
    """To whom it went and when, and what they replied; that it isn't sent, or why it ended."""
    if issue.state == OutsideIssue.State.PREPARED:
        return f"{issue.issue} Not sent yet."
    sent = (
        f"{issue.issue} Sent to {issue.post} on {weekday_date(issue.sent_at)}."
        if issue.sent_at
        else issue.issue
    )
    if issue.state == OutsideIssue.State.ANSWERED:
        return f"{sent} {issue.replier} replied on {weekday_date(issue.replied_on)}: {issue.reply}"
    if issue.state == OutsideIssue.State.ENDED:
        return f"{sent} Ended without a reply: {issue.ended_because}"
    return f"{sent} Their reply is waited for."
