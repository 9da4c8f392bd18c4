"""What the pages of a record need beside the portal's components: ``{% load records %}``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qa_portal.children.models import Allocation
from qa_portal.documents.uploads import DOCX
from qa_portal.people.roles import Role
from qa_portal.templatetags.portal_signs import flag, flags_in_a_line

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


@register.simple_tag
def record_rows(records: Iterable[Any]) -> SafeString:
    """Records, each with ``opens``, one under another; drawn as ``portal_rows`` are. One that doesn't open shows its
    reference alone. Every text is escaped."""
    shown = "\n".join(_record_row(record) for record in records)
    return mark_safe(f'<ul class="portal-list">\n{shown}\n</ul>')  # noqa: S308  what the rows say is escaped


def _record_row(record: Any) -> str:
    if record.opens:
        born = record.date_of_birth
        said = (
            record.reference,
            f"born {born.day} {born:%B} {born.year}" if born else "",
            record.get_case_kind_display(),
            record.team,
            record.practitioner,
        )
        below = f'<div class="portal-list__from">{" · ".join(escape(each) for each in said if each)}</div>'
        words, marks_of = record.full_name, flags_in_a_line(record.flags)
    else:
        below, words, marks_of = "", record.reference, flag("restricted")
    return (
        f'<li class="portal-list__item"><div><div class="portal-list__what"><a class="govuk-link" '
        f'href="{escape(record.get_absolute_url())}">{escape(words)}</a></div>{below}</div>{marks_of}</li>'
    )


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
