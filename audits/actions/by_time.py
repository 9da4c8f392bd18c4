"""What follows when time passes: run once after each breach, one by one, safe to run twice."""

from __future__ import annotations

from typing import Any

from audits.models import Audit

from . import amending, filing


def refuse_unamended(audit: Audit, deadline: Any) -> None:
    """The time to amend is over: the audit isn't accepted, and is due in the next cycle (WAL-08)."""
    if audit.state == Audit.State.SENT_BACK:
        amending.refuse_unamended(audit)


def file_report(audit: Audit, deadline: Any) -> None:
    """The time after the return is over: the report goes on the record (MER-14)."""
    if audit.filed_at is None and audit.returned_at is not None:
        filing.file_audit(audit, by=None)


def reaudit_is_due(audit: Any, deadline: Any) -> None:
    """A month has passed since the audit was completed: its re-audit is to be allocated (WAL-16)."""
