"""What follows when time passes: run once after each breach, one by one, safe to run twice."""

from __future__ import annotations

from typing import Any


def refuse_unamended(audit: Any, deadline: Any) -> None:
    """The time to amend is over: the audit isn't accepted, and is due in the next cycle (WAL-08)."""


def file_report(audit: Any, deadline: Any) -> None:
    """The time after the return is over: the report goes on the record (MER-14)."""


def reaudit_is_due(audit: Any, deadline: Any) -> None:
    """A month has passed since the audit was completed: its re-audit is to be allocated (WAL-16)."""
