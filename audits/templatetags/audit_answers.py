"""The answers of an audit as they are read: ``{% load audit_answers %}``, drawn as ``portal_rows`` are: there are up to
some forty on a page. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from audits.papers.parts import AnswerLine
from qa_portal.templatetags.portal_signs import grade_badge

register = template.Library()


@register.simple_tag
def audit_answers(lines: Iterable[AnswerLine]) -> SafeString:
    """Questions with their answers: the grade, the one before the conversation, and the words."""
    return mark_safe("\n".join(_answer(line) for line in lines))  # noqa: S308  each text is escaped


@register.simple_tag
def audit_answer(line: AnswerLine) -> SafeString:
    """One question with its answer."""
    return mark_safe(_answer(line))  # noqa: S308  each text is escaped


def _answer(line: AnswerLine) -> str:
    grade, before = "", ""
    if line.before:
        before = f' <span class="portal-quiet-text">After reading the record: {escape(line.before)}</span>'
    if line.box.words:
        grade = f"<p>{grade_badge(line.box.words, line.box.grade)}{before}</p>"
    words = f'<p class="govuk-body">{linebreaksbr(line.words)}</p>' if line.words else ""
    return f'<h3 class="govuk-heading-s">{escape(line.question)}</h3>{grade}{words}'
