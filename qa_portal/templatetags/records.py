"""What the pages of a record need beside the portal's components: ``{% load records %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string

from qa_portal.children.models import Allocation
from qa_portal.documents.uploads import DOCX
from qa_portal.people.roles import Role

register = template.Library()

_FILE_KINDS = {
    "application/pdf": "PDF",
    DOCX: "Word document",
    "image/jpeg": "JPEG picture",
    "image/png": "PNG picture",
    "text/plain": "Text",
}
_RELATIONS = dict(Allocation.Relation.choices)


@register.simple_tag(takes_context=True)
def panel(context: Any, shown: Any) -> str:
    """A panel that an app put into the summary (``children.summary.register_panel``)."""
    own = {**shown.context, "subject": context["subject"], "user": context["user"]}
    return render_to_string(shown.panel.template, own, request=context["request"])


@register.filter
def file_kind(content_type: str) -> str:
    """A stored file's type in words."""
    return _FILE_KINDS.get(content_type, "File")


@register.filter
def owner_words(deadline: Any) -> str:
    """Whose a deadline is: a person, a post, or whoever stands in a relation to the record."""
    if deadline.owner_person_id:
        return deadline.owner_person.name
    if deadline.owner_post_id:
        return str(deadline.owner_post)
    return _RELATIONS.get(deadline.owner) or dict(Role.choices).get(deadline.owner, deadline.owner)
