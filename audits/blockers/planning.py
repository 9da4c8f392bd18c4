"""What still stands in the way of completing the reviewing officer's own audit."""

from __future__ import annotations

from typing import Any

from audits.queries import unanswered
from qa_portal.workflow.blockers import Blocker


def blockers_to_planning(audit: Any, step: str) -> list[Blocker]:
    """The mandatory questions without an answer (MOS-23)."""
    return unanswered(audit.tool, audit.answers, audit.meeting_id) if step == "complete" else []
