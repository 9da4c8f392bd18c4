"""What the templates of reports need: ``{% load reports %}``."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import template
from django.utils.safestring import SafeString

from qa_portal.charts.drawing import draw
from qa_portal.charts.shapes import BarRow, Bars, Part
from qa_portal.reporting.shown import ShownTable

register = template.Library()


@register.filter
def picture(table: Any, prefix: str) -> SafeString:
    """A table of counts as bars: on a page as it is shown, on paper as it was frozen; "" where it isn't to be drawn."""
    if isinstance(table, dict):
        table = ShownTable(**{each.name: table[each.name] for each in fields(ShownTable)})
    if not table.tones or not table.numbers:
        return SafeString("")
    columns = table.columns[1 : 1 + len(table.tones)]
    return draw(
        Bars(
            key=table.key,
            point=table.point,
            about=table.caption,
            first=table.columns[0],
            parts=tuple(Part(label, tone) for label, tone in zip(columns, table.tones, strict=True)),
            rows=tuple(
                BarRow(row[0], tuple(numbers))
                for row, numbers in zip(table.rows, table.numbers, strict=False)
            ),
        ),
        prefix,
    )
