"""The kinds of deadline that audits bring: what is due, where it is done, and what time does when it passes."""

from __future__ import annotations

from audits.actions import by_time, outside
from qa_portal.deadlines.kinds import DeadlineKind, register


def register_kinds() -> None:
    """Make the kinds of deadline known to the ledger; called when the app loads."""
    for kind in (
        DeadlineKind("audit_book", "Book the conversation", "audit"),
        DeadlineKind(
            "audit_complete",
            "Complete the audit",
            "audit",
            answers_request=True,
            next_words="Write the audit and complete it, or say that you can’t and why.",
        ),
        DeadlineKind("audit_check", "Check the audit", "audit", on_record=False),
        DeadlineKind(
            "audit_amend",
            "Amend the audit",
            "audit",
            by_time.refuse_unamended,
            answers_request=True,
            on_record=False,
        ),
        DeadlineKind("audit_moderate", "Moderate the audit", "audit", on_record=False),
        DeadlineKind("audit_return", "Return the audit to the team", "audit", on_record=False),
        DeadlineKind("audit_file", "Put the audit on the record", "audit", by_time.file_report, True),
        DeadlineKind("audit_discuss", "Discuss the findings", "audit"),
        DeadlineKind("audit_sign_off", "Sign that all tasks are done", "audit"),
        DeadlineKind("audit_assure", "Review the record and assure safety", "assurance", on_record=False),
        DeadlineKind(
            "audit_level",
            "Decide on the level of concern",
            "level_dispute",
            next_words="Read why it is disputed, and decide which level stands.",
            on_record=False,
        ),
        DeadlineKind("audit_reaudit", "Allocate the re-audit", "audit", by_time.reaudit_is_due, True),
        DeadlineKind("audit_sustained", "Check that the improvement has lasted", "audit"),
        DeadlineKind(
            "agency_reply",
            "Another agency’s reply",
            "outside_issue",
            outside.chase_by_time,
            next_words="Ask them again, record their reply, or end it and say why.",
        ),
        DeadlineKind("challenge_answer", "Take the next step of the challenge", "challenge"),
        DeadlineKind(
            "safety_answer",
            "Answer the safety alert",
            "safety_alert",
            by_time.climb_alert,
            next_words="See to it that everyone is safe, and record what was discussed and what came of it.",
        ),
    ):
        register(kind)
