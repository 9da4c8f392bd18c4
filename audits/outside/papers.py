"""The letters to another service or agency. They name no child: our reference and theirs say which case is meant."""

from __future__ import annotations

from audits.models import OutsideIssue
from qa_portal import clock
from qa_portal.deadlines.actions import open_deadlines_of
from qa_portal.deadlines.words import by_when, weekday_date
from qa_portal.documents.papers import Fact, Letter, council_name, role_of, today_in_words


def outside_letter(issue: OutsideIssue) -> Letter:
    """What the issue is, what they are asked to do, and until when we ask for their reply."""
    return _letter(
        issue,
        "An issue for your service",
        [
            "In quality assurance of our own work we found an issue that is yours to look at. We tell you of it so "
            "that both of us can learn from it.",
            issue.issue.strip(),
            "We ask you:",
            issue.asked.strip(),
        ],
    )


def outside_reminder(issue: OutsideIssue) -> Letter:
    """That their reply hasn't come, and what was asked."""
    return _letter(
        issue,
        "We are still waiting for your reply",
        [
            f"We wrote to you on {weekday_date(issue.sent_at)}, and your reply hasn’t reached us. Please send it now, "
            "or tell us who else can answer.",
            "We asked you:",
            issue.asked.strip(),
        ],
    )


def _letter(issue: OutsideIssue, title: str, paragraphs: list[str]) -> Letter:
    audit, by = issue.audit, issue.sent_by
    facts = [Fact("Our reference", audit.subject.reference)]
    if issue.their_reference:
        facts.append(Fact("Your reference", issue.their_reference))
    due = open_deadlines_of(issue).first()
    if due is not None and due.due_at > clock.now():
        facts.append(Fact("Please reply by", by_when(due.due_at, clock.now())))
    return Letter(
        title=title,
        council=council_name(),
        service=audit.policy.service,
        reference=audit.subject.reference,
        addressed_to=f"{issue.post}, {issue.agency}",
        written_on=today_in_words(),
        salutation="Dear colleague",
        facts=tuple(facts),
        paragraphs=tuple(paragraphs),
        closing=(
            "We name nobody in this letter. Please ask us by telephone if our references aren’t enough.",
        ),
        signed_by=by.name if by else "",
        signed_role=role_of(by) if by else "",
    )
