"""Answers of an audit as they are read: ``{% load audit_read %}``, drawn as ``audit_question`` is.

Every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qa_portal.deadlines.words import weekday_date
from qa_portal.plan.models import Action

register = template.Library()


@register.simple_tag
def answer_rows(answers: Iterable[dict[str, Any]]) -> SafeString:
    """The answers of a section (``whole_of``), each with its grades, its words and its actions."""
    return mark_safe("".join(map(_answer, answers)))  # noqa: S308  each text in it is escaped


@register.simple_tag
def action_rows(actions: Iterable[Action]) -> SafeString:
    """Actions with their ``owner_words`` as a list; nothing for none."""
    rows = "".join(map(_action, actions))
    return mark_safe(f'<ul class="portal-actions">{rows}</ul>' if rows else "")  # noqa: S308  as above


def _answer(row: dict[str, Any]) -> str:
    answer = row["answer"]
    parts = [f'<div class="portal-read-answer"><h3 class="govuk-heading-s">{escape(answer.text)}</h3>']
    if answer.not_applicable_because:
        parts.append(f'<p class="govuk-body">Not applicable: {escape(answer.not_applicable_because)}</p>')
    elif answer.is_judged:
        parts.append(_grades(row))
    elif answer.said:
        parts.append(f'<p class="govuk-body"><strong>{escape(answer.said)}</strong></p>')
    if answer.words:
        parts.append(f'<p class="govuk-body">{_lines(answer.words)}</p>')
    if not answer.is_given and not answer.is_judged:
        parts.append('<p class="portal-quiet-text">Not answered yet</p>')
    return "".join([*parts, action_rows(row["actions"]), "</div>\n"])


def _grades(row: dict[str, Any]) -> str:
    answer = row["answer"]
    said = _grade(answer.said, row["tone"]) or '<span class="portal-quiet-text">Not graded yet</span>'
    if answer.said_after:
        said += f" <span>after the conversation: </span>{_grade(answer.said_after, row['tone_after'])}"
    return f'<p class="portal-read-grades">{said}</p>'


def _grade(said: str, tone: str) -> str:
    return f'<span class="portal-grade portal-grade--{escape(tone)}">{escape(said)}</span>' if said else ""


def _action(action: Any) -> str:
    how = [f"{action.get_priority_display()} priority", str(action.owner_words)]
    if action.due_on:
        how.append(f"by {weekday_date(action.due_on)}")
    lines = [" · ".join([*how, action.get_state_display().lower()])]
    if action.success:
        lines.append(f"It has worked when: {action.success}")
    if action.tested:
        lines.append(f"Found since: {action.tested}")
    return (
        f'<li class="portal-action"><p class="portal-action__what">{_lines(action.what)}</p>'
        + "".join(f'<p class="portal-action__how">{escape(line)}</p>' for line in lines)
        + "</li>"
    )


def _lines(text: str) -> str:
    """Words with their breaks, as ``linebreaksbr``."""
    return escape(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")
