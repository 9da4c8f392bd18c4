"""Events of issues with other agencies: the words. No name from a record is in any of them."""

from __future__ import annotations

from audits.notices import ALERT
from qa_portal.outbox.actions import Notice

ESCALATED = Notice(
    "outside_issue_sent",
    "An issue was escalated to another agency: record {reference}",
    "{who} has escalated it to {agency}. {by_when}",
)
UNANSWERED = Notice(
    "outside_issue_unanswered",
    "Another agency hasn’t replied: record {reference}",
    "{agency} was to reply by {by_when}. A reminder is made and ready to be sent, among the record’s letters.",
    ALERT,
)
ANSWERED = Notice(
    "outside_issue_answered",
    "Another agency has replied: record {reference}",
    "{who} has recorded the reply of {agency}. Read what it means for this record and for others.",
)
