"""The scene's standards checklists: one that is being written with its review, one of a completed review."""

from __future__ import annotations

from typing import Any

from qa_portal.children.actions import start_meeting
from qa_portal.children.models import Meeting
from qa_portal.standards.actions import save_checklist
from tests.factories.qaps import completed_review
from tests.factories.records import child

from .scene_audits_after import working_by


def tell_of_standards(c: Any, keys: dict[str, int]) -> None:
    """Both begun while the team works by a procedure that has checklists."""
    with working_by(c.team, "knowsley"):
        review = start_meeting(child(c), by=c.iro, kind=Meeting.Kind.LOOKED_AFTER_REVIEW)
        save_checklist(review, by=c.iro, answers={"held_in_time": ("yes", "")}, is_first=True)
        keys["review open"] = review.pk
        keys["review done"] = completed_review(c, child(c)).pk
