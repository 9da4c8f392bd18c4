"""The rows of the rolling plan: ``{% load plan_rows %}``, drawn as ``portal_rows`` are. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from qa_portal.deadlines.words import weekday_date
from qa_portal.plan.models import Action
from qa_portal.plan.words import owner_in_words
from qa_portal.templatetags.portal_rows import deadline_chip, quiet
from qa_portal.templatetags.portal_signs import flag

register = template.Library()

#: So much of what is to be done a row shows.
_MOST = 110


@register.simple_tag
def plan_rows(actions: Iterable[Action]) -> SafeString:
    """Actions with their ``clock`` (``queries.page_of_plan``) as rows of a table."""
    return mark_safe("\n".join(_row(action) for action in actions))  # noqa: S308  each cell is escaped


def _row(action: Action) -> str:
    subject = action.subject
    urgent = f'<span class="portal-register__quiet">{flag("urgent")}</span>' if action.is_urgent else ""
    what = action.what if len(action.what) <= _MOST else Truncator(action.what).chars(_MOST)
    cells = (
        f"{escape(subject.reference)}{quiet(subject.team.name if subject.team else '')}",
        escape(owner_in_words(action)),
        deadline_chip(action.clock, "compact") if action.clock else escape(weekday_date(action.due_on)),
        f"{escape(action.get_state_display())}{quiet(f'{action.get_priority_display()} priority')}",
    )
    return (
        '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
        f'<a class="govuk-link" href="{escape(action.get_absolute_url())}">{escape(what)}</a>{urgent}</th>'
        + "".join(f'<td class="govuk-table__cell">{cell}</td>' for cell in cells)
        + "</tr>"
    )
