"""What issues with other agencies bring to pages of the ground: a record's summary, chronology and trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audits.models import OutsideIssue
from audits.rules import may_read_audit
from audits.summary import trail_of_readable
from qa_portal.children.changes import register_trail
from qa_portal.children.chronology import MOST, Entry, register_chronology
from qa_portal.children.models import Subject
from qa_portal.children.reads import CHRONOLOGY, SUMMARY
from qa_portal.children.summary import WorkItem, register_work
from qa_portal.reading.giving import type_of
from qa_portal.reading.prepared import Parts


def register_outside() -> None:
    """Make them known to the pages of the ground; called when the app loads."""
    SUMMARY.register(reads_of_summary)
    CHRONOLOGY.register(reads_of_chronology)
    register_work("outside_issues", issues_on)
    register_chronology("outside_issues", issue_chronology)
    register_trail(
        "outside_issues",
        OutsideIssue,
        "Issue with another agency",
        path="audit__subject",
        seen_by=trail_of_readable("audit"),
    )


def reads_of_summary(subject: int) -> Parts:
    """What the summary of a record shows of them."""
    found = OutsideIssue.objects.filter(audit__subject=subject)
    return {"outside_issues": found.select_related("audit__framework", "prepared_by")[:100]}


def issues_on(user: Any, subject: Subject) -> Iterable[WorkItem]:
    """Issues with other agencies on a record, where this person reads the audit (LEE-07)."""
    read, kind = SUMMARY.of(subject), type_of(OutsideIssue)
    due = {each.about_id: each for each in read["deadlines"] if each.about_type_id == kind}
    for issue in read["outside_issues"]:
        issue.audit.subject = subject
        if not may_read_audit(user, issue.audit):
            continue
        is_current = issue.state in (OutsideIssue.State.PREPARED, OutsideIssue.State.SENT)
        yield WorkItem(
            what=str(issue),
            state=issue.get_state_display(),
            url=issue.get_absolute_url(),
            at=issue.answered_at or issue.sent_at or issue.prepared_at,
            is_current=is_current,
            who=issue.prepared_by.name,
            due=due.get(issue.pk) if is_current else None,
        )


def reads_of_chronology(subject: int) -> Parts:
    """What the chronology of a record shows of them."""
    found = OutsideIssue.objects.filter(audit__subject=subject, sent_at__isnull=False)
    return {"outside_issues": found.select_related("audit__framework", "sent_by")[:MOST]}


def issue_chronology(user: Any, subject: Subject) -> Iterable[Entry]:
    """When they were escalated, to whom, and when which reply came (LEE-17)."""
    for issue in CHRONOLOGY.of(subject)["outside_issues"]:
        issue.audit.subject = subject
        if not may_read_audit(user, issue.audit):
            continue
        sort, url = "Other agency", issue.get_absolute_url()
        yield Entry(
            issue.sent_at, sort, f"{issue}, escalated to {issue.post}", issue.sent_by.name, url, issue.issue
        )
        if issue.replied_on:
            yield Entry(issue.replied_on, sort, f"{issue.agency} replied", issue.replier, url, issue.reply)
