"""What retention brings: its place in the navigation and on a record's details, and what hinders its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from qa_portal.children.changes import register_trail
from qa_portal.dashboards.navigation import register_nav
from qa_portal.dashboards.slots import fill_slot
from qa_portal.demo.story import Story, register_chapter
from qa_portal.workflow.wired import wire

from .blockers import blockers_to_disposal
from .models import Disposal, LegalHold
from .rules import may_place_hold, may_see_retention


def _on_details(context: Mapping, subject: Any) -> str:
    """The way from a record's details to how long it is kept."""
    if not may_place_hold(context["request"].user, subject):
        return ""
    return render_to_string("retention/_of_details.html", {"subject": subject})


def _chapter(story: Story) -> None:
    from .demo import tell

    tell(story)


register_chapter(60, _chapter)
register_trail("holds", LegalHold, "Legal hold")
register_trail("disposal", Disposal, "Retention")
wire(Disposal, blockers=blockers_to_disposal)
register_nav("Retention", "retention", shown_to=may_see_retention, order=75, group="Information governance")
fill_slot("details", _on_details)
