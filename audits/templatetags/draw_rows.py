"""The rows of a cycle and of a draw: ``{% load draw_rows %}``, drawn as ``portal_rows`` are. Every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from audits.models import Audit, DrawLine
from qa_portal.addresses import address
from qa_portal.templatetags.portal_rows import deadline_chip, quiet
from qa_portal.templatetags.portal_signs import tag

register = template.Library()


@register.simple_tag
def cycle_rows(audits: Iterable[Audit]) -> SafeString:
    """The audits of a cycle with their ``clock``, ``stands`` and ``may_replace`` as rows of a table."""
    return _rows(
        (
            _record(audit.subject, audit.subject.team),
            escape(audit.reviewer.name),
            tag(audit.stands),
            deadline_chip(audit.clock, "compact") if audit.clock else "",
            _replace(audit) if audit.may_replace else "",
        )
        for audit in audits
    )


@register.simple_tag
def drawn_rows(lines: Iterable[DrawLine], reviewer: str) -> SafeString:
    """The lines that were drawn (``DrawPage.lines``), with whom each was paired and who could not audit it.

    ``reviewer`` is the framework's word for whoever audits. A record that doesn't open shows no identity.
    """
    label = f'<span class="portal-register__label">{escape(reviewer)}: </span>'
    return _rows(
        (
            _line(line, line.practitioner.name if line.practitioner else ""),
            f"{label}{escape(line.reviewer.name)}",
            f"{escape(line.because)}{_barred(line) if line.barred_in_words and line.opens else ''}",
        )
        for line in lines
    )


@register.simple_tag
def explained_rows(lines: Iterable[DrawLine], reviewer: str) -> SafeString:
    """The lines of a draw's pool, with what became of each and why."""
    return _rows(
        (
            _line(line),
            f"{tag(line.get_fate_display())}"
            f"{quiet(f'{reviewer}: {line.reviewer.name}') if line.reviewer and line.opens else ''}",
            escape(line.because),
        )
        for line in lines
    )


def _rows(rows: Iterable[tuple[str, ...]]) -> SafeString:
    """Rows of cells that are markup already; the first of each is its heading."""
    shown = (
        f'<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{first}</th>'
        + "".join(f'<td class="govuk-table__cell">{cell}</td>' for cell in others)
        + "</tr>"
        for first, *others in rows
    )
    return mark_safe("\n".join(shown))  # noqa: S308  each cell is escaped


def _line(line: Any, practitioner: str = "") -> str:
    if not line.opens:
        return "A restricted record"
    return f"{_record(line.subject, line.team)}{quiet(practitioner)}"


def _record(subject: Any, team: Any) -> str:
    link = (
        f'<a class="govuk-link" href="{escape(subject.get_absolute_url())}">{escape(subject.reference)}</a>'
    )
    return f"{link}{quiet(team.name if team else '')}"


def _replace(audit: Audit) -> str:
    return (
        f'<a class="govuk-link" href="{address("audit_reviewer", audit.pk)}">Another reviewer'
        f'<span class="govuk-visually-hidden"> for {escape(audit.subject.reference)}</span></a>'
    )


def _barred(line: Any) -> str:
    names = "".join(f"<li>{escape(name)} {escape(because)}.</li>" for name, because in line.barred_in_words)
    return (
        '<details class="govuk-details govuk-!-margin-bottom-0"><summary class="govuk-details__summary">'
        f'<span class="govuk-details__summary-text">Who could not: {len(line.barred_in_words)}</span></summary>'
        f'<div class="govuk-details__text"><ul class="govuk-list govuk-list--bullet">{names}</ul></div></details>'
    )
