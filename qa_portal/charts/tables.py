"""The table under a chart: every number in it, and the links behind them. On a telephone a row becomes a card.

Put together by a function: a dashboard has some fifteen of them, and a template would spend most of the page's time on
their cells.
"""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from .shapes import Bars, Lines

_NUMERIC = "--numeric"


def table_of(chart: Bars | Lines) -> SafeString:
    """The table, with what the chart counts as its caption."""
    first, *others = (escape(head) for head in chart.headings)
    heads = f'<th scope="col" class="govuk-table__header">{first}</th>' + "".join(
        f'<th scope="col" class="govuk-table__header govuk-table__header{_NUMERIC}">{head}</th>'
        for head in others
    )
    return mark_safe(  # noqa: S308  every word in it is escaped where it is put in
        '<div class="portal-register portal-chart__table"><table class="govuk-table">'
        f'<caption class="govuk-table__caption">{escape(chart.about)}</caption>'
        f'<thead class="govuk-table__head"><tr class="govuk-table__row">{heads}</tr></thead>'
        f'<tbody class="govuk-table__body">{"".join(_rows(chart))}</tbody></table></div>'
    )


def _rows(chart: Bars | Lines) -> list[str]:
    labels = [escape(head) for head in chart.headings[1:]]
    rows = []
    for label, note, cells in chart.lines:
        name = escape(label)
        beside = f'<span class="portal-register__quiet">{escape(note)}</span>' if note else ""
        numbers = "".join(
            f'<td class="govuk-table__cell govuk-table__cell{_NUMERIC}">'
            f'<span class="portal-register__label">{head}: </span>{_number(words, url, name)}</td>'
            for head, (words, url) in zip(labels, cells, strict=True)
        )
        head = f'<th scope="row" class="govuk-table__header">{name}{beside}</th>'
        rows.append(f'<tr class="govuk-table__row">{head}{numbers}</tr>')
    return rows


def _number(words: str, url: str, label: str) -> str:
    if not url:
        return escape(words)
    beside = f'<span class="govuk-visually-hidden"> {label}</span>'
    return f'<a class="govuk-link" href="{escape(url)}">{escape(words)}{beside}</a>'
