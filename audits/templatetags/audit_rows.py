"""The rows of the lists of audits: ``{% load audit_rows %}``, drawn as ``portal_rows`` are. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from audits.models import Audit, GoodPractice
from qa_portal.deadlines.models import Deadline
from qa_portal.deadlines.words import weekday_date
from qa_portal.templatetags.portal_rows import deadline_chip, quiet

register = template.Library()

#: So much of an example its row shows.
_MOST = 220


@register.simple_tag
def audit_rows(audits: Iterable[Audit]) -> SafeString:
    """Audits with what this person may know of them (``register.give_what_is_known``) as rows of a table."""
    return mark_safe("\n".join(_row(audit) for audit in audits))  # noqa: S308  each cell is escaped


def _row(audit: Audit) -> str:
    reference = escape(audit.subject.reference)
    about = f"about the work of {audit.of_whom}" if audit.of_whom else ""
    cells = (
        f"{reference}{quiet(audit.team.name if audit.team else '')}",
        f"{escape(audit.stands)}{_grade(audit.grade_words, audit.grade_tone)}",
        _due(audit.running) if audit.running else "",
        f'<span class="portal-register__label">Written by </span>{escape(audit.reviewer.name)}{quiet(about)}',
    )
    return (
        '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
        f'<a class="govuk-link" href="{escape(audit.get_absolute_url())}">{escape(audit.title)}'
        f'<span class="govuk-visually-hidden"> {reference}</span></a>{quiet(weekday_date(audit.period_to))}</th>'
        + "".join(f'<td class="govuk-table__cell">{cell}</td>' for cell in cells)
        + "</tr>"
    )


@register.simple_tag
def library_rows(examples: Iterable[GoodPractice]) -> SafeString:
    """Examples of good practice, one under another."""
    return mark_safe("\n".join(_example(example) for example in examples))  # noqa: S308  each part is escaped


def _example(example: GoodPractice) -> str:
    text = example.text if len(example.text) <= _MOST else Truncator(example.text).chars(_MOST)
    when = f"published {weekday_date(example.decided_at)}" if example.is_published else _stands(example)
    theme = f"{example.theme_label}, " if example.theme_label else ""
    return (
        '<li class="portal-list__item"><div><div class="portal-list__what">'
        f'<a class="govuk-link" href="{escape(example.get_absolute_url())}">{escape(example.title)}</a></div>'
        f'<p class="govuk-body">{escape(text)}</p>'
        f'<div class="portal-list__from">{escape(theme + when)}</div></div></li>'
    )


def _stands(example: GoodPractice) -> str:
    return str(example.get_state_display()).lower()


def _due(running: Deadline) -> str:
    """What is due first of it, and when."""
    return f"{escape(running.label)}{_under(deadline_chip(running, 'compact'))}"


def _grade(words: str, tone: str) -> str:
    if not words:
        return ""
    return _under(f'<span class="portal-grade portal-grade--{tone}">{escape(words)}</span>')


def _under(markup: str) -> str:
    return f'<span class="portal-register__quiet">{markup}</span>'
