"""What stands in the rows of lists: a deadline in words, a row of *my work*. Part of ``{% load portal %}``.

Written here and not in templates: a page shows up to a hundred of them, and the branches of a template take several
times as long as all else on the page. Every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from qa_portal.dashboards import marks
from qa_portal.deadlines import words
from qa_portal.templatetags.portal_signs import icon, request_tag

register = template.Library()


@register.simple_tag
def deadline_chip(deadline: Any, form: str = "full") -> SafeString:
    """A deadline in words, with a symbol and a colour: has ``due_at``, ``label``, and where it means
    something ``met_at``, ``is_open``, ``first_due_at``, ``is_extended``. ``form="compact"`` (lists) leaves
    the label out.
    """
    due = words.in_words(deadline)
    mark = marks.DUE[due.state]
    if form == "compact":
        kind, says = " portal-due--compact", _short(due)
    else:
        kind, says = "", _in_full(deadline, due)
    return mark_safe(  # noqa: S308  what it says is escaped
        f'<span class="portal-due portal-mark--{mark.tone}{kind}">{icon(mark.icon)}<span>{says}</span></span>'
    )


def _short(due: words.Due) -> str:
    short = f"{due.short[:1].upper()}{due.short[1:]}"
    return (
        f'<span class="portal-due__short"><strong>{escape(short)}</strong></span> '
        f'<span class="portal-due__when">{escape(due.when)}</span>'
    )


def _in_full(deadline: Any, due: words.Due) -> str:
    says = f"{escape(getattr(deadline, 'label', '') or 'Due')} {escape(due.sentence)}"
    first_due_at = getattr(deadline, "first_due_at", None)
    if getattr(deadline, "is_extended", False) and first_due_at:
        was = words.weekday_date(first_due_at)
        says += f' <span class="portal-due__when">Extended: it was due on {escape(was)}.</span>'
    return says


def quiet(words: str) -> str:
    """What stands quietly under the words of a cell; nothing for none."""
    return f'<span class="portal-register__quiet">{escape(words)}</span>' if words else ""


@register.simple_tag
def work_rows(rows: Iterable[Any]) -> SafeString:
    """Pieces of work (``qa_portal.dashboards.work.Row``), one under another."""
    shown = "\n".join(_work_row(row) for row in rows)
    return mark_safe(f'<ul class="portal-list">\n{shown}\n</ul>')  # noqa: S308  what the rows say is escaped


@register.simple_tag
def load_rows(deadlines: Iterable[Any]) -> SafeString:
    """Open work with ``whose`` it is (``workload_pages.workload_list``) as rows of a table."""
    return mark_safe("\n".join(_load_row(deadline) for deadline in deadlines))  # noqa: S308  each cell is escaped


def _load_row(deadline: Any) -> str:
    subject = deadline.subject
    reference, team = escape(subject.reference), quiet(subject.team.name if subject.team else "")
    cells = (
        f'<a class="govuk-link" href="{escape(subject.get_absolute_url())}">{reference}</a>{team}',
        escape(deadline.whose),
        deadline_chip(deadline, "compact"),
    )
    return (
        '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
        f'<a class="govuk-link" href="{escape(deadline.get_absolute_url())}">{escape(deadline.label)}'
        f'<span class="govuk-visually-hidden"> {reference}</span></a></th>'
        + "".join(f'<td class="govuk-table__cell">{cell}</td>' for cell in cells)
        + "</tr>"
    )


def _work_row(row: Any) -> str:
    what = escape(row.what)
    if row.url:
        what = f'<a class="govuk-link" href="{escape(row.url)}">{what}</a>'
    below = "".join(
        f'<div class="portal-list__from">{escape(each)}</div>'
        for each in (
            _whence(row),
            "It is open to named people alone, so nothing more is shown here." if row.is_closed else "",
        )
        if each
    )
    if row.state == "returned":
        below += f"<div>{request_tag(row.state)}</div>"
    if row.note:
        below += f'<div class="portal-list__from">{escape(row.note)}</div>'
    return (
        f'<li class="portal-list__item"><div><div class="portal-list__what">{what}</div>{below}</div>'
        f"{_until(row)}</li>"
    )


def _whence(row: Any) -> str:
    """Of which record, from whom, since when: "Record C-1001 · from Rowan Demo · asked on Friday 4 December 2026"."""
    said = [f"Record {row.reference}"] if row.reference else []
    if row.from_whom:
        said.append(f"from {row.from_whom}")
    if row.state == "sent" and row.deadline:
        said.append(f"{row.at_words.lower()} on {words.weekday_date(row.at)}")
    return " · ".join(said)


def _until(row: Any) -> str:
    if row.deadline:
        return deadline_chip(row.deadline, "compact")
    if row.at:
        when = escape(f"{row.at_words} {words.weekday_date(row.at)}")
        return f'<div class="portal-list__from">{when}</div>'
    return ""
