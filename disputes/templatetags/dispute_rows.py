"""The rows of the register of disputes: ``{% load dispute_rows %}``.

Written here and not in a template, as the rows of *my work* are (``portal_rows``). Every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from disputes.models import Dispute
from disputes.register import stage_in_words
from qa_portal.deadlines.words import weekday_date
from qa_portal.templatetags.portal_rows import deadline_chip, quiet

register = template.Library()


@register.simple_tag
def register_rows(disputes: Iterable[Dispute]) -> SafeString:
    """Disputes with their clocks (``register.give_clocks``) as rows of a table."""
    return mark_safe("\n".join(_row(dispute) for dispute in disputes))  # noqa: S308  each cell is escaped


def _row(dispute: Dispute) -> str:
    subject = dispute.subject
    theme = dispute.policy.theme_label(dispute.theme) if dispute.theme else ""
    chip = deadline_chip(dispute.stage_clock, "compact") if dispute.stage_clock else ""
    cap = f"All stages: {weekday_date(dispute.cap.due_at)}" if dispute.cap else ""
    cells = (
        f"{escape(subject.reference)}{quiet(subject.team.name if subject.team else '')}",
        escape(stage_in_words(dispute)),
        f"{chip}{quiet(cap)}",
        f'<span class="portal-register__label">Raised on </span>{escape(weekday_date(dispute.raised_at))}'
        '<span class="portal-register__quiet"><span class="portal-register__label">by </span>'
        f"{escape(dispute.raised_by.name)}</span>",
    )
    return (
        '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
        f'<a class="govuk-link" href="{escape(dispute.get_absolute_url())}">{escape(dispute)}</a>{quiet(theme)}</th>'
        + "".join(f'<td class="govuk-table__cell">{cell}</td>' for cell in cells)
        + "</tr>"
    )
