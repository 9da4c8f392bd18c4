"""What subject access brings: its place in the navigation and on a record's details, and what hinders its steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from qa_portal.children.changes import register_trail
from qa_portal.children.models import Subject
from qa_portal.dashboards.navigation import register_nav
from qa_portal.dashboards.slots import fill_slot
from qa_portal.demo.story import Story, register_chapter
from qa_portal.workflow.wired import wire

from .blockers import blockers_to_access_request
from .models import AccessRequest
from .rules import may_see_requests, may_take_request
from .telling import register_more, register_tellable


def _on_details(context: Mapping, subject: Any) -> str:
    """The way from a record's details to a request for what is held on it."""
    if not may_take_request(context["request"].user, subject):
        return ""
    return render_to_string("disclosure/_of_details.html", {"subject": subject})


def _chapter(story: Story) -> None:
    from .demo import tell

    tell(story)


def _how_many_are_concealed(subject: Subject) -> list[tuple[str, str]]:
    number = subject.contacts.filter(is_concealed=True).count()
    if not number:
        return []
    return [
        (
            "Concealed contact details",
            f"{number}. They aren’t gathered: the practitioner or the reviewing officer, who may see them, says "
            "whether they are given.",
        )
    ]


register_tellable("qa_portal.Contact", lambda rows: rows.filter(is_concealed=False))
register_more("qa_portal.Subject", _how_many_are_concealed)
wire(AccessRequest, blockers=blockers_to_access_request)
register_trail("access_requests", AccessRequest, "Subject access request")
register_nav(
    "Subject access", "access_requests", shown_to=may_see_requests, order=76, group="Information governance"
)
fill_slot("details", _on_details, order=60)
register_chapter(62, _chapter)
