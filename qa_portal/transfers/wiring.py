"""What allocation and transfers register when the portal loads."""

from typing import Any

from qa_portal.children.allocation import (
    alert_on_missing_iros,
    may_allocate_practitioner,
    may_allocate_reviewer,
)
from qa_portal.children.models import Subject
from qa_portal.children.summary import register_start
from qa_portal.deadlines.checks import register_check
from qa_portal.transfers.with_whom import mend_with_whom


def may_transfer(user: Any, subject: Subject) -> bool:
    """May change who works with this record, in some relation."""
    return may_allocate_practitioner(user, subject) or may_allocate_reviewer(user, subject)


register_check(alert_on_missing_iros)
register_check(mend_with_whom)
register_start("transfer", "Change who works with this record", "transfer_record", may_transfer, order=90)
